"""The program `mentions`: one place where errors become words and exit codes.

Exit codes: 0 done, 1 failed (also where a place could not be looked at), 2 wrong usage or config,
130 interrupted.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

from mentions import __version__
from mentions.errors import MentionsError
from mentions.interrupts import Interrupts

_OBJECTS = 50_000  # made since the last look for garbage before there is another
_INTERRUPTED = "interrupted; nothing that was stored is lost"
_INTERRUPTED_CODE = 130
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def main() -> None:
    """Run the program; the only place that prints errors and sets exit codes."""
    signal.signal(signal.SIGINT, Interrupts(_end_at_once))
    try:
        collect_rarely()
        _prepare_streams()
        _end_well()
    except KeyboardInterrupt:
        _end_interrupted()


def _end_well() -> None:
    try:
        _run()
    except MentionsError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:  # as in `mentions list | head -1`
        _discard_output()
        sys.exit(0)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _discard_output()
        _complain(f"the output cannot be written ({error.strerror}); make room and try again")
        sys.exit(1)


def collect_rarely() -> None:
    """Look for garbage less often than Python does by itself.

    Importing and polling make many objects and little garbage: looking for some would take a tenth
    of the time.
    """
    gc.set_threshold(_OBJECTS)


def _run() -> None:
    if sys.argv[1:] == ["--version"]:
        # Asked for by scripts, again and again: no command needs to be imported for it.
        sys.stdout.write(f"mentions {__version__}\n")
        sys.stdout.flush()
        return
    from mentions.cli.app import app

    try:
        app()
    except SystemExit as end:
        # Typer and Rich end a run silently where it was interrupted or nobody reads on.
        reasons = set(map(type, _reasons(end)))
        if KeyboardInterrupt in reasons:
            raise KeyboardInterrupt from None
        if BrokenPipeError in reasons:
            raise BrokenPipeError from None
        raise


def _reasons(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__context__


def _end_interrupted() -> NoReturn:
    """Say one line, however often Ctrl-C is pressed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _complain(_INTERRUPTED)
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED_CODE))
    sys.exit(_INTERRUPTED_CODE)


def _end_at_once() -> NoReturn:
    os.write(2, f"mentions: {_INTERRUPTED}\n".encode("ascii"))
    os._exit(_INTERRUPTED_CODE)


def _prepare_streams() -> None:
    """Let nothing printed end in an error: a closed stream swallows it, missing letters are `?`."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(_nowhere(), "w", encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _discard_output() -> None:
    """Throw away what is still to be written: Python must not complain about it at exit."""
    os.dup2(_nowhere(), sys.stdout.fileno())


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _complain(message: str) -> None:
    from mentions.report.plain import safe

    for line in message.splitlines():
        sys.stderr.write(f"mentions: {safe(line)}\n")
