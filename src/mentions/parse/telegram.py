"""Public Telegram channels as their preview pages show them (`https://t.me/s/CHANNEL`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bs4.element import Tag

from mentions.errors import UnsupportedError
from mentions.model import Author, Document, Entry, Hyperlink, Kind
from mentions.parse.dates import read_date
from mentions.parse.html import attribute, hyperlinks, one_line, soup_of, text_of
from mentions.urls.join import absolute_url
from mentions.urls.platforms import handle_of

HOME = "https://t.me/"
_POST = re.compile(r"([A-Za-z][A-Za-z0-9_]{3,31})/([1-9][0-9]{0,17})", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_CHANNEL_PAGE = ".tgme_channel_history, .tgme_channel_info"
_MESSAGE = ".tgme_widget_message[data-post]"
# What a message answers is quoted above it, in the same markup.
_ANSWERED = "tgme_widget_message_reply"
# Hashtags lead to a search in the channel.
_SEARCH = re.compile(r"https?://t\.me/(?:s/)?\w{1,40}/?\?q=", re.IGNORECASE)


def read_channel(data: bytes | str, *, url: str, content_type: str | None = None) -> Document:
    """Read a page of a channel: its messages, oldest first; the form is "feed".

    `next_pages` names the page before it.

    Raises:
        ParseError: It is too large, or no page.
        UnsupportedError: It shows no messages: a private channel, a person, a group.
    """
    soup = soup_of(data, url=url, content_type=content_type)
    if soup.select_one(_CHANNEL_PAGE) is None and soup.select_one(_MESSAGE) is None:
        why = "shows no messages; only public channels do, at https://t.me/s/CHANNEL"
        raise UnsupportedError(url, why)
    entries = (_entry(message, url) for message in soup.select(_MESSAGE))
    kept = {entry.url: entry for entry in entries if entry}
    return Document(
        url=url,
        form="feed",
        entries=tuple(kept.values()),
        title=_words(soup, ".tgme_channel_info_header_title"),
        next_pages=tuple(_older(soup, url)),
    )


def message_number(entry: Entry) -> int:
    """Return the number of a message within its channel."""
    return int((entry.url or "0").rpartition("/")[2])


def _entry(message: Tag, url: str) -> Entry | None:
    post = _POST.fullmatch(attribute(message, "data-post") or "")
    if post is None:
        return None
    words, forward = _text(message), _own(message, "tgme_widget_message_forwarded_from_name")
    published = _moment(message)
    source = _address(forward, url)
    origin = handle_of(source) if source else None
    return Entry(
        url=f"{HOME}{post[0]}",
        author=_author(message, handle=post[1], url=url),
        text=text_of(words) or None if words else None,
        links=_links(message, words, url),
        published=published[0] if published else None,
        published_zone_known=bool(published and published[1]),
        kind=Kind.REPOST if forward else None,
        parent=_address(message.select_one(f"a.{_ANSWERED}"), url),
        platform="telegram",
        via=(origin,) if origin else (),
    )


def _text(message: Tag) -> Tag | None:
    """Return the element that holds the words; of an album it is nested twice."""
    found = [tag for tag in message.select(".js-message_text") if not _is_answered(tag)]
    return next((tag for tag in found if tag.select_one(".js-message_text") is None), None)


def _links(message: Tag, words: Tag | None, url: str) -> tuple[Hyperlink, ...]:
    links = {link.url: link for link in (hyperlinks(words, url) if words else ())}
    for preview in message.select("a.tgme_widget_message_link_preview"):
        address = _address(preview, url)
        if address and not _is_answered(preview):
            title = _words(preview, ".link_preview_title")
            shown = Hyperlink(url=address, anchor=title)
            known = links.get(address, shown)
            links[address] = replace(known, anchor=known.anchor or title)
    return tuple(link for link in links.values() if not _SEARCH.match(link.url))


def _author(message: Tag, *, handle: str, url: str) -> Author:
    owner = _own(message, "tgme_widget_message_owner_name")
    picture = message.select_one(".tgme_widget_message_user img")
    photo = attribute(picture, "src") if picture else None
    return Author(
        name=one_line(text_of(owner)) if owner else None,
        handle=handle,
        url=f"{HOME}{handle}",
        photo=absolute_url(photo, url) if photo else None,
    )


def _moment(message: Tag) -> tuple[datetime, bool] | None:
    time = message.select_one(".tgme_widget_message_date time[datetime]")
    return read_date(attribute(time, "datetime") or "") if time else None


def _older(soup: Tag, url: str) -> Iterator[str]:
    for link in soup.select("a.tme_messages_more[data-before]"):
        if _NUMBER.fullmatch(attribute(link, "data-before") or "") and (at := _address(link, url)):
            yield at


def _own(message: Tag, name: str) -> Tag | None:
    return next((tag for tag in message.select(f".{name}") if not _is_answered(tag)), None)


def _is_answered(tag: Tag) -> bool:
    return tag.find_parent(class_=_ANSWERED) is not None


def _address(tag: Tag | None, url: str) -> str | None:
    href = attribute(tag, "href") if tag else None
    return absolute_url(href, url) if href else None


def _words(node: Tag, selector: str) -> str | None:
    found = node.select_one(selector)
    return one_line(text_of(found)) if found else None
