"""A webmention as webmention.io lists it (jf2), in our fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from mentions.model import Author, Channel, Entry, Hyperlink, Kind
from mentions.parse.dates import read_date
from mentions.parse.fragment import Fragment, read_fragment
from mentions.parse.jsontext import mapping, text
from mentions.parse.pings import person
from mentions.sources._answers import line, moment, web_address, whole
from mentions.sources._threads import NOWHERE
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import same_site
from mentions.urls.platforms import is_bridged, platform_of

# mention-of and rsvp state no act that we know.
_KINDS = {
    "in-reply-to": Kind.REPLY,
    "like-of": Kind.LIKE,
    "repost-of": Kind.REPOST,
    "bookmark-of": Kind.BOOKMARK,
}
# No zone is further from UTC.
_FURTHEST_ZONE = timedelta(hours=14)


def entry_of(item: Mapping[str, Any]) -> Entry | None:
    """Return a webmention; None where it is private, or does not say from where to where."""
    target = web_address(item, "wm-target", NOWHERE)
    permalink = _permalink(item, target) if target else None
    if target is None or permalink is None or item.get("wm-private"):
        return None
    kind = _KINDS.get(text(item, "wm-property"))
    body = _body(item, permalink)
    published, zone_known = _published(item)
    sent = web_address(item, "wm-source", NOWHERE)
    is_pingback = text(item, "wm-protocol") == "pingback"
    title = line(item, "name")
    return Entry(
        url=permalink,
        author=_author(item),
        title=title if title != body.text else None,
        text=body.text,
        links=_links(body, target, kind),
        published=published,
        published_zone_known=zone_known,
        channel=Channel.PINGBACK if is_pingback else Channel.WEBMENTION,
        kind=kind,
        on=target,
        origin=permalink,
        syndication=tuple(url for url in dict.fromkeys(_copies(item)) if url != permalink),
        platform=platform_of(sent) if sent and is_bridged(sent) else platform_of(permalink),
    )


def _permalink(item: Mapping[str, Any], target: str) -> str | None:
    """Return the address of what was done: where that is a proxy's copy, the one it names.

    A page that names the article, or another page of its site, as itself is not believed.
    """
    sent, named = web_address(item, "wm-source", NOWHERE), web_address(item, "url", NOWHERE)
    if sent and named and same_site(named, target) and not same_site(sent, target):
        return sent
    return named or sent


def _author(item: Mapping[str, Any]) -> Author:
    author = mapping(item.get("author"))
    url, photo = web_address(author, "url", NOWHERE), web_address(author, "photo", NOWHERE)
    return person(line(author, "name"), url=url, photo=photo)


def _body(item: Mapping[str, Any], base: str) -> Fragment:
    """Return the words: of the content, whichever of its forms there is, else of the summary."""
    content = mapping(item.get("content"))
    is_markup = "html" in text(content, "content-type")
    markup = text(content, "html") or (text(content, "value") if is_markup else "")
    if markup.strip():
        return read_fragment(whole(markup), base=base)
    words = (text(content, "text"), text(content, "value"), text(item, "content"))
    plain = next((one for one in words if one.strip()), text(item, "summary"))
    return read_fragment(whole(plain), base=base, plain=True)


def _links(body: Fragment, target: str, kind: Kind | None) -> tuple[Hyperlink, ...]:
    """Return the links in the words and the one that was checked when it was received."""
    if any(canonical_url(link.url) == canonical_url(target) for link in body.links):
        return body.links
    return (*body.links, Hyperlink(url=target, relation=kind))


def _published(item: Mapping[str, Any]) -> tuple[datetime | None, bool]:
    """Return when it was published, at the latest when it was received."""
    received, stated = moment(item, "wm-received"), read_date(text(item, "published"))
    if stated is None:
        return received, received is not None
    published, zone_known = stated
    if received and published > received + (timedelta() if zone_known else _FURTHEST_ZONE):
        return received, True
    return stated


def _copies(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield further addresses of it: the one that was sent, and those it names."""
    named = item.get("syndication")
    listed = named if isinstance(named, list) else [named]
    for one in (item.get("wm-source"), *listed):
        if found := web_address({"one": one}, "one", NOWHERE):
            yield found
