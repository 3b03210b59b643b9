"""What was kept of a mention, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from mentions.core.exhibits import Place
from mentions.model import iso
from mentions.report.plain import safe

_DIGITS = 16  # of a hash where it only has to be found again
_CAME_OTHERWISE = "it was known before answers were kept, or came by a stream or an import"


class KeptLike(Protocol):
    """Evidence, as the store gives it."""

    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def link(self) -> str | None: ...  # noqa: D102
    @property
    def chain(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def sentence(self) -> str | None: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def place(self) -> Place | None: ...  # noqa: D102
    @property
    def screenshot(self) -> str | None: ...  # noqa: D102


def evidence_as_dict(kept: KeptLike, state: str) -> dict[str, Any]:
    """Return evidence as JSON-ready values.

    Args:
        kept: The evidence.
        state: "kept", "not kept", "missing" or "damaged": the answer itself.
    """
    place = kept.place
    return {
        "at": iso(kept.at),
        "url": kept.url,
        "link": kept.link,
        "chain": list(kept.chain),
        "sentence": kept.sentence,
        "sha256": kept.digest,
        "bytes": kept.size,
        "answer": state,
        "file": place.file if place else None,
        "record": place.record if place else None,
        "screenshot": kept.screenshot,
    }


def kept_rows(mention: int, kept: Iterable[KeptLike]) -> Iterator[tuple[str, str]]:
    """Yield what was kept of a mention, as rows with a label each."""
    for one in kept:
        what = "the answer" if one.place else "link, sentence and hash"
        told = f"{what} of {one.at:%Y-%m-%d}, sha256:{one.digest[:_DIGITS]}…"
        yield "Kept", f"{told}; `mentions evidence {mention}` shows it"


def kept_as_dicts(kept: Iterable[KeptLike]) -> list[dict[str, Any]]:
    """Return the same as JSON-ready values."""
    return [
        {"at": iso(one.at), "url": one.url, "sha256": one.digest, "answer": one.place is not None}
        for one in kept
    ]


def render_evidence(
    mention: int,
    kept: Iterable[tuple[KeptLike, str]],
    *,
    folder: Path,
    keeps: bool,
    console: Console,
) -> None:
    """Print what was kept of a mention.

    Args:
        mention: Its id.
        kept: The evidence and the state of its answer.
        folder: Where the answers lie.
        keeps: Whether answers are kept now, as the config says.
        console: Where to print.
    """
    told = list(kept)
    if not told:
        why = _CAME_OTHERWISE if keeps else "set keep = true under [evidence]"
        line = f"Nothing was kept of mention {mention}: {why}"
        console.print(line, markup=False, soft_wrap=True)
    for one, state in told:
        for name, value in _lines(one, state, folder):
            console.print(f"{name:<9} {safe(value)}", markup=False, soft_wrap=True)


def _lines(kept: KeptLike, state: str, folder: Path) -> Iterable[tuple[str, str]]:
    yield "Seen", f"{kept.at:%Y-%m-%d %H:%M:%S} UTC"
    yield "Page", kept.url
    yield "Link", kept.link or "none: it is known in another way"
    for hop in kept.chain:
        yield "", f"→ {hop}"
    if kept.sentence:
        yield "Sentence", kept.sentence
    yield "SHA-256", f"{kept.digest} ({kept.size} bytes)"
    where = f" in {folder / kept.place.file}, {kept.place.record}" if kept.place else ""
    yield "Answer", f"{state}{where}"
    if kept.screenshot:
        yield "Picture", str(folder / "screenshots" / kept.screenshot)
