"""Comments that are somebody's post from elsewhere: tweetbacks, Chat Catcher, BackType Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from mentions.core.aggregators import (
    Aggregator,
    aggregators,
    is_mark_unsure,
    permalink_of,
    reporter_of,
)
from mentions.core.grammar import gap_of
from mentions.core.handles import handle_at
from mentions.core.reportmodel import Report, Reported
from mentions.core.tables import any_of, load_table
from mentions.core.text import strip_wrapper
from mentions.model import Author, Channel, Entry, Hyperlink, Kind
from mentions.urls.hosts import host_of
from mentions.urls.in_text import urls_in_text
from mentions.urls.platforms import WEB, handle_of, platform_named, platform_of, post_id

# "uwe_zwitschert (Uwe Zander)": how plugins write account and name.
_ACCOUNT_AND_NAME = re.compile(r"[@＠]?([A-Za-z0-9_]{1,20})\s{1,3}\((.{1,60})\)")
_NAME_AND_ACCOUNT = re.compile(r"(.{1,60}?)\s{1,3}\([@＠]?([A-Za-z0-9_]{1,20})\)")
_CHAT_CATCHER_TITLE = "Twitter Comment"
_CHAT_CATCHER_LINK = "[link to post]"
_FOOTER = re.compile(r"\s{0,20}Additional comments powered by BackType\s{0,20}\Z", re.IGNORECASE)
_TRAILER_WITHIN = 300  # the last sentence stands this near to the end
_WORDS_BEHIND = 2
_LAST_WORDS = 60
# Plugins put posts of these among the comments without a mark; of others people give the address
# of a post of their own as their site.
_UNMARKED = frozenset({"twitter", "identica"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copy:
    """Where a comment was copied from: "originally posted on Twitter"."""

    text: str
    platform: str
    url: str
    language: str


def read_single(entry: Entry, text: str, known: Aggregator | None) -> Report | None:
    """Return the one person whose post became a comment; None for comments made here.

    Args:
        entry: The comment.
        text: Its text with all character references decoded.
        known: The plugin that brought it, where that is known.
    """
    if copy := _copy_of(text, entry):
        back_type = _called("BackType", one_person=False)
        return replace(
            _report(entry, copy.text, copy.url, back_type),
            platform=copy.platform,
            language=copy.language,
        )
    if _is_chat_catcher(entry, text):
        known = _called("Chat Catcher", one_person=True)
    elif not (known and known.one_person) and not _is_unmarked_post(entry):
        return None
    return _report(entry, text, permalink_of(entry), known)


def _called(name: str, *, one_person: bool) -> Aggregator:
    return next(one for one in aggregators() if (one.name, one.one_person) == (name, one_person))


def _report(entry: Entry, text: str, url: str | None, known: Aggregator | None) -> Report:
    author = _author(entry, url)
    words = _own_words(text, known)
    links = tuple(_own_links(entry, words, url, known))
    person = Reported(
        author=author,
        text=words or None,
        url=url,
        links=links,
        kind=entry.kind if entry.kind is not Kind.MENTION else None,
        via=tuple(_passed_on(entry)),
    )
    platform = platform_of(url or entry.author.url or "")
    if platform == WEB and known:
        platform = known.platform
    return Report(
        reporter=reporter_of(known, entry) if known and not is_mark_unsure(known, entry) else None,
        platform=platform,
        people=(person,) if author.name or author.handle else (),
        certain=bool(author.name or author.handle),
    )


def _passed_on(entry: Entry) -> Iterator[str]:
    """Yield the account of a post whose reposts stand below it, as Disqus shows them."""
    if entry.kind is Kind.REPOST and entry.parent and post_id(entry.parent):
        account = handle_of(entry.parent)
        if account:
            yield account


def _author(entry: Entry, permalink: str | None) -> Author:
    """Return who wrote the post: the account from its address, both names from "account (Name)"."""
    shown = entry.author
    name = (shown.name or "").strip()
    own = _own_page(entry)
    handle = shown.handle or handle_of(permalink or "") or handle_of(own or "")
    at = handle_at(name, 0)
    if at and at[1] == len(name):
        return Author(handle=handle or at[0], url=own, photo=shown.photo)
    both = _ACCOUNT_AND_NAME.fullmatch(name)
    if both and (not handle or _is(handle, both[1])):
        return Author(name=both[2], handle=handle or both[1], url=own, photo=shown.photo)
    turned = _NAME_AND_ACCOUNT.fullmatch(name)
    if turned and handle and _is(handle, turned[2]):
        name = turned[1]
    elif handle:
        name = name.removesuffix("()").rstrip()
    return Author(name=name or None, handle=handle, url=own, photo=shown.photo)


def _own_page(entry: Entry) -> str | None:
    """Return the author's own page: the readers of pings take it for what was sent."""
    if entry.author.url and not post_id(entry.author.url):
        return entry.author.url
    origin = entry.origin
    return origin if origin and handle_of(origin) and not post_id(origin) else None


def _is(handle: str, shown: str) -> bool:
    return handle.casefold() == shown.casefold()


def _own_words(text: str, known: Aggregator | None) -> str:
    words = strip_wrapper(text)[0]
    if known and known.name == "Chat Catcher":
        words = words.removeprefix(_CHAT_CATCHER_TITLE).lstrip(" :\n")
    for last in known.last_words if known else ():
        start = words.rfind(last, max(0, len(words) - _LAST_WORDS))
        if start >= 0 and not words[start + len(last) :].strip(" .)"):
            words = words[:start].rstrip(" \n-–—(")
    return words


def _own_links(
    entry: Entry, words: str, url: str | None, known: Aggregator | None
) -> Iterator[Hyperlink]:
    for link in entry.links:
        of_service = known is not None and host_of(link.url) in known.hosts
        if link.url != url and not of_service:
            yield link
    shown = {known_as for link in entry.links for known_as in (link.url, link.anchor)}
    yield from (Hyperlink(url=bare) for bare in urls_in_text(words) if bare not in shown)


def _is_chat_catcher(entry: Entry, text: str) -> bool:
    titled = entry.title == _CHAT_CATCHER_TITLE or text.lstrip().startswith(_CHAT_CATCHER_TITLE)
    named = _ACCOUNT_AND_NAME.fullmatch(entry.author.name or "")
    return [titled, bool(named), _CHAT_CATCHER_LINK in text].count(True) > 1


def _is_unmarked_post(entry: Entry) -> bool:
    url = permalink_of(entry)
    return bool(
        url
        and platform_of(url) in _UNMARKED
        and entry.channel not in {Channel.WEBMENTION, Channel.POST}
    )


def _copy_of(text: str, entry: Entry) -> _Copy | None:
    """Read the last sentence of BackType Connect, which sites translated by hand."""
    if not any(platform_named(link.anchor or "") for link in entry.links):
        return None
    ending = _FOOTER.sub("", text[-_TRAILER_WITHIN:])
    start = max(0, len(text) - _TRAILER_WITHIN)
    for language, this_comment, originally in _trailers():
        found = this_comment.search(ending)
        if not found or not originally.search(found[0]):
            continue
        link = _platform_link(found["rest"], entry)
        platform = platform_named(link.anchor or "") if link else None
        # Without "this comment" only the link can tell that it is where the comment was made.
        sure = found["this"] or (link and platform_of(link.url) == platform)
        if link and platform and sure:
            before = text[: start + found.start()].strip()
            return _Copy(text=before, platform=platform, url=link.url, language=language)
    return None


def _platform_link(sentence: str, entry: Entry) -> Hyperlink | None:
    """Return the link whose text is a platform's name and nearly ends the sentence."""
    for link in reversed(entry.links):
        label = (link.anchor or "").strip()
        if not platform_named(label):
            continue
        before, found, after = sentence.rpartition(label)
        if before and found and len(after.split()) <= _WORDS_BEHIND and "," not in after:
            return link
    return None


@cache
def _trailers() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (row["tag"], _this_comment(row), re.compile(any_of(row["originally"]), re.IGNORECASE))
        for row in load_table("frames")["language"]
    )


def _this_comment(row: dict[str, Any]) -> re.Pattern[str]:
    comment, originally = any_of(row["comment"]), any_of(row["originally"])
    this = rf"(?P<this>(?:^|(?<=[\s(.!?。！？])){any_of(row['this'])}{gap_of(row)}{comment})"
    line = rf"(?:^|(?<=\n))[\s(\[–—-]{{0,5}}(?:{comment}|{originally})"
    return re.compile(rf"(?:{this}|{line})(?P<rest>[^\n]{{5,150}})\Z", re.IGNORECASE)
