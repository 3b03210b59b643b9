"""What a comment is (comment, pingback, trackback, webmention), which act, and where it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentions.model import Channel, Kind
from mentions.parse.comments import words
from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.items import Item
from mentions.parse.comments.permalinks import date_link
from mentions.parse.comments.roles import Role
from mentions.parse.comments.said import Said
from mentions.parse.comments.who import Who
from mentions.parse.html import attribute, one_line, text_of

_CUT = r"\[\s?(?:\.{3}|…)\s?\]"
_STARTS_CUT = re.compile(rf"\s*{_CUT}")
_ENDS_CUT = re.compile(rf"{_CUT}\s*$")
_WEBMENTION = re.compile(r"webmention|linkback(?:-.{1,40})?|h-as-comment|mention-item|[pu]-mention")
_ACT_CLASS = re.compile(
    r"(?:[up]-|linkback-|webmention--?|mention-type-|facepile-|type-)?"
    r"(?P<act>like|favorite|repost|reblog|share|bookmark|reply|in-reply-to|mention)(?:-single|s)?"
)
_CLASS_KINDS = {
    "like": Kind.LIKE,
    "favorite": Kind.LIKE,
    "repost": Kind.REPOST,
    "reblog": Kind.REPOST,
    "share": Kind.REPOST,
    "bookmark": Kind.BOOKMARK,
    "reply": Kind.REPLY,
    "in-reply-to": Kind.REPLY,
    "mention": Kind.MENTION,
}
# "Jens hat diesen Artikel auf b.example geliked."
_GERMAN_NAME = re.compile(r"(\S.{0,120}?)\shat\s")
# The plugin's whole sentence, with a host: people who say so go on, or name no host.
_HOST = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?:/\S{0,200})?"
_MENTIONED = re.compile(
    r"\s*(?:this (?:article|post|page|entry) was (?:mentioned|linked|liked|reposted|bookmarked) "
    rf"(?:on|by|in) {_HOST}"
    r"|(?:dieser (?:artikel|beitrag|eintrag)|diese seite) wurde auf "
    rf"{_HOST} (?:erwähnt|verlinkt))\s*\.?\s*",
    re.IGNORECASE,
)
_MAX_SENTENCE, _MAX_AUTHORS = 300, 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Nature:
    """What a comment is.

    Attributes:
        channel: COMMENT where nothing says otherwise.
        kind: The act the markup states.
        origin: The page it was sent for.
        person: Whether the name is a person's, not a page's, so that the link is the author's.
    """

    channel: Channel
    kind: Kind | None = None
    origin: str | None = None
    person: bool = True


def nature_of(
    item: Item, anatomy: Anatomy, who: Who, said: Said, label: Channel | None, context: Context
) -> Nature:
    """Tell what a comment is: by class, by label, by the `[...]` form, by links to elsewhere."""
    names = _names(item)
    text = "\n".join(said.lines)
    source = date_link(anatomy, context)
    channel = _by_name(names, item) or label
    if channel is None and _is_webmention(names, text, source):
        channel = Channel.WEBMENTION
    # The form decides only where no class says what it is.
    if channel in {None, Channel.COMMENT} and "comment" not in names:
        channel = form_of(text, who, context)
    channel = channel or Channel.COMMENT
    if channel is Channel.WEBMENTION:
        kind = _kind(names, text, item) or _said_kind(_sentence(item) if not text else "")
        origin = source or _sentence_link(item, said, context)
        alone = origin is None and not text
        return Nature(
            channel=channel,
            kind=kind,
            origin=who.link if alone else origin,
            person=not alone and who.link != origin,
        )
    if channel is Channel.COMMENT:
        return Nature(channel=channel, kind=_kind(names, "", item), origin=source)
    return Nature(channel=channel, origin=who.link or who.title, person=False)


def is_ping(item: Item) -> bool:
    """Whether names of classes or the list around it say that an item is no person's comment."""
    return _by_name(_names(item), item) is not None


def _names(item: Item) -> frozenset[str]:
    roots = (part for part in item.parts if part.roles & Role.ITEM or part is item.parts[0])
    return frozenset(name for part in roots for name in part.classes)


def _by_name(names: frozenset[str], item: Item) -> Channel | None:
    for channel in (Channel.PINGBACK, Channel.TRACKBACK):
        if any(channel.value in re.split(r"[-_]+", name) for name in names):
            return channel
    if any(_WEBMENTION.fullmatch(name) for name in names):
        return Channel.WEBMENTION
    return item.pings if not names & {"comment"} else None


def _is_webmention(names: frozenset[str], text: str, source: str | None) -> bool:
    if source and names & {"h-cite", "u-comment", "p-comment"}:
        return True
    if any(
        name.startswith(("u-", "p-")) and _act(name) not in {None, Kind.REPLY} for name in names
    ):
        return True
    return len(text) <= _MAX_SENTENCE and bool(_MENTIONED.fullmatch(text))


def _act(name: str) -> Kind | None:
    match = _ACT_CLASS.fullmatch(name)
    return _CLASS_KINDS[match["act"]] if match else None


def _kind(names: frozenset[str], text: str, item: Item | None) -> Kind | None:
    acts = {kind for name in names if (kind := _act(name)) is not None}
    if len(acts) == 1:
        return acts.pop()
    if acts:
        return None
    short = text and len(text) <= _MAX_SENTENCE and "\n" not in text
    said = _said_kind(text) if short else None
    # Every answer a page shows is a "comment" to microformats; a template's sentence knows better.
    answer = Kind.REPLY if names & {"u-comment", "p-comment"} else None
    return said or answer or (item.act if item is not None else None)


def _said_kind(text: str) -> Kind | None:
    """Return the act a template's sentence names; several acts in one sentence name none."""
    found = {match.lastgroup for match in words.ACT_SENTENCE.finditer(text)}
    kinds = {Kind(name) for name in found if name}
    if _MENTIONED.fullmatch(text):
        return Kind.MENTION
    return kinds.pop() if len(kinds) == 1 else None


def form_of(text: str, who: Who, context: Context) -> Channel | None:
    """Return what the form of a text shows: `[...] words [...]`, or such an end and a link."""
    starts, ends = bool(_STARTS_CUT.match(text)), bool(_ENDS_CUT.search(text[-40:]))
    outside = who.link is not None and context.is_outside(who.link)
    if (starts and ends) or (outside and (starts or ends)):
        return Channel.PINGBACK
    return None


def _sentence(item: Item) -> str:
    shown = one_line(text_of(item.roots[0])) or ""
    return shown if len(shown) <= _MAX_SENTENCE else ""


def _sentence_link(item: Item, said: Said, context: Context) -> str | None:
    """Return the only link of a sentence such as "This article was mentioned on b.example"."""
    outside = [link.url for link in said.links if context.is_outside(link.url)]
    text = " ".join(said.lines)
    told = bool(_said_kind(text)) or text == (said.links[0].anchor if said.links else None)
    if len(text) <= _MAX_SENTENCE and told and len(set(outside)) == 1:
        return outside[0]
    return _marked_link(item, said.title_link, context)


def _marked_link(item: Item, title_link: str | None, context: Context) -> str | None:
    authors = [part for part in item.parts if part.roles & Role.AUTHOR][:_MAX_AUTHORS]
    links = [part for part in item.parts if part.tag.name == "a" and "u-url" in part.classes]
    own = [link for link in links if not any(a.start < link.start <= a.end for a in authors)]
    urls = (
        [title_link]
        if title_link and not own
        else [context.resolve(one.tag) for one in own or links]
    )
    for url in urls:
        if url and context.is_outside(url):
            return url
    return None


def lead_of(anatomy: Anatomy, item: Item) -> str | None:
    """Return the bold first line of a text, which is how WordPress stores a trackback's title."""
    for part in item.parts:
        if part.tag.name not in {"strong", "b"}:
            continue
        if anatomy.contents and not any(holder.holds(part) for holder in anatomy.contents):
            continue
        if any(
            part is framed and (Role.AUTHOR | Role.NAME) & part.roles for framed in anatomy.frame
        ):
            continue
        return one_line(text_of(part.tag))
    return None


def act_in_title(item: Item) -> tuple[str | None, Kind | None]:
    """Return who did what by the sentence in a facepile's title; the page shows only a face."""
    for part in item.parts:
        title = (
            attribute(part.tag, "title") if part.tag.name in {"a", "img", "span", "li"} else None
        )
        if title and len(title) <= _MAX_SENTENCE:
            name, kind = _before_verb(title), _said_kind(title)
            if name and kind:
                return name, kind
    return None, None


def _before_verb(title: str) -> str | None:
    match = _GERMAN_NAME.match(title)
    if match:
        return one_line(match[1])
    verb = words.ACT_SENTENCE.search(title)
    return one_line(title[: verb.start()]) if verb else None
