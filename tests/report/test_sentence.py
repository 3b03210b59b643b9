"""The sentence that tells who mentioned a post."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.core.summary.model import NOT_TOLD, Act, ArticleSummary, Counted, Numbers, Person
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.report.language import speak
from mentions.report.sentence import tell_article

DE, EN = speak("de"), speak("en")
WORDS = "Ja!"


def act(name: str, *, kind: Kind = Kind.MENTION, text: str = WORDS, number: int = 1) -> Act:
    return Act(
        id=number,
        mention=Mention(
            article="https://blog.example/",
            kind=kind,
            channel=Channel.POST,
            platform="mastodon",
            author=Author(name=name),
            text=text,
            first_seen=datetime(2009, 7, 14, tzinfo=UTC),
            evidence=Evidence.LINK,
            source="https://source.example/",
        ),
    )


def article(
    names: str = "",
    *,
    people: int | None = None,
    platforms: Sequence[str | None] = ("mastodon",),
    acts: Sequence[Act] = (),
    mentions: int | None = None,
) -> ArticleSummary:
    persons = tuple(Person(name=name, mentions=1, platform="mastodon") for name in names.split())
    known = len(persons) if people is None else people
    return ArticleSummary(
        id=1,
        url="https://blog.example/",
        title=None,
        published=None,
        numbers=Numbers(
            mentions=known if mentions is None else mentions,
            undated=0,
            people=known,
            outlets=0,
            kinds=(),
            platforms=tuple(Counted(name=name, mentions=1) for name in platforms),
            languages=(),
            days={},
            hours=(0,) * 24,
            followers=NOT_TOLD,
            likes=NOT_TOLD,
            reposts=NOT_TOLD,
            replies=NOT_TOLD,
            quotes=NOT_TOLD,
        ),
        people=persons,
        outlets=(),
        acts=tuple(acts),
        sentence=persons,
    )


@pytest.mark.parametrize(
    ("given", "german", "english"),
    [
        (
            article("A B C D", people=14, acts=[act("A")]),
            "Dieser Beitrag wurde auf Mastodon von A, B und 12 weiteren erwähnt. A schrieb: „Ja!“",
            "This post was mentioned on Mastodon by A, B and 12 others. A wrote: “Ja!”",
        ),
        (
            article("A"),
            "Dieser Beitrag wurde auf Mastodon von A erwähnt.",
            "This post was mentioned on Mastodon by A.",
        ),
        (
            article("A B C"),
            "Dieser Beitrag wurde auf Mastodon von A, B und C erwähnt.",
            "This post was mentioned on Mastodon by A, B and C.",
        ),
        (
            article("A B", platforms=["bluesky", "web", "hackernews"]),
            "Dieser Beitrag wurde auf Bluesky, Hacker News und im Web von A und B erwähnt.",
            "This post was mentioned on Bluesky, Hacker News and on the web by A and B.",
        ),
        (
            article("A", platforms=["bluesky", "x", "reddit", "lemmy", "tumblr"]),
            "Dieser Beitrag wurde auf Bluesky, X, Reddit und 2 weiteren Netzwerken von A erwähnt.",
            "This post was mentioned on Bluesky, X, Reddit and 2 other networks by A.",
        ),
        (
            article(mentions=3),
            "Dieser Beitrag wurde auf Mastodon 3-mal erwähnt.",
            "This post was mentioned on Mastodon 3 times.",
        ),
        (
            article(mentions=1, platforms=["web"]),
            "Dieser Beitrag wurde im Web einmal erwähnt.",
            "This post was mentioned on the web once.",
        ),
        (
            article(mentions=0),
            "Von diesem Beitrag ist keine Erwähnung bekannt.",
            "No mention of this post is known.",
        ),
    ],
)
def test_sentence(given: ArticleSummary, german: str, english: str) -> None:
    assert tell_article(given, DE) == german
    assert tell_article(given, EN) == english


def said(given: ArticleSummary, *, quote: int = 200) -> str:
    return tell_article(given, EN, quote=quote).partition(". ")[2]


def test_who_is_called_by_name_is_quoted_first() -> None:
    acts = [act("Z", number=3), act("B", number=2), act("A", text="First!", number=1)]
    assert said(article("A B C D", acts=acts)) == "A wrote: “First!”"


def test_first_words_of_somebody_are_quoted() -> None:
    acts = [act("A", text="later", number=2), act("A", text="earlier", number=1)]
    assert said(article("A", acts=acts)) == "A wrote: “earlier”"


def test_others_are_quoted_where_the_named_said_nothing() -> None:
    assert said(article("A B C D", acts=[act("D")])) == f"D wrote: “{WORDS}”"


@pytest.mark.parametrize("kind", [Kind.REPOST, Kind.LIKE, Kind.BOOKMARK])
def test_words_of_others_are_not_quoted(kind: Kind) -> None:
    assert said(article("A", acts=[act("A", kind=kind)])) == ""


def test_hearsay_is_not_quoted() -> None:
    one = act("A")
    hearsay = replace(one, mention=replace(one.mention, evidence=Evidence.ATTRIBUTED))
    assert said(article("A", acts=[hearsay])) == ""


def test_quote_may_be_short_or_left_out() -> None:
    given = article("A", acts=[act("A", text="x" * 300)])
    assert said(given, quote=10) == f"A wrote: “{'x' * 9}…”"
    assert said(given, quote=0) == ""


def test_names_are_safe() -> None:
    one = replace(
        article("A"), sentence=(Person(name="B\u202eB\x1b[31m", mentions=1, platform="mastodon"),)
    )
    assert tell_article(one, EN) == "This post was mentioned on Mastodon by BB."
