"""One comment of a page as an entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bs4.element import NavigableString, Tag

from mentions.model import Author, Channel, Entry, Hyperlink, Kind
from mentions.parse.comments import words
from mentions.parse.comments.anatomy import Anatomy, anatomy_of
from mentions.parse.comments.context import Context
from mentions.parse.comments.frame import read_frame
from mentions.parse.comments.header import cut_label, read_header
from mentions.parse.comments.items import Item
from mentions.parse.comments.permalinks import permalink_of
from mentions.parse.comments.pings import Nature, act_in_title, is_ping, lead_of, nature_of
from mentions.parse.comments.roles import Role
from mentions.parse.comments.said import Said, said_in
from mentions.parse.comments.when import When, date_of
from mentions.parse.comments.who import Who, author_of, picture_of
from mentions.parse.html import attribute, one_line, text_of
from mentions.parse.pings import credited
from mentions.urls.identity import page_of
from mentions.urls.in_text import urls_in_text

_MARKS = re.compile(
    r"tweetback.{0,20}|topsy.{0,40}|social-comment|bypostauthor|backtype.{0,20}|ubervu.{0,20}"
    r"|byuser|blog-author|dsq-reaction|chat-?catcher.{0,20}"
)
_MAX_NOTE, _MAX_FRAME, _FIRST_PARTS = 160, 6, 4
_DASH = re.compile(r"\s{0,3}[-–—:|»·•]\s")
# `{{author}}`, `<%= name %>`, `${name}`: the page holds a form that a script fills in.
_BLANK_FORM = re.compile(r"\s*(?:\{\{|\{%|<%|\$\{|\[\[).{0,80}")
_PINGS = frozenset([Channel.PINGBACK, Channel.TRACKBACK])
_ORIGINALLY = re.compile(r"originally posted on", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An entry and how sure it is.

    Attributes:
        entry: The comment.
        framed: Whether a date, a permalink, a label or a word such as "says" shows that it is
            one; names of classes do not count.
    """

    entry: Entry
    framed: bool


def read_item(item: Item, context: Context) -> Reading | None:
    """Read a comment; None where it is none after all, or is held back for moderation."""
    if is_held(item):
        return None
    anatomy = anatomy_of(item)
    actor, act = act_in_title(item)
    pictured = actor if actor == _face(item) else None
    who = _who(anatomy, pictured, context)
    if who.name is None and anatomy.contents and is_ping(item):
        # TypePad puts a trackback's title and its excerpt into one "content".
        anatomy = anatomy_of(item, whole=True)
        who = _who(anatomy, pictured, context)
    when = date_of(item, anatomy, who, context)
    said = _without_name(said_in(item, anatomy, who, context), pictured)
    label = cut_label(who.header.strip())[0] or said.header.channel
    sure = label is not None or item.counted or pictured is not None
    if when is None and said.header.moment:
        when = When(moment=said.header.moment, zone_known=said.header.zone_known)
    if who.name is None:
        lines = _frame_lines(item, anatomy, context) if anatomy.contents else said.lines
        framed = read_frame(lines, anatomy, context, ping=is_ping(item), counted=item.counted)
        who, when, label = framed.who, when or framed.when, label or framed.channel
        sure = sure or framed.sure
        if not anatomy.contents:
            said = replace(said, lines=framed.lines, links=_without(said.links, who.link))
    if who.name is None:
        who = replace(who, name=actor or _picture_name(item))
    nature = nature_of(item, anatomy, who, said, label, context)
    if nature.kind is None and act is not None:
        nature = replace(nature, kind=act)
    if nature.channel in {Channel.PINGBACK, Channel.TRACKBACK}:
        said = replace(said, lines=_without_dash(said.lines))
    permalink = permalink_of(item, anatomy, context)
    entry = _entry(item, anatomy, (who, when, said, nature, permalink), context)
    if not _is_comment(entry, item, context):
        return None
    sent = not nature.person and entry.origin is not None and entry.text is not None
    return Reading(entry=entry, framed=sure or sent or when is not None or permalink is not None)


def _frame_lines(item: Item, anatomy: Anatomy, context: Context) -> list[str]:
    """Return the lines around the text of a comment, the one that says "X wrote" first."""
    skip = {id(part.tag) for part in [*anatomy.contents, *anatomy.junk]} | item.nested
    roots = [root for root in item.roots if id(root) not in skip]
    lines = [line for root in roots for line in text_of(root, skip=frozenset(skip)).split("\n")]
    # A title of the comment may stand above it.
    told = [
        line for line in lines[:_MAX_FRAME] if read_header(line, language=context.language).said
    ]
    return [*told, *(line for line in lines if line not in told)] if len(told) == 1 else lines


def is_held(item: Item) -> bool:
    """Whether the comment waits for moderation: it is shown to its author only."""
    for part in item.parts:
        if part.roles & Role.HELD:
            return True
        if part.tag.name in {"em", "i", "p", "span"} and len(part.tag.contents) == 1:
            # Not `.string`: it recurses, and hostile pages nest deeper than Python does.
            shown = part.tag.contents[0]
            note = isinstance(shown, NavigableString) and len(shown) < _MAX_NOTE
            if note and words.HELD.search(str(shown)) and not words.NOT_HELD.search(str(shown)):
                return True
        if "isso-note" in part.classes and one_line(text_of(part.tag)):
            return True
    return False


def _without(links: tuple[Hyperlink, ...], url: str | None) -> tuple[Hyperlink, ...]:
    if links and links[0].url == url:
        return links[1:]
    return links


def _without_dash(lines: list[str]) -> list[str]:
    """Cut the dash between the name of a ping and its excerpt off."""
    if not lines:
        return lines
    dash = _DASH.match(lines[0])
    first = lines[0][dash.end() :] if dash else lines[0]
    return [first, *lines[1:]] if first else lines[1:]


def _who(anatomy: Anatomy, pictured: str | None, context: Context) -> Who:
    """Return who wrote a comment: whose face it shows, or whom its markup names."""
    who = author_of(anatomy, context)
    return who if pictured in {None, who.name} else Who(name=pictured)


def _without_name(said: Said, name: str | None) -> Said:
    """Cut "💬 Eva: " off a text: the sign of the act, and who did it by the face beside it."""
    if name is None or not said.lines:
        return said
    first, *rest = said.lines
    begins = next((place for place, mark in enumerate(first) if mark.isalnum()), len(first))
    label = f"{name}:"
    if not first.startswith(label, begins):
        return said
    first = first[begins + len(label) :].strip()
    return replace(said, lines=[first, *rest] if first else rest)


def _face(item: Item) -> str | None:
    """Return the alternative text of the picture an item begins with; others like a comment."""
    faces = (part.tag for part in item.parts[:_FIRST_PARTS] if part.tag.name == "img")
    return next((one_line(attribute(face, "alt")) for face in faces), None)


def _picture_name(item: Item) -> str | None:
    """Return the alternative text of a face that stands without a name."""
    for part in item.parts:
        if part.tag.name == "img" and (item.act_named or "u-photo" in part.classes):
            return one_line(attribute(part.tag, "alt"))
    return None


def _entry(
    item: Item,
    anatomy: Anatomy,
    fields: tuple[Who, When | None, Said, Nature, str | None],
    context: Context,
) -> Entry:
    who, when, said, nature, permalink = fields
    text = "\n".join(said.lines) or None
    photo = picture_of(item, context)
    author = Author(name=who.name, url=who.link, photo=photo)
    origin, marks = nature.origin, _marks(item)
    if nature.channel is Channel.COMMENT:
        kind_name = "tweetback" if "tweetback" in marks else ""
        author, tweet, more = credited(author, nature.channel, type_name=kind_name)
        origin, marks = tweet or origin or _original(said, marks), marks | more
    elif not nature.person:
        author = replace(author, url=None)
    return Entry(
        url=permalink,
        author=author,
        title=_title(item, anatomy, said, nature, text),
        text=text,
        links=with_bare_links(said.links, text) if text else (),
        published=when.moment if when else None,
        published_zone_known=bool(when and when.zone_known),
        language=_language(item) or context.language,
        channel=nature.channel,
        kind=nature.kind,
        on=page_of(context.url),
        origin=origin,
        marks=marks,
    )


def _original(said: Said, marks: frozenset[str]) -> str | None:
    """Return where BackType says that a comment was written: the link of its last line."""
    return said.links[-1].url if "backtype" in marks and said.links else None


def _title(
    item: Item, anatomy: Anatomy, said: Said, nature: Nature, text: str | None
) -> str | None:
    if nature.channel is Channel.TRACKBACK and text:
        lead = lead_of(anatomy, item)
        if lead and f"{text}\n".startswith(f"{lead}\n"):
            return lead
    return said.title


def with_bare_links(links: tuple[Hyperlink, ...], text: str | None) -> tuple[Hyperlink, ...]:
    """Add the addresses that stand in a text without being links."""
    known = {link.url for link in links} | {link.anchor for link in links}
    bare = urls_in_text(text) if text and ("." in text) else ()
    return links + tuple(Hyperlink(url=url) for url in bare if url not in known)


def _marks(item: Item) -> frozenset[str]:
    found = {name for part in item.parts for name in part.classes if _MARKS.fullmatch(name)}
    if any(_is_backtype(part.tag) for part in item.parts if part.tag.name in {"i", "em"}):
        found.add("backtype")
    return frozenset(found)


def _is_backtype(tag: Tag) -> bool:
    """Whether a line in italics says where BackType found the comment."""
    few = 3  # words, a link, words
    return len(tag.contents) <= few and bool(_ORIGINALLY.search(text_of(tag)[:200]))


def _language(item: Item) -> str | None:
    root = item.roots[0]
    return attribute(root, "lang") or attribute(root, "xml:lang")


def _is_post(entry: Entry, context: Context) -> bool:
    """Whether the permalink is another page of this site: the owner's posts in a list."""
    if entry.url is None or context.is_outside(entry.url) or "#" in entry.url:
        return False
    return page_of(entry.url) != page_of(context.url) and "comment" not in entry.url.lower()


def _is_comment(entry: Entry, item: Item, context: Context) -> bool:
    """Whether what was read is enough to be a comment."""
    shows = bool(
        entry.text or entry.origin or entry.kind in {Kind.LIKE, Kind.REPOST, Kind.BOOKMARK}
    )
    if not shows or _BLANK_FORM.fullmatch(entry.author.name or ""):
        return False
    if not item.certain and item.number is None and _is_post(entry, context):
        return False
    if not item.certain and entry.channel in _PINGS and item.number is None:
        # An entry of a list of pings shows where it came from: a link to this site is a service.
        if entry.origin or item.pings:
            return bool(entry.origin and context.is_outside(entry.origin))
        return bool(item.counted and entry.author.name and entry.text)
    if entry.author.name:
        return True
    numbered = item.number is not None and item.certain
    return bool(entry.text and (numbered or (entry.published and entry.url)))
