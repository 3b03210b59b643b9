"""Mentions as a feed, so that any feed reader follows along: Atom (RFC 4287) and JSON Feed 1.1.

An entry's id is made of what the mention is, not of its row: it stays the same after an export and
an import, and on another machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from mentions.core.dedupe import mention_keys
from mentions.core.permalinks import account_key
from mentions.core.summary.model import Act
from mentions.errors import ConfigError
from mentions.model import Mention, iso
from mentions.report.english import Voice, voice_of
from mentions.report.language import ENGLISH
from mentions.report.named import DEEDS, platform_name
from mentions.report.plain import safe, safe_lines
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import permalink_key

MOST = 200  # entries of a feed; readers keep what they have seen
_NAME, _TITLE = 200, 300  # characters
_CONTENT = 12_000
_BY = "mentions"  # whose words the feed itself is
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """An entry of a feed.

    Attributes:
        act: The mention.
        updated: When it was new, or its kind or words last changed; aware.
    """

    act: Act
    updated: datetime


def render_atom(
    title: str,
    home: str,
    news: Iterable[News],
    updated: datetime,
    *,
    articles: Iterable[str] = (),
    language: str = ENGLISH,
) -> bytes:
    """Return an Atom feed, newest change first.

    Args:
        title: Of the feed.
        home: What it is about: the article's address, or the blog's.
        news: Any number; the newest are in it.
        updated: When the data was read, for a feed without entries.
        articles: Addresses of the articles as their owner gave them, which are those to link to:
            the form for comparing, which mentions hold, need not lead anywhere. It is linked to
            only where an article is neither here nor `home`.
        language: Of our own words in it.

    Raises:
        ConfigError: A part of the program is not installed, or there are no words for the language.
    """
    try:
        from feedgenerator import Atom1Feed  # noqa: PLC0415 - a part that may not be installed
    except ImportError as error:
        raise ConfigError("feeds need feedgenerator: pip install 'mentions[report]'") from error
    shown = _newest(news)
    own, voice = _own_addresses(home, articles), voice_of(language)
    feed = Atom1Feed(
        title=_clean(title) or _BY,
        link=_xml(home),
        description="",
        author_name=_BY,
        feed_guid=feed_id(home),
    )
    last = max((one.updated for one in shown), default=updated)
    feed.latest_post_date = lambda: last.astimezone(UTC)
    for one in shown:
        feed.add_item(**_atom_item(one, own, voice))
    out = BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue()


def render_json_feed(
    title: str,
    home: str,
    news: Iterable[News],
    *,
    articles: Iterable[str] = (),
    language: str = ENGLISH,
) -> bytes:
    """Return a JSON Feed (https://www.jsonfeed.org/version/1.1/), newest change first.

    Its arguments are those of `render_atom`.

    Raises:
        ConfigError: There are no words for the language.
    """
    own, voice = _own_addresses(home, articles), voice_of(language)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(title) or _BY,
        "home_page_url": home or None,
        "items": [_json_item(one, own, voice) for one in _newest(news)],
    }
    text = json.dumps(_known(feed), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def home_of(addresses: Iterable[str]) -> str:
    """Return what a feed about some articles is about: the one article, or the site of several."""
    articles = set(addresses)
    if len(articles) > 1:
        articles = {urljoin(url, "/") for url in articles}
    return min(articles, default="")


def feed_id(home: str) -> str:
    """Return the id of the feed about an address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mentions of {canonical_url(home)}')}"


def entry_id(mention: Mention) -> str:
    """Return the id of a mention's entry: that of its permalink, else of its surest key.

    Where only the page of an account is known all that it passed on has that address: what tells
    two such acts apart is their own key.
    """
    if mention.url and account_key(mention) is None:
        key = f"url:{permalink_key(mention.url)}"
    else:
        keys = mention_keys(mention)
        own = (one for one in keys if mention.url and one.startswith("own:"))
        key = next(own, next(iter(keys), mention.source))
    name = f"mention\n{mention.article}\n{key}".encode("utf-8", "replace").decode()
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _own_addresses(home: str, articles: Iterable[str]) -> dict[str, str]:
    """Return the addresses to link to, by the form for comparing."""
    return {canonical_url(url): url for url in (home, *articles) if url}


def _newest(news: Iterable[News]) -> list[News]:
    order = sorted(news, key=lambda one: (one.updated, one.act.id), reverse=True)
    # Two rows of the same permalink are one entry to a reader, which would show the later one.
    first = {entry_id(one.act.mention): one for one in reversed(order)}
    return sorted(first.values(), key=lambda one: (one.updated, one.act.id), reverse=True)[:MOST]


def _atom_item(news: News, own: Mapping[str, str], voice: Voice) -> dict[str, Any]:
    mention = news.act.mention
    article = own.get(mention.article, mention.article)
    author = mention.author
    return {
        "title": _title(mention, voice),
        "link": _xml(mention.url or article),
        "description": None,
        "content": _content(mention, article),
        "author_name": _clean(author.name or author.handle or "") or voice.say("unknown"),
        "author_link": author.url and _xml(author.url),
        "pubdate": mention.published and mention.published.astimezone(UTC),
        "updateddate": news.updated.astimezone(UTC),
        "unique_id": entry_id(mention),
        "categories": [mention.kind.value, *filter(None, map(_clean, mention.hashtags))],
    }


def _json_item(news: News, own: Mapping[str, str], voice: Voice) -> dict[str, Any]:
    mention = news.act.mention
    article = own.get(mention.article, mention.article)
    author = mention.author
    name = _clean(author.name or author.handle or "") or None
    who = _known({"name": name, "url": author.url, "avatar": author.photo})
    item = {
        "id": entry_id(mention),
        "url": mention.url or article,
        "external_url": article,
        "title": _title(mention, voice),
        "content_html": _content(mention, article),
        "date_published": iso(mention.published),
        "date_modified": iso(news.updated),
        "authors": [who] if who else None,
        "tags": [mention.kind.value, *filter(None, map(_clean, mention.hashtags))],
        "language": mention.language and _clean(mention.language),
    }
    return _known(item)


def _title(mention: Mention, voice: Voice) -> str:
    author = mention.author
    handle = author.handle and f"@{author.handle}"
    who = _clean(author.name or handle or "") or voice.say("Somebody")
    network = platform_name(mention.platform, voice)
    return _clean(f"{who} {voice.say(DEEDS[mention.kind])} ({network})", _TITLE)


def _content(mention: Mention, article: str) -> str:
    """Return the words as HTML in which nothing but our own elements stands."""
    return "".join(_paragraphs(mention, article))


def _paragraphs(mention: Mention, article: str) -> Iterator[str]:
    words = safe_lines(mention.text or "")
    if len(words) > _CONTENT:
        words = f"{words[:_CONTENT].rstrip()}…"
    for line in filter(None, words.split("\n")):
        yield f'<p dir="auto">{escape(_xml(line))}</p>'
    address = escape(_xml(article))
    yield f'<p><a href="{address}">{address}</a></p>'


def _clean(text: str, limit: int = _NAME) -> str:
    return _xml(safe(text, limit=limit))


def _xml(text: str) -> str:
    """Return the text with U+FFFD for what XML cannot hold: feedgenerator gives up there."""
    return _NO_XML.sub("\ufffd", text)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
