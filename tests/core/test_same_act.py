"""Which sightings are one act: the same in every order, in one look and in several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from mentions.api import extract_mentions
from mentions.core.changes import Found, Known, Sighting, keys_of, plan_changes
from mentions.model import Author, Channel, Evidence, Kind, Mention, Reporter

ARTICLE = "https://blog.example.org/2009/07/firewall"
NOW = datetime(2009, 7, 20, 12, tzinfo=UTC)
TWITTER, BLUESKY = "https://twitter.com", "https://bsky.app/profile"
ACCOUNT = "https://social.example/@ute"
LONG = "Weg mit der Social Media Firewall und her mit der Freiheit für alle http://ow.ly/rDsf"


def post(handle: str | None = None, name: str | None = None, **fields: Any) -> Mention:
    """A tweet whose address is not known."""
    usual: dict[str, Any] = {
        "article": ARTICLE,
        "kind": Kind.MENTION,
        "channel": Channel.POST,
        "platform": "twitter",
        "author": Author(name=name, handle=handle),
        "text": "Weg mit der Firewall",
        "first_seen": NOW,
        "evidence": Evidence.LINK,
        "source": "https://search.example/",
    }
    return Mention(**(usual | fields))


def tweet(number: int, handle: str, name: str | None = None, **fields: Any) -> Mention:
    return post(handle, name, url=f"{TWITTER}/{handle}/status/{number}", **fields)


def credited(handle: str, text: str = "Weg damit") -> Mention:
    return post(handle, text=text, evidence=Evidence.ATTRIBUTED)


def told(name: str, text: str | None) -> Mention:
    """What an aggregator's comment says of somebody."""
    topsy = Reporter(name="Topsy", url="http://topsy.com/tb/x")
    ping: dict[str, Any] = {"channel": Channel.TRACKBACK, "evidence": Evidence.CONTEXT}
    return post(None, name, text=text, reported_by=topsy, **ping)


def passed_on(parent: str, kind: Kind = Kind.REPOST, page: str = ACCOUNT) -> Mention:
    """What somebody did to a post, where the network gives that no page of its own."""
    who = Author(name="Ute", handle="ute@social.example", url=page)
    return post(platform="mastodon", author=who, text=None, url=page, kind=kind, parent=parent)


def comment(page: str | None, **fields: Any) -> Mention:
    here: dict[str, Any] = {"channel": Channel.COMMENT, "evidence": Evidence.CONTEXT}
    usual = {"platform": "web", "author": Author(name="Peter", url=page), "text": "Danke"}
    return post(**(here | usual | fields))


def note(number: int, author: str, *copies: str) -> Mention:
    url = f"https://{author.lower()}.example/{number}"
    return post(None, author, platform="web", text=f"Nr. {number}", url=url, syndication=copies)


def bluesky(handle: str, number: str | None = None) -> Mention:
    copies = (f"{BLUESKY}/{number}/post/3k",) if number else ()
    url = f"{BLUESKY}/{handle}/post/3k"
    return post(handle, platform="bluesky", url=url, syndication=copies)


SAME: dict[str, list[Mention]] = {
    "letter case and the sign of an account": [post("Jens"), post("@jens")],
    "an account with and without its server": [
        post("jens", "Jens", platform="mastodon"),
        post("jens@a.example", "Jens", platform="mastodon"),
    ],
    "a tweet before and after its account was renamed": [
        tweet(1, "jens"),
        post("neu", url=f"{TWITTER}/neu/status/1"),
    ],
    "a post before and after its account was renamed": [
        bluesky("jens.example", "did:plc:a"),
        bluesky("neu.example", "did:plc:a"),
    ],
    "a repost whose original was renamed": [
        passed_on(f"{BLUESKY}/jens.example/post/3k"),
        passed_on(f"{BLUESKY}/neu.example/post/3k"),
    ],
    "a note and the tweet that it names as its copy": [
        note(5, "Ute", f"{TWITTER}/ute/status/7"),
        tweet(7, "ute", "Ute K."),
    ],
    "a commenter's page written in two ways": [
        comment("https://p1.example/"),
        comment("http://www.p1.example"),
    ],
    "cut with dots in a report": [told("Jens", f"{LONG[:42]} …"), tweet(1, "jens", text=LONG)],
    "cut in a word in a report": [told("Jens", LONG[:54]), tweet(1, "jens", text=LONG)],
    "cut at its own page": [told("Jens", LONG), tweet(1, "jens", text=f"{LONG[:42]}…")],
    "a name cut in a report": [
        told("Maximiliane Oberhube", LONG),
        tweet(1, "maxi", "Maximiliane Oberhuber", text=LONG),
    ],
    "a name cut in a list without words": [
        told("Maximiliane Oberhube", None),
        tweet(1, "maxi", "Maximiliane Oberhuber"),
    ],
}

APART: dict[str, list[Mention]] = {
    "two accounts of one name": [post("jens", "Jens Maier"), post("jm", "Jens Maier")],
    "two accounts of one name, one with an address": [
        tweet(1, "jens", "Jens Maier"),
        post("jm", "Jens Maier"),
    ],
    "accounts that differ in a sign": [post("jens_maier"), post("jensmaier")],
    "one name on two servers": [
        post("jens@a.example", "Jens", platform="mastodon"),
        post("jens@b.example", "Jens", platform="mastodon"),
    ],
    "who is credited is nobody of that display name": [
        credited("jens"),
        tweet(1, "maier_j", "Jens"),
    ],
    "an account that passed on two posts": [
        passed_on("https://social.example/@a/1"),
        passed_on("https://social.example/@b/2"),
    ],
    "an account that passed on and liked": [
        passed_on("https://social.example/@a/1"),
        passed_on("https://social.example/@a/1", Kind.LIKE),
    ],
    "notes that name an account's page as their copy": [
        note(5, "Ute", f"{TWITTER}/ute"),
        note(6, "Ute", f"{TWITTER}/ute"),
    ],
    "notes that name a home page as their copy": [
        note(5, "Ute", "https://planet.example/"),
        note(6, "Olaf", "https://planet.example/"),
    ],
    "commenters of one name with two pages": [
        comment("https://p1.example/"),
        comment("https://p2.example/"),
    ],
    "likes of one name with two pages": [
        comment("https://p1.example/", kind=Kind.LIKE, text=None),
        comment("https://p2.example/", kind=Kind.LIKE, text=None),
    ],
    "likes of one name on a network": [
        comment(f"{ACCOUNT}1", kind=Kind.LIKE, text=None, platform="mastodon"),
        comment(f"{ACCOUNT}2", kind=Kind.LIKE, text=None, platform="mastodon"),
    ],
    "answers to two comments by somebody without a page": [
        comment(None, parent=f"{ARTICLE}#comment-1"),
        comment(None, parent=f"{ARTICLE}#comment-2", author=Author()),
    ],
    "anonymous answers to two comments": [
        comment(None, author=Author(), text="+1", parent=f"{ARTICLE}#comment-1"),
        comment(None, author=Author(), text="+1", parent=f"{ARTICLE}#comment-2"),
    ],
    "the beginning is too short": [told("Jens", "Weg…"), tweet(1, "jens", text=LONG)],
    "a whole word is no cut": [told("Jens", LONG[:33]), tweet(1, "jens", text=LONG)],
    "cut words of somebody else": [told("Ute", f"{LONG[:42]} …"), tweet(1, "jens", text=LONG)],
    "two tweets, one begins like the other": [
        tweet(1, "jens", text=f"{LONG[:42]} …"),
        tweet(2, "jens", text=LONG),
    ],
    "two long names that begin alike": [
        post(None, "Maximiliane Oberhuber"),
        post(None, "Maximiliane Oberhubert"),
    ],
}


class _Store:
    """Holds what was planned, as the database does: a key belongs to one mention."""

    def __init__(self) -> None:
        self.rows: dict[int, Known] = {}
        self._ids = 0

    def look(self, *mentions: Mention) -> bool:
        """Store what one look found; tell whether any of it is news."""
        found = [
            Found(
                mention=one,
                sighting=Sighting(
                    source=one.source, channel=one.channel, evidence=one.evidence, url=one.url
                ),
            )
            for one in mentions
        ]
        wanted = keys_of(found)
        owners = {key: row for row in self.rows.values() for key in row.keys & wanted}
        changes = plan_changes(found, owners).changes
        for change in changes:
            keys = frozenset(change.keys)
            for gone in change.absorbed:
                keys |= self.rows.pop(gone).keys
            if change.known_id:
                keys |= self.rows[change.known_id].keys
            else:
                self._ids += 1
            number = change.known_id or self._ids
            assert not any(keys & row.keys for row in self.rows.values() if row.id != number)
            self.rows[number] = Known(id=number, mention=change.mention, keys=keys)
        return any(change.is_news for change in changes)


def acts(mentions: Sequence[Mention], *, at_once: bool) -> _Store:
    store = _Store()
    for look in [mentions] if at_once else [[one] for one in mentions]:
        store.look(*look)
    return store


def as_cases(table: dict[str, list[Mention]]) -> pytest.MarkDecorator:
    cases = [(one, at_once) for one in table for at_once in (True, False)]
    return pytest.mark.parametrize(("name", "at_once"), cases)


def check(mentions: list[Mention], number: int, *, at_once: bool) -> None:
    for order in permutations(mentions):
        store = acts(order, at_once=at_once)
        assert len(store.rows) == number
        before = dict(store.rows)
        for again in (order, order[::-1]):
            assert not store.look(*again)
            for one in again:
                assert not store.look(one)
        assert store.rows.keys() == before.keys()
        assert all(row.keys for row in store.rows.values())


@as_cases(SAME)
def test_one_act(name: str, *, at_once: bool) -> None:
    check(SAME[name], 1, at_once=at_once)


@as_cases(APART)
def test_two_acts(name: str, *, at_once: bool) -> None:
    check(APART[name], 2, at_once=at_once)


def test_who_is_credited_joins_their_own_post_whoever_else_has_that_name() -> None:
    mentions = [credited("jens"), tweet(4, "maier_j", "Jens"), tweet(1, "jens", "J. Weber")]
    for order in permutations(mentions):
        for at_once in (True, False):
            rows = acts(order, at_once=at_once).rows.values()
            assert sorted(row.mention.author.name or "" for row in rows) == ["J. Weber", "Jens"]


def test_a_page_that_claims_the_posts_of_two_people_does_not_join_them() -> None:
    page = note(5, "Spam", f"{TWITTER}/ute/status/7", f"{TWITTER}/ingo/status/8")
    for order in permutations([page, tweet(7, "ute", text="Ja"), tweet(8, "ingo", text="Nein")]):
        for at_once in (True, False):
            rows = acts(order, at_once=at_once).rows.values()
            assert {row.mention.author.handle for row in rows} == {"ute", "ingo"}


def test_what_has_nothing_of_its_own_to_be_known_by_is_not_stored_with_every_look() -> None:
    page = note(5, "Spam", f"{TWITTER}/ute/status/7", f"{TWITTER}/ingo/status/8")
    bare = [tweet(7, "ute", text=None), tweet(8, "ingo", text=None)]
    store = acts([page, *bare], at_once=False)
    count = len(store.rows)
    for _ in range(3):
        assert not store.look(*bare)
    assert len(store.rows) == count


def test_two_commenters_of_one_name_on_a_page_without_numbers() -> None:
    def item(page: str) -> str:
        who = f'<cite><a class="url" href="{page}">Peter</a></cite>'
        return f'<li class="comment">{who} <p>Danke</p></li>'

    items = "".join(map(item, ["https://p1.example/", "https://p2.example/"]))
    page = f'<article><h1>Firewall</h1></article><ol class="commentlist">{items}</ol>'
    found = extract_mentions(page, url=ARTICLE, article=ARTICLE)
    assert [one.author.url for one in found] == ["https://p1.example/", "https://p2.example/"]
