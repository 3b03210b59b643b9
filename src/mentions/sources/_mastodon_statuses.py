"""Posts as servers with Mastodon's API show them (entity Status), as entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from mentions.model import Author, Counts, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, read_fragment
from mentions.parse.html import attribute, classes_of, elements_named, soup_of
from mentions.parse.jsontext import mapping, mappings, text
from mentions.parse.metadata import language_tag
from mentions.sources._microblog import (
    AS_JSON,
    Share,
    bare_addresses,
    count_of,
    home_link,
    moment_of,
    name_of,
    plain,
    sayable,
    web_address,
    with_quoted,
)
from mentions.urls.hosts import host_of

PLATFORM = "mastodon"

_ACCOUNT = re.compile(r"[\w.-]{1,100}(?:@[\w.:-]{1,253})?")
# With a token the answers hold what is not for everybody: of these only the first two are.
_PUBLIC = frozenset({"public", "unlisted", ""})
# Links to people and tags, which every server writes into the text.
_NAMES = frozenset({"mention", "hashtag", "u-url"})
_FALLBACK = "quote-inline"


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """Whose view of the network an answer is.

    Attributes:
        base: Address of the server; what it calls an id means something only there.
        address: What is searched for; None where any link may be what matters.
        headers: Of the questions to it, the owner's token among them.
    """

    base: str
    address: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: AS_JSON, repr=False)


def read_statuses(status: Mapping[str, Any], view: View) -> Iterator[Share]:
    """Yield a post; of a boost the post that is passed on, and then the boost."""
    boosted = mapping(status.get("reblog"))
    if not boosted:
        share = read_share(status, view)
        yield from (share,) if share else ()
        return
    passed = read_share(boosted, view)
    if passed is None:
        return
    yield passed
    permalink = permalink_of(status)
    if permalink and _is_public(status):
        entry = boost(read_author(status.get("account"), view.base), passed, url=permalink)
        published = moment_of(status.get("created_at"))
        dated = replace(entry, published=published, published_zone_known=published is not None)
        yield Share(id=sayable(text(status, "uri")) or permalink, entry=dated)


def boost(author: Author, passed: Share, *, url: str) -> Entry:
    """Return the act of passing a post on."""
    shared = passed.entry
    return Entry(
        url=url,
        author=author,
        links=tuple(replace(link, relation=Kind.REPOST) for link in shared.links),
        kind=Kind.REPOST,
        parent=shared.url,
        platform=PLATFORM,
        via=(shared.author.handle,) if shared.author.handle else (),
    )


def read_share(status: Mapping[str, Any], view: View) -> Share | None:
    """Return a post; None where it has no address, or is not for everybody."""
    permalink = permalink_of(status)
    if permalink is None or not _is_public(status):
        return None
    author = read_author(status.get("account"), view.base)
    shown = _content(status, permalink)
    quoted = _quoted(status)
    links, is_quote = with_quoted(
        _links(status, shown), _links(quoted, _content(quoted, permalink)), view.address
    )
    by = read_author(quoted.get("account"), view.base).handle if is_quote else None
    published = moment_of(status.get("created_at"))
    uri, number = web_address(status.get("uri")), number_of(status)
    entry = Entry(
        url=permalink,
        author=author,
        text="\n".join(filter(None, (plain(status.get("spoiler_text")), shown.text))) or None,
        links=links,
        published=published,
        published_zone_known=published is not None,
        language=language_tag(text(status, "language")),
        kind=Kind.QUOTE if is_quote else None,
        parent=permalink_of(quoted) if is_quote else None,
        syndication=(uri,) if uri and uri != permalink else (),
        platform=PLATFORM,
        via=(by,) if by else (),
        counts=_counts(status),
    )
    return Share(
        id=sayable(text(status, "uri")) or permalink,
        entry=entry,
        home=home_link(links, view.address) if view.address else None,
        more=f"{view.base}/api/v1/statuses/{quote(number, safe='')}" if number else None,
    )


def permalink_of(status: Mapping[str, Any]) -> str | None:
    """Return the address of a post for people, or else the one servers know it by."""
    return web_address(status.get("url")) or web_address(status.get("uri"))


def number_of(holder: Mapping[str, Any]) -> str:
    """Return what a server calls a thing: any text, and only there; "" where it does not say."""
    return sayable(text(holder, "id"))


def read_author(value: object, base: str) -> Author:
    """Return an account; of one on the asked server its handle gets the name of that."""
    account = mapping(value)
    url = web_address(account.get("url"))
    handle = text(account, "acct")
    if not _ACCOUNT.fullmatch(handle):
        handle = ""
    elif "@" not in handle:
        handle = f"{handle}@{host_of(url or '') or host_of(base)}"
    return Author(
        name=_display_name(account),
        handle=handle or None,
        url=url,
        photo=web_address(account.get("avatar")),
    )


def _display_name(account: Mapping[str, Any]) -> str | None:
    """Return a name without the pictures in it, which are written as `:name:`."""
    name = text(account, "display_name")
    for emoji in mappings(account, "emojis"):
        if code := text(emoji, "shortcode"):
            name = name.replace(f":{code}:", " ")
    return name_of(name)


def _is_public(status: Mapping[str, Any]) -> bool:
    return text(status, "visibility") in _PUBLIC


def _content(status: Mapping[str, Any], base: str) -> Fragment:
    """Return the words of a post and its links, those to people and tags aside.

    An address is shown in three parts, of which two are invisible: together they are the text.
    """
    markup = sayable(text(status, "content"))
    if not markup:
        return Fragment()
    soup = soup_of(f"<div>{markup}</div>", url=base)
    for block in list(elements_named(soup, {"p", "span", "div"})):
        # For servers that know no quotes: the address of the quoted post.
        if not block.decomposed and _FALLBACK in classes_of(block):
            block.decompose()
    for link in elements_named(soup, {"a"}):
        if classes_of(link) & _NAMES or attribute(link, "rel") == "tag":
            del link["href"]
    return read_fragment(str(soup), base=base)


def _links(status: Mapping[str, Any], shown: Fragment) -> tuple[Hyperlink, ...]:
    links: dict[str, Hyperlink] = {}
    for link in shown.links:
        links.setdefault(link.url, link)
    card = mapping(status.get("card"))
    if url := web_address(card.get("url")):
        title = name_of(card.get("title"))
        links.setdefault(url, Hyperlink(url=url, anchor=title, context=title))
    poll = mapping(status.get("poll"))
    written = [status.get("spoiler_text")]
    written += [media.get("description") for media in mappings(status, "media_attachments")]
    written += [option.get("title") for option in mappings(poll, "options")]
    for words in written:
        for link in bare_addresses(words):
            links.setdefault(link.url, link)
    return tuple(links.values())


def _quoted(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the post that is quoted, where its author agrees and it can be seen; else {}."""
    quotation = mapping(status.get("quote"))
    quoted = mapping(quotation.get("quoted_status"))
    return quoted if quotation.get("state") == "accepted" and _is_public(quoted) else {}


def _counts(status: Mapping[str, Any]) -> Counts:
    return Counts(
        likes=count_of(status.get("favourites_count")),
        reposts=count_of(status.get("reblogs_count")),
        replies=count_of(status.get("replies_count")),
        quotes=count_of(status.get("quotes_count")),
        followers=count_of(mapping(status.get("account")).get("followers_count")),
    )
