"""Webmentions that Bridgy sends for what somebody did on a platform."""

from __future__ import annotations

import re
from dataclasses import replace

from mentions.core.text import text_key
from mentions.model import Author, Entry, Kind, Mention
from mentions.urls.platforms import WEB, bridged_act, handle_of, is_bridged, platform_of

# Where the author should stand, Bridgy can put the post's text.
_LONGEST_NAME = 60
_MOST_WORDS = 7
_NOT_IN_NAMES = re.compile(r"https?://|www\.|(?:^|\s)[#@]\w|\n")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’)]?\Z")
_SENTENCE_WORDS = 4  # "Oh no, really." is somebody's name


def from_elsewhere(mention: Mention, entry: Entry) -> Mention:
    """Return a webmention with platform, act and account as its addresses state them.

    A name that is the post's text is no name: it becomes the text where there is none.
    """
    address = _address(entry)
    mention = _named(mention, bridged=address is not None)
    if address:
        author = mention.author
        mention = replace(
            mention,
            url=address,
            platform=platform_of(address),
            kind=_kind(mention.kind, address),
            author=replace(author, url=None) if author.url == address else author,
        )
    page = mention.author.url
    if page and mention.platform != WEB and platform_of(page) == mention.platform:
        handle = mention.author.handle or handle_of(page)
        mention = replace(mention, author=replace(mention.author, handle=handle))
    return mention


def _kind(stated: Kind, address: str) -> Kind:
    """Return the act; plugins that know no other write "mentioned" for all of them."""
    return stated if stated is not Kind.MENTION else bridged_act(address) or stated


def _address(entry: Entry) -> str | None:
    return next((url for url in (entry.origin, entry.author.url) if url and is_bridged(url)), None)


def _named(mention: Mention, *, bridged: bool) -> Mention:
    name, text = mention.author.name, mention.text
    if not name:
        return mention
    same = text is not None and text_key(name) == text_key(text)
    if not same and not (bridged and _is_text(name)):
        return mention
    return replace(mention, author=_nameless(mention.author), text=text or name)


def _is_text(name: str) -> bool:
    words = len(name.split())
    sentence = words >= _SENTENCE_WORDS and _ENDS_SENTENCE.search(name)
    too_long = len(name) > _LONGEST_NAME or words > _MOST_WORDS
    return bool(too_long or sentence or _NOT_IN_NAMES.search(name))


def _nameless(author: Author) -> Author:
    return replace(author, name=None)
