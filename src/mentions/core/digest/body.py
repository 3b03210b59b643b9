"""The text of a ping as a digest's tweets alone: without wrapper, headline and footer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mentions.core.digest.marks import begins_with_mark
from mentions.core.digest.titles import DigestTitle, headline_end, read_title
from mentions.core.tables import any_of, load_table
from mentions.core.text import strip_wrapper, unescape
from mentions.model import Channel, Entry

_DOTS = ("…", "...")
_LONGEST_HEADLINE = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The tweets of a digest as they stand in a ping.

    Attributes:
        text: A line each, none of them empty.
        headline: The line before the tweets, None where there is none.
        title: What the headline, or the beginning of the text, says as a digest's title.
        cut_start: Whether something may have stood before the text; `cut_end` likewise.
        footed: Whether a plugin's "Powered by" ends it.
        is_excerpt: Whether it was cut out around the link to the article.
        offset: Where `text` begins in the excerpt, whose length is `length`.
    """

    text: str
    headline: str | None
    title: DigestTitle | None
    cut_start: bool
    cut_end: bool
    footed: bool
    is_excerpt: bool
    offset: int
    length: int

    @property
    def begins_a_longer_text(self) -> bool:
        """Whether it is the beginning of a page, wherever on that page the link stands."""
        return self.cut_end and not self.is_excerpt


def wrapped_whole(text: str) -> bool:
    """Whether both ends of a text are cut off by `[...]`, as in a ping; people write one."""
    stripped = text.strip()
    if not (stripped.startswith(("[", "&#91;")) and stripped.endswith(("]", "&#93;"))):
        return False
    inner, _ = strip_wrapper(stripped)
    return not stripped.startswith(inner) and not stripped.endswith(inner)


def body_of(entry: Entry) -> Body:
    """Return the text of an entry as the tweets it may consist of."""
    lines = [line.strip() for line in unescape(entry.text or "").split("\n")]
    lines = [line for line in lines if line]
    headline = lines[0] if len(lines) > 1 and _is_headline(lines[0], entry) else None
    text = "\n".join(lines[1:] if headline else lines)
    excerpt, cut_start, cut_end = _unwrapped(text)
    begins = headline_end(excerpt)
    footer = _footer().search(excerpt)
    tweets = excerpt[begins : footer.start() if footer else len(excerpt)]
    inner = tweets.strip()
    ping = entry.channel is not Channel.COMMENT
    unsure_start = (
        entry.channel is Channel.PINGBACK and not headline and not begins_with_mark(inner)
    )
    title = read_title(headline) if headline else None
    return Body(
        text=inner,
        headline=headline or excerpt[:begins].strip() or None,
        title=title or (DigestTitle(sure=True) if begins else None),
        cut_start=(cut_start or unsure_start) and not begins,
        cut_end=(cut_end or ping) and not footer,
        footed=footer is not None,
        is_excerpt=(cut_start and cut_end) or entry.channel is Channel.PINGBACK,
        offset=begins + tweets.find(inner),
        length=len(excerpt),
    )


def _is_headline(line: str, entry: Entry) -> bool:
    """Whether the first line is the page's title, as trackbacks have it."""
    if len(line) > _LONGEST_HEADLINE:
        return False
    return line in {entry.author.name, entry.title} or read_title(line) is not None


def _unwrapped(text: str) -> tuple[str, bool, bool]:
    """Return a text without `[...]` or dots at its ends, and whether either had some."""
    inner, _ = strip_wrapper(text)
    at = text.find(inner)
    cut_start, cut_end = bool(text[:at].strip()), bool(text[at + len(inner) :].strip())
    for dots in _DOTS:
        if inner.startswith(dots):
            inner, cut_start = inner.lstrip("….").lstrip(), True
        if inner.endswith(dots):
            inner, cut_end = inner.rstrip("….").rstrip(), True
    return inner, cut_start, cut_end


@cache
def _footer() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){any_of(load_table('digests')['footers'])}[\s.]{{0,5}}\Z", re.IGNORECASE
    )
