"""Posts as Bluesky's AppView shows them (lexicon app.bsky.feed.defs), as entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from mentions.model import Author, Counts, Entry, Hyperlink, Kind
from mentions.parse.html import one_line
from mentions.parse.jsontext import mapping, mappings, text
from mentions.parse.metadata import language_tag
from mentions.sources._microblog import (
    Share,
    bare_addresses,
    count_of,
    home_link,
    moment_of,
    name_of,
    plain,
    web_address,
    with_quoted,
)

PLATFORM = "bluesky"
WEB = "https://bsky.app"

_DID = re.compile(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:-]{1,200}")
_KEY = re.compile(r"[A-Za-z0-9]{1,64}")
_HANDLE = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
# What the AppView says of an account whose domain does not point back to it.
_NO_HANDLE = "handle.invalid"
_LOGGED_IN_ONLY = "!no-unauthenticated"
_EXTERNAL, _WITH_MEDIA = "app.bsky.embed.external", "app.bsky.embed.recordWithMedia"
_LINK = "app.bsky.richtext.facet#link"
POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class PostId:
    """What the network calls a post: at://DID/app.bsky.feed.post/key."""

    did: str
    key: str

    @property
    def uri(self) -> str:
        """The at:// address."""
        return f"at://{self.did}/{POST}/{self.key}"

    @property
    def address(self) -> str:
        """Its permalink under the account's number, which stays when the handle changes."""
        return f"{WEB}/profile/{self.did}/post/{self.key}"


def post_id(did: object, collection: object, key: object) -> PostId | None:
    """Return the post with these parts of an at:// address; None where they name none."""
    if not (isinstance(did, str) and isinstance(key, str)) or collection != POST:
        return None
    return PostId(did, key) if _DID.fullmatch(did) and _KEY.fullmatch(key) else None


def post_at(uri: object) -> PostId | None:
    """Return the post an at:// address names; None where it names none.

    >>> post_at("at://did:plc:a/app.bsky.feed.post/3l").address
    'https://bsky.app/profile/did:plc:a/post/3l'
    """
    parts = uri.removeprefix("at://").split("/") if isinstance(uri, str) else []
    return post_id(*parts) if len(parts) == 3 else None  # noqa: PLR2004 - whose, what, which


def is_hidden(view: Mapping[str, Any]) -> bool:
    """Whether the author of a post, or an account, asks not to be shown to the public."""
    person = mapping(view.get("author", view))
    return any(
        label.get("val") == _LOGGED_IN_ONLY and label.get("neg") is not True
        for label in mappings(person, "labels")
    )


def read_share(view: Mapping[str, Any], address: str) -> Share | None:
    """Return a post; None where it has no address, or is not for the public.

    Args:
        view: As in `posts` of an answer (`postView`).
        address: What is searched for.
    """
    post = post_at(view.get("uri"))
    if post is None or is_hidden(view):
        return None
    record, author = mapping(view.get("record")), read_author(view.get("author"), post.did)
    quoted = _quoted(view)
    links, is_quote = with_quoted(
        read_links(record), read_links(mapping(quoted.get("value"))), address
    )
    permalink = permalink_of(post, author)
    parent = post_at(mapping(mapping(record.get("reply")).get("parent")).get("uri"))
    passed = post_at(quoted.get("uri")) if is_quote else None
    by = read_author(quoted.get("author"), passed.did).handle if passed else None
    published = _published(record, view)
    above = passed or parent
    entry = Entry(
        url=permalink,
        author=author,
        text=plain(record.get("text")),
        links=links,
        published=published,
        published_zone_known=published is not None,
        language=_language(record),
        kind=Kind.QUOTE if is_quote else None,
        parent=above.address if above else None,
        syndication=() if permalink == post.address else (post.address,),
        platform=PLATFORM,
        via=(by,) if by else (),
        counts=_counts(view),
    )
    return Share(
        id=post.uri,
        entry=entry,
        home=home_link(links, address),
        is_dated=moment_of(view.get("indexedAt")) is not None,
    )


def read_author(value: object, did: str | None = None) -> Author:
    """Return an account (`profileViewBasic`).

    Args:
        value: As served.
        did: Its number, where that is known otherwise.
    """
    view = mapping(value)
    number = view.get("did")
    own = number if isinstance(number, str) and _DID.fullmatch(number) else did
    return Author(
        name=name_of(view.get("displayName")),
        handle=_handle(view.get("handle")),
        url=f"{WEB}/profile/{own}" if own else None,
        photo=web_address(view.get("avatar")),
    )


def permalink_of(post: PostId, author: Author) -> str:
    """Return a post's permalink, under the account's number where its handle is not valid."""
    return f"{WEB}/profile/{author.handle}/post/{post.key}" if author.handle else post.address


def read_links(record: Mapping[str, Any]) -> tuple[Hyperlink, ...]:
    """Return the links of a post as its author wrote it, each once: text, card, pictures.

    The text shows a link cut off, so no address is taken from there.
    """
    embed = mapping(record.get("embed"))
    media = mapping(embed.get("media")) if embed.get("$type") == _WITH_MEDIA else {}
    found: dict[str, Hyperlink] = {}
    shown = ((*_card(part), *_pictures(part)) for part in (embed, media))
    for link in chain(_in_text(record), *shown):
        found.setdefault(link.url, link)
    return tuple(found.values())


def _in_text(record: Mapping[str, Any]) -> Iterator[Hyperlink]:
    words = text(record, "text")
    context = one_line(plain(words))
    data = words.encode("utf-8", "surrogatepass")
    for start, end, facet in _facets(record, len(data)):
        anchor = name_of(data[start:end].decode("utf-8", "replace"))
        for feature in mappings(facet, "features"):
            url = web_address(feature.get("uri")) if feature.get("$type") == _LINK else None
            if url:
                yield Hyperlink(url=url, anchor=anchor, context=context)
    # Posts of 2023 have these instead; they count in UTF-16, so the words are left out.
    for entity in mappings(record, "entities"):
        url = web_address(entity.get("value")) if entity.get("type") == "link" else None
        if url:
            yield Hyperlink(url=url, context=context)


def _facets(record: Mapping[str, Any], size: int) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """Yield the facets that are shown, with where they begin and end in bytes of UTF-8."""
    placed = []
    for facet in mappings(record, "facets"):
        index = mapping(facet.get("index"))
        start, end = count_of(index.get("byteStart")), count_of(index.get("byteEnd"))
        if start is not None and end is not None and start < end <= size:
            placed.append((start, end, facet))
    last = 0
    for start, end, facet in sorted(placed, key=lambda one: one[:2]):
        # Of two that overlap apps show the first.
        if start >= last:
            yield start, end, facet
            last = end


def _card(embed: Mapping[str, Any]) -> Iterator[Hyperlink]:
    if embed.get("$type") != _EXTERNAL:
        return
    card = mapping(embed.get("external"))
    if url := web_address(card.get("uri")):
        title = name_of(card.get("title"))
        yield Hyperlink(url=url, anchor=title, context=title)


def _pictures(embed: Mapping[str, Any]) -> Iterator[Hyperlink]:
    """Yield the addresses in the descriptions of pictures and films."""
    for picture in (embed, *mappings(embed, "images")):
        yield from bare_addresses(picture.get("alt"))


def _quoted(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the post that is quoted, as far as it is shown; {} for anything else.

    It may be gone, blocked, taken out of the quote by its author, or be no post at all.
    """
    embed = mapping(view.get("embed"))
    record = mapping(embed.get("record"))
    if embed.get("$type") == f"{_WITH_MEDIA}#view":
        record = mapping(record.get("record"))
    shown = record.get("$type") == "app.bsky.embed.record#viewRecord"
    return record if shown and not is_hidden(record) else {}


def _handle(value: object) -> str | None:
    valid = isinstance(value, str) and value != _NO_HANDLE and _HANDLE.fullmatch(value)
    return value if valid and isinstance(value, str) else None


def _published(record: Mapping[str, Any], view: Mapping[str, Any]) -> datetime | None:
    """Return the earlier of what the author's app claims and when it was seen first."""
    moments = (moment_of(record.get("createdAt")), moment_of(view.get("indexedAt")))
    return min(filter(None, moments), default=None)


def _language(record: Mapping[str, Any]) -> str | None:
    languages = record.get("langs")
    first = languages[0] if isinstance(languages, list) and languages else None
    return language_tag(first) if isinstance(first, str) else None


def _counts(view: Mapping[str, Any]) -> Counts:
    return Counts(
        likes=count_of(view.get("likeCount")),
        reposts=count_of(view.get("repostCount")),
        replies=count_of(view.get("replyCount")),
        quotes=count_of(view.get("quoteCount")),
    )
