"""One message to one address, through Apprise; its words come back without the address.

Apprise tells no more than "no", and why in its log. Whether something arrived all the same is read
there, too: after a time-out, or where one of several targets got it, nobody knows.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentions.core.alerts.fit import fit
from mentions.core.alerts.model import Rendered
from mentions.core.alerts.scrub import scrubbed
from mentions.errors import ConfigError

# Bytes of all files of a message: mail servers refuse much more, and they are in memory meanwhile.
LARGEST = 10_000_000
# Seconds that a service may take to answer: too short a wait makes messages uncertain.
_PATIENCE = 30.0
_MAYBE = re.compile(
    r"read timed out|connection aborted|connection broken|reset by peer|remote end closed"
    r"|unexpectedly closed",
    re.IGNORECASE,
)
_SENT = re.compile(r"\s*sent\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """How sending ended.

    Attributes:
        why: Why it did not arrive; None where it did.
        sure: Whether that is certain.
    """

    why: str | None = None
    sure: bool = True


def open_address(address: str, *, shown: str) -> Any:
    """Return what Apprise makes of an address.

    Args:
        address: With its passwords; never shown.
        shown: What messages call it instead, such as "$MENTIONS_NOTIFY_URL".

    Raises:
        ConfigError: Apprise does not know such an address, or is not installed.
    """
    try:
        from apprise import Apprise  # noqa: PLC0415 - a part that may not be installed
    except ImportError as error:
        raise ConfigError("messages need Apprise: pip install 'mentions[notify]'") from error
    with _log():
        try:
            service = Apprise.instantiate(address)
        except Exception:  # noqa: BLE001 - a hundred plugins read it, and their words may hold it
            service = None
    if service is None:
        raise ConfigError(
            f"{shown} holds no address that Apprise knows; docs/notify.md has examples"
        )
    service.socket_read_timeout = max(_PATIENCE, float(service.socket_read_timeout or 0))
    return service


def deliver(service: Any, rendered: Rendered, *, address: str) -> Delivery:
    """Send a message; returns how that ended, whatever happens.

    Files that cannot be attached, or are too large, are told of instead.
    """
    files = _attachable(service, rendered)
    text = rendered.body
    if len(files) < len(rendered.files):
        text = f"{text}\n\n{rendered.unattached}"
    # Where a service knows no title, Apprise puts it on top of the body.
    room = service.body_maxlen - (0 if service.title_maxlen > 0 else len(rendered.title) + 2)
    body = fit(text, max(room, 1))
    title = fit(rendered.title, service.title_maxlen or len(rendered.title))
    with _log() as records:
        try:
            attach = _attached(files)
            arrived = bool(
                service.notify(body=body, title=title, attach=attach, body_format="text")
            )
        except Exception as error:  # noqa: BLE001 - a hundred plugins, and none may stop the others
            return Delivery(why=scrubbed(f"{type(error).__name__}: {error}", address), sure=False)
    if arrived:
        return Delivery()
    words = [(one.levelno, one.getMessage()) for one in records]
    told = [line for level, line in words if level >= logging.WARNING]
    maybe = any(_MAYBE.search(line) or _SENT.match(line) for _, line in words)
    why = scrubbed(told[-1] if told else "the service did not say why", address)
    return Delivery(why=why, sure=not maybe)


def _attachable(service: Any, rendered: Rendered) -> list[str]:
    """Return the files that go with a message: all that are still there, or none."""
    if not service.attachment_support:
        return []
    there = {file: size for file in rendered.files if (size := _size(file)) is not None}
    return list(there) if sum(there.values()) <= LARGEST else []


def _size(file: str) -> int | None:
    try:
        return Path(file).stat().st_size
    except OSError:
        return None


def _attached(files: Iterable[str]) -> Any:
    """Return files as Apprise attaches them: by path, since it would read an address."""
    from apprise import AppriseAttachment  # noqa: PLC0415 - as above
    from apprise.attachment.file import AttachFile  # noqa: PLC0415 - as above

    attachment: Any = AttachFile
    attached = [attachment(file) for file in files]
    return AppriseAttachment(attached) if attached else None


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def _log() -> Iterator[list[logging.LogRecord]]:
    """Hear what Apprise says, so that nobody else does: it may hold the address."""
    logger, listener = logging.getLogger("apprise"), _Listener()
    before = logger.level, logger.propagate, logger.handlers
    logger.handlers, logger.propagate = [listener], False
    logger.setLevel(logging.DEBUG)
    try:
        yield listener.records
    finally:
        logger.handlers, logger.propagate = before[2], before[1]
        logger.setLevel(before[0])
