"""Author and date of a comment whose markup is gone: the first or the last line says them.

An item then reads: author (linked or not), a date line, the text; or the text first and a signature
below. What names nobody for certain stays unnamed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bs4.element import Tag

from mentions.model import Channel
from mentions.parse.comments import words
from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.header import Header, cut_label, is_filler, read_header, trim
from mentions.parse.comments.roles import Role
from mentions.parse.comments.when import When
from mentions.parse.comments.who import Who
from mentions.parse.html import one_line, text_of

_MAX_NAME = 250
# "Tweets die T erwähnt -- Topsy.com": a title ends in the site's name, a sentence does not.
_SITE_NAME = re.compile(r"\s(?:--|[—–|])\s{0,3}[\w.-]{1,60}\.[a-z]{2,10}\Z", re.IGNORECASE)
# Movable Type and TypePad: the title of the page that pinged, then "from" its blog.
_FROM = re.compile(r"\s+(?:from|von|de|da|van|från|fra)\s\S.{0,120}", re.IGNORECASE)
_BOLD = frozenset(["b", "strong", "em", "i", "cite", "h4", "h5", "h6"])
_TITLES = frozenset(["h4", "h5", "h6"])
# Longer "names" are sentences; these parted from the date by nothing, sooner.
_MAX_WORDS, _FEW_WORDS = 8, 3
_DASHES = "|·•—–-:»"
_SEPARATORS = " \t\u00a0|·•—–-,;:»→"


@dataclass(frozen=True, kw_only=True, slots=True)
class Framed:
    """What the lines around a text say.

    Attributes:
        who: The author; its `tag` is None, because the name is cut from the lines instead.
        when: The date, if the lines say it.
        channel: What a label says.
        lines: The text that is left.
        sure: Whether a date, a label or a word such as "says" shows that this is a comment.
    """

    who: Who
    when: When | None
    channel: Channel | None
    lines: list[str]
    sure: bool


def read_frame(
    lines: list[str],
    anatomy: Anatomy,
    context: Context,
    *,
    ping: bool = False,
    counted: bool = False,
) -> Framed:
    """Take author and date from the lines of a comment that no markup takes apart.

    Args:
        lines: The comment's text, frame and all.
        anatomy: Its elements, for the links behind names.
        context: The page.
        ping: Whether it is a ping for certain: then its first link is where it came from.
        counted: Whether a heading counts this very list: then it is a comment for certain, and
            what heads it is its author where it looks like one.
    """
    framed = (
        _linked_head(lines, anatomy, context, ping=ping)
        or _plain_head(lines, anatomy, context)
        or _signature(lines, anatomy, context)
        or (counted and _counted_head(lines, anatomy, context))
    )
    return framed or _framed(Who(), Header(), lines, context)


def _linked_head(
    lines: list[str], anatomy: Anatomy, context: Context, *, ping: bool
) -> Framed | None:
    """Read a first line that begins with the author's link or the name in bold."""
    tag = _first_named(anatomy)
    shown = (one_line(text_of(tag)) or "")[:_MAX_NAME] if tag is not None else ""
    if tag is None or not shown or not lines:
        return None
    first = lines[0].lstrip(_SEPARATORS) if ping else lines[0]
    channel, head = (None, first) if first.startswith(shown) else cut_label(first)
    if not head.startswith(shown):
        return None
    rest = head[len(shown) :]
    linked = tag.name == "a"
    if ping and linked and _FROM.fullmatch(rest):
        rest = ""
    if tag.name in _TITLES and _is_blank(rest):
        return _headed(shown, lines[1:], context)
    header = read_header("x" + rest, language=context.language)
    dated = header.moment is not None or header.said
    known = (linked and (ping or channel is not None)) or _goes_on(
        lines, linked=linked, context=context
    )
    if not dated and not (known and (_is_blank(rest) or rest.lstrip()[0] in _DASHES)):
        return None
    text = header.rest if dated else rest.lstrip(_SEPARATORS)
    who = Who(name=shown.rstrip(" :"), link=context.resolve(tag) if linked else None)
    kept = [text, *lines[1:]] if text and not is_filler(text) else lines[1:]
    return _framed(who, replace(header, channel=channel or header.channel), kept, context)


def _headed(shown: str, lines: list[str], context: Context) -> Framed | None:
    """Read a heading that names the author, and perhaps says when."""
    header = read_header(shown, language=context.language)
    known = header.moment is not None or header.said
    if (
        not header.name
        or header.rest
        or not (known or _goes_on([shown, *lines], linked=False, context=context))
    ):
        return None
    return _framed(Who(name=header.name), header, lines, context)


def _is_blank(rest: str) -> bool:
    return not words.NAME_NOTE.sub("", rest).strip(_SEPARATORS)


def _goes_on(lines: list[str], *, linked: bool, context: Context) -> bool:
    """Whether the next line is a date, or the excerpt of a ping below its link."""
    if len(lines) < 2:  # noqa: PLR2004 - a name and what follows
        return False
    below = read_header(lines[1], language=context.language)
    dated = below.moment is not None and below.name is None
    return dated or (linked and lines[1].startswith(("[...]", "[…]")))


def _first_named(anatomy: Anatomy) -> Tag | None:
    for part in anatomy.frame:
        if part.roles & Role.PERMALINK or not (part.tag.name == "a" or part.tag.name in _BOLD):
            continue
        if one_line(text_of(part.tag)):
            inner = part.tag.find("a", href=True) if part.tag.name != "a" else None
            return inner if isinstance(inner, Tag) else part.tag
    return None


def _plain_head(lines: list[str], anatomy: Anatomy, context: Context) -> Framed | None:
    """Read a first line in plain text: a name with a date, a label or "says", or a date below."""
    if not lines:
        return None
    header = read_header(lines[0], language=context.language)
    if not header.name or len(header.name.split()) > _MAX_WORDS:
        return None
    who = Who(name=header.name, link=_link_of(header.name, anatomy, context))
    if header.said or (header.moment and (header.parted or _looks_like_name(header))):
        kept = [header.rest, *lines[1:]] if header.rest else lines[1:]
        return _framed(who, header, kept, context)
    if not header.rest and _goes_on(lines, linked=False, context=context):
        return _framed(who, header, lines[1:], context)
    return None


def _counted_head(lines: list[str], anatomy: Anatomy, context: Context) -> Framed | None:
    """Read what heads a comment that is one for certain, where the line is no sentence of it.

    It is a link, a `cite` or bold from end to end; or it ends in "says", a date or a site's name
    ("... -- Topsy.com"); or a date or an excerpt in `[...]` stands below.
    """
    if len(lines) < 2 or len(lines[0]) > _MAX_NAME:  # noqa: PLR2004 - a name and a text
        return None
    header = read_header(lines[0], language=context.language)
    name = header.name or lines[0].rstrip(" :")
    tag = _first_named(anatomy)
    marked = tag is not None and (one_line(text_of(tag)) or "") in {name, lines[0]}
    told = header.said or header.moment is not None or _SITE_NAME.search(name)
    below = _goes_on(lines, linked=True, context=context)
    if header.rest or not (marked or told or below):
        return None
    framed = _framed(
        Who(name=name, link=_link_of(name, anatomy, context)), header, lines[1:], context
    )
    return replace(framed, sure=True)


def _looks_like_name(header: Header) -> bool:
    """Whether "Eva Klein am 14. Juli 2009 um 11:42" is a header and no sentence.

    Few words, all of them capitals or only one, and a time of day.
    """
    named = (header.name or "").split()
    capital = len(named) == 1 or all(word[0].isupper() for word in named)
    clock = header.moment is not None and (header.moment.hour or header.moment.minute)
    return len(named) <= _FEW_WORDS and capital and bool(clock)


def _signature(lines: list[str], anatomy: Anatomy, context: Context) -> Framed | None:
    """Read a last line that says who wrote what stands above it."""
    if len(lines) < 2:  # noqa: PLR2004 - a text and its signature
        return None
    header = read_header(lines[-1], language=context.language)
    if not header.name or header.rest or not header.moment or not header.parted:
        return None
    who = Who(name=header.name, link=_link_of(header.name, anatomy, context))
    return _framed(who, header, lines[:-1], context)


def _link_of(name: str, anatomy: Anatomy, context: Context) -> str | None:
    """Return the address behind a name that the lines say."""
    for part in anatomy.frame:
        if part.tag.name == "a" and one_line(text_of(part.tag)) == name:
            return context.resolve(part.tag)
    return None


def _framed(who: Who, header: Header, lines: list[str], context: Context) -> Framed:
    kept, around = trim(lines, language=context.language)
    moment, known = header.moment or around.moment, header.zone_known or around.zone_known
    return Framed(
        who=who,
        when=When(moment=moment, zone_known=known) if moment else None,
        channel=header.channel or around.channel,
        lines=kept,
        sure=bool(moment or header.said or header.channel),
    )
