"""RSS, RDF and Atom: bytes -> what the entries state, in our fields."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from mentions.errors import ParseError
from mentions.model import Author
from mentions.parse.charset import decode
from mentions.parse.dates import read_date
from mentions.parse.feeditems import Body, Feed, Item, language_tag
from mentions.parse.feedxml import Tidy, Worth, tidy_feed
from mentions.parse.fragment import plain_text
from mentions.parse.html import MAX_BYTES
from mentions.parse.jsontext import mapping, mappings, text
from mentions.parse.pings import is_comment_permalink, person
from mentions.parse.sniff import Form, describe, sniff
from mentions.urls.join import absolute_url

_OPTIONS = {
    "sanitize_html": False,
    "resolve_relative_uris": False,
    "response_headers": {"content-type": "application/xml; charset=utf-8"},
}
_MAX_DESCRIPTION = 500
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml", "html", "xhtml"])
# Texts that say "text" and hold markup all the same.
_CLOSING_TAG = re.compile(
    r"</(?:a|p|b|i|em|strong|span|div|blockquote|ul|ol|li)>|<br ?/?>", re.IGNORECASE
)
_ADVICE = {
    "page": "look in its head for the address of its feed",
    "wxr": "read it with `mentions import`",
    "jsonfeed": "read it as JSON Feed",
}
# Lobsters: the linked host, then who handed the link in.
_SUBMITTED = re.compile(r"(?P<host>\S+\.\S+) via (?P<name>\S+)")
# Of a feed of one account, in any language: "Public posts from @eva@social.example".
_ACCOUNT = re.compile(r"(?<!\w)@(?P<name>[\w.-]{1,64})@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")


def parse_feed(
    data: bytes | str, *, url: str, content_type: str | None = None, worth: Worth | None = None
) -> Feed:
    """Read a feed with everything its entries state, before anything is concluded from it.

    Args:
        data: The body as served.
        url: Where it was read.
        content_type: The Content-Type header.
        worth: As for `tidy_feed`.

    Raises:
        ParseError: This is no feed; says what it is instead.
    """
    if len(data) > MAX_BYTES:
        why = f"{len(data):,} bytes; more than {MAX_BYTES:,} are not read as a feed"
        raise ParseError(url, why)
    form = sniff(data, content_type)
    tidy = tidy_feed(decode(data, content_type), worth=worth) if form == "feed" else None
    if tidy is None:
        advice = _ADVICE.get(form, "check the address")
        raise ParseError(url, f"{_found(data, form)}, not a feed; {advice}")
    parsed = _feedparser(tidy.xml, url)
    return _feed_of(parsed, url, tidy)


def _found(data: bytes | str, form: Form) -> str:
    head = decode(data[:1000]).lstrip("\ufeff \t\r\n")
    return "JSON" if form == "text" and head.startswith(("{", "[")) else describe(form)


def _feedparser(xml: bytes, url: str) -> Mapping[str, Any]:
    try:
        # Bytes or text would be taken for a path or an address and opened.
        found = feedparser.parse(io.BytesIO(xml), **_OPTIONS)
    except Exception as error:  # feedparser lets whatever goes wrong inside escape
        raise ParseError(url, f"feedparser cannot read it ({error!r})") from error
    # feedparser's own dictionaries answer for keys they do not have.
    entries = [dict(entry) for entry in found["entries"]]
    return {"feed": dict(found["feed"]), "entries": entries}


def _feed_of(parsed: Mapping[str, Any], url: str, tidy: Tidy) -> Feed:
    head = mapping(parsed.get("feed"))
    link = _main_link(head, url)
    home = link or url
    title = _body(mapping(head.get("title_detail")), home)
    next_pages = (_join(href, url) for href in _related(head, "next"))
    entries = mappings(parsed, "entries")
    return Feed(
        url=url,
        link=link,
        title=plain_text(title.markup, plain=title.plain) if title else None,
        language=language_tag(head.get("language")),
        author=_feed_author(head, home),
        items=tuple(_item(entry, home, is_atom=tidy.is_atom) for entry in entries),
        next_pages=tuple(dict.fromkeys(page for page in next_pages if page)),
        notes=tidy.notes,
        left_out=tidy.left_out,
    )


def _item(entry: Mapping[str, Any], home: str, *, is_atom: bool) -> Item:
    link = _join(text(entry, "feedburner_origlink"), home) or _main_link(entry, home)
    base = link or home
    permalink, identifier = text(entry, "permalink"), text(entry, "id")
    answers = _answered(entry, base)
    relations = ("enclosure", "via") if answers else ("enclosure", "via", "related")
    others = (_join(href, base) for rel in relations for href in _related(entry, rel))
    pages = (*_related(entry, "related"), text(entry, "dc_identifier"))
    moment, zone_known = _date(entry, is_atom=is_atom)
    return Item(
        link=link,
        guid=_join(permalink, home) if permalink else _web_address(identifier),
        guid_is_permalink=bool(permalink),
        comments=_join(text(entry, "comments"), base),
        others=tuple(other for other in others if other),
        pages=tuple(page for page in map(_web_address, pages) if page),
        title=_body(mapping(entry.get("title_detail")), base),
        bodies=_bodies(entry, base),
        author=_author(entry, base, link),
        published=moment,
        zone_known=zone_known,
        language=_language(entry),
        answers=answers,
        parent=answers if answers and is_comment_permalink(answers) else None,
    )


def _join(href: str, base: str) -> str | None:
    return absolute_url(href, base) if href.strip() else None


def _web_address(identifier: str) -> str | None:
    is_address = identifier.lower().startswith(("http://", "https://"))
    return absolute_url(identifier, identifier) if is_address else None


def _related(context: Mapping[str, Any], relation: str) -> list[str]:
    links = mappings(context, "links")
    return [text(link, "href") for link in links if text(link, "rel") == relation]


def _main_link(context: Mapping[str, Any], base: str) -> str | None:
    """Return the page a feed or an entry stands for: an HTML one before any other."""
    links = [link for link in mappings(context, "links") if text(link, "rel") == "alternate"]
    ordered = sorted(links, key=lambda link: text(link, "type") not in _HTML_TYPES)
    found = (_join(text(link, "href"), base) for link in ordered)
    return next((link for link in found if link), None)


def _body(detail: Mapping[str, Any], base: str) -> Body | None:
    """Return a text with its kind; markup is recognised where it is declared as plain text."""
    markup, kind = text(detail, "value"), text(detail, "type") or "text/html"
    if not markup or not (kind.startswith("text/") or kind in _HTML_TYPES):
        return None
    plain = kind not in _HTML_TYPES and not _CLOSING_TAG.search(markup)
    return Body(markup=markup, plain=plain, base=_join(text(detail, "base"), base) or base)


def _bodies(entry: Mapping[str, Any], base: str) -> tuple[Body, ...]:
    details = [*mappings(entry, "content"), mapping(entry.get("summary_detail"))]
    bodies = [_body(detail, base) for detail in details]
    return tuple({body.markup: body for body in bodies if body}.values())


def _author(context: Mapping[str, Any], base: str, link: str | None) -> Author:
    source = mapping(context.get("source"))
    photo = _join(text(mapping(context.get("gd_image")), "src"), base)
    for detail in [*mappings(context, "authors"), *mappings(source, "authors")]:
        name = html.unescape(text(detail, "name"))
        handed_in = _SUBMITTED.fullmatch(name)
        if handed_in and link and f"//{handed_in['host']}/" in link:
            name = handed_in["name"]
        author = person(name, url=_join(text(detail, "href"), base), photo=photo)
        if author.name or author.handle or author.url:
            return author
    return Author()


def _feed_author(head: Mapping[str, Any], home: str) -> Author:
    """Return whom a feed names as its author, or the account it describes and leads to."""
    stated = _author(head, home, None)
    account = _ACCOUNT.search(text(head, "subtitle")[:_MAX_DESCRIPTION])
    if stated != Author() or account is None:
        return stated
    profile = urlsplit(home).path.rstrip("/").rpartition("/")[2].removeprefix("@")
    if profile.casefold() != account["name"].casefold():
        return stated
    title = text(head, "title").strip()
    name = title if title and "@" not in title else None
    return Author(name=name, handle=account[0][1:], url=home)


def _date(entry: Mapping[str, Any], *, is_atom: bool) -> tuple[datetime | None, bool]:
    # Only Atom demands `updated`; in RSS it tells of a later change and nothing else.
    keys = ("published", "created", "updated") if is_atom else ("published", "created")
    for key in keys:
        found = read_date(text(entry, key))
        if found:
            return found
    return None, False


def _language(entry: Mapping[str, Any]) -> str | None:
    details = [*mappings(entry, "content"), mapping(entry.get("summary_detail"))]
    details.append(mapping(entry.get("title_detail")))
    tags = (language_tag(detail.get("language")) for detail in details)
    return next((tag for tag in tags if tag), None)


def _answered(entry: Mapping[str, Any], base: str) -> str | None:
    # The prefix of the threading namespace (RFC 4685) is the feed's own choice.
    for key, value in entry.items():
        if str(key).endswith("in-reply-to"):
            stated = mapping(value)
            href = _join(text(stated, "href"), base)
            return href or _web_address(text(stated, "ref"))
    return None
