"""Sentences that software wrote for somebody: "A liked this article on b.example".

Webmention plugins, webmention.io and Tumblr put them where a comment's words would stand. They
tell who did what; nobody said them. Their wording is in `data/notices.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from mentions.core.tables import any_of, load_table
from mentions.core.text import fold_name
from mentions.model import Channel, Entry, Kind
from mentions.urls.platforms import WEB, platform_named, platform_of

_ACTS = (Kind.MENTION, Kind.REPLY, Kind.REPOST, Kind.LIKE, Kind.BOOKMARK)
_LONGEST = 1000  # the words of a post that is quoted in its sentence included
_GAP = r"[^\S\n]{1,3}"
_NAME = r"[^\s'‘’“”\"](?:[^\n]{0,98}[^\s:])?"
_SLOTS = {
    "{who}": rf"(?P<who>{_NAME}?)",
    "{where}": r"(?P<where>[^\s.,!?][^\s,!?]{0,99}?)",
    "{from}": r"(?P<origin>[A-Za-z0-9][A-Za-z0-9-]{0,39})",
    "{address}": r"(?P<address>https?://\S{3,500}?)",
    "'{words}'": r"['‘’“\"](?P<words>[^\n]{1,500})['‘’”\"]",
    "{words}": r"(?P<words>\S.{0,900})",
}
_SLOT = re.compile(r"('\{words\}'|\{[a-z]+\}|\s+)")
_TUMBLR = "tumblr"
# "a liked thisb liked this": notes without their markup, whose names nobody can tell apart.
_RUN_TOGETHER = re.compile(r"\b(?:liked|reblogged|posted) this", re.IGNORECASE)
_SERVICES = frozenset({"webmentionio"})  # folded; they report as commenters under their own name
_TWEETS = frozenset({"a tweet"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What such a sentence tells.

    Attributes:
        kind: The act; MENTION for "posted ... linking to".
        who: Who did it, None where the sentence leaves that to what stands beside it.
        words: What they said themselves.
        via: The account from which they had it.
        platform: Where, None where the sentence does not say.
        about: The address the act was about, which is not the act's own.
        where: The host or site the sentence names.
    """

    kind: Kind
    who: str | None = None
    words: str | None = None
    via: tuple[str, ...] = ()
    platform: str | None = None
    about: str | None = None
    where: str | None = None


def notice_of(entry: Entry) -> Notice | None:
    """Return the notice that an entry is; None for words that somebody said.

    Whoever stands beside the sentence has to be the one it is about: "I liked this" is a
    comment. Among comments the sentence has to name somebody, since people write "Liked this!".
    """
    if not entry.text or entry.channel in {Channel.POST, Channel.PINGBACK, Channel.TRACKBACK}:
        return None
    if entry.channel is Channel.COMMENT and not _may_be_told(entry.author.name, entry.text):
        return None
    name = fold_name(entry.author.name or "")
    notice = read_notice(entry.text)
    if notice is None or name in _SERVICES:
        return notice
    sent = entry.channel is Channel.WEBMENTION
    if notice.who:
        return notice if fold_name(notice.who) == name or (sent and not name) else None
    # "This article was mentioned on b.example" is signed with the host; on "Twitter", people say.
    if notice.where and "." not in notice.where:
        return None
    return notice if sent or name == fold_name(notice.where or "") else None


def read_notice(text: str) -> Notice | None:
    r"""Return what a text tells that is nothing but such a sentence; None for any other.

    >>> read_notice("Jens hat diesen Artikel auf b.example geteilt.").kind
    <Kind.REPOST: 'repost'>
    >>> found = read_notice("Jens posted 'so true' linking to https://example.org/1")
    >>> found.kind.value, found.who, found.words
    ('mention', 'Jens', 'so true')
    >>> read_notice("anna reblogged this from ben-b").via
    ('ben-b',)
    >>> read_notice("I liked this article on my own site, but that was a mistake.") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    sentence = text.strip()
    if not _hints().search(sentence):
        return None
    for tumblr, kind, pattern in _sentences():
        found = pattern.fullmatch(sentence)
        if found and not _RUN_TOGETHER.search(found.groupdict().get("who") or ""):
            return _notice(found.groupdict(), kind, tumblr=tumblr)
    return None


def _may_be_told(name: str | None, text: str) -> bool:
    """Decide cheaply that a comment is in its author's own words, as nearly every one is."""
    if not name:
        return False
    return name.casefold() in text.casefold() or fold_name(name) in _SERVICES


def _notice(told: dict[str, str | None], kind: Kind, *, tumblr: bool) -> Notice:
    origin, where, about = told.get("origin"), told.get("where"), told.get("address")
    words = told.get("words")
    if tumblr and words:
        kind = Kind.QUOTE
    return Notice(
        kind=kind,
        who=told.get("who"),
        words=words.strip() if words else None,
        via=(origin,) if origin else (),
        platform=_TUMBLR if tumblr else _platform(where, about, told.get("thing")),
        about=about,
        where=where,
    )


def _platform(where: str | None, about: str | None, thing: str | None) -> str | None:
    if thing and thing.casefold() in _TWEETS:
        return "twitter"
    if where and (named := platform_named(where)):
        return named
    # What was liked stands where it was liked; a link to the article itself says nothing.
    platform = platform_of(about) if about else WEB
    return None if platform == WEB else platform


@cache
def _sentences() -> tuple[tuple[bool, Kind, re.Pattern[str]], ...]:
    return tuple(
        (row.get("tumblr", False), kind, _pattern(sentence, row, kind))
        for row in load_table("notices")["language"]
        for sentence in row["sentences"]
        for kind in _ACTS
        if ("{act}" in sentence and kind.value in row)
        or ("{act}" not in sentence and kind is _act_without_a_word(sentence))
    )


def _act_without_a_word(sentence: str) -> Kind:
    return Kind.REPLY if "commented" in sentence else Kind.MENTION


def _pattern(sentence: str, row: dict[str, Any], kind: Kind) -> re.Pattern[str]:
    parts = [_part(part, row, kind) for part in _SLOT.split(sentence) if part]
    return re.compile("".join(parts) + r"\s?[.!]?", re.IGNORECASE | re.DOTALL)


def _part(part: str, row: dict[str, Any], kind: Kind) -> str:
    if part == "{act}":
        return any_of(row[kind.value])
    if part in {"{this}", "{thing}"}:
        return rf"(?P<{part[1:-1]}>{any_of(row[part[1:-1]])})"
    if part in _SLOTS:
        return _SLOTS[part]
    if part.isspace():
        return r"\s{0,2}\n" if "\n" in part else _GAP
    return re.escape(part)


@cache
def _hints() -> re.Pattern[str]:
    """Every act's word: a text without one is none of these sentences."""
    words = {
        word
        for row in load_table("notices")["language"]
        for kind in _ACTS
        for word in row.get(kind.value, ())
    }
    return re.compile(any_of(words | {"posted", "commented"}), re.IGNORECASE)
