from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentions.core.alerts.model import ArticleNews, Gone, Message, Place, Rendered, Spike
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.report.to_notice import render_notice

NOW = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
URL = "https://blog.example/firewall"


def a_mention(name: str | None = "Jörg", **changes: Any) -> Mention:
    fields: dict[str, Any] = {
        "article": URL,
        "kind": Kind.REPOST,
        "channel": Channel.POST,
        "platform": "mastodon",
        "author": Author(name=name),
        "text": "Lesenswert!",
        "url": "https://social.example/1",
        "first_seen": NOW,
        "evidence": Evidence.LINK,
        "source": "https://social.example/search",
    }
    return Mention(**fields | changes)


def rendered(*, language: str = "de", places: tuple[Place, ...] = (), **news: Any) -> Rendered:
    fields: dict[str, Any] = {"url": URL, "title": "Weg mit der Firewall"}
    articles = (ArticleNews(**fields | news),) if news else ()
    return render_notice(Message(language=language, zone=BERLIN, articles=articles, places=places))


def test_one_mention_in_german() -> None:
    told = rendered(new=(a_mention(),))
    assert told.title == "Neu auf Mastodon: Jörg hat „Weg mit der Firewall“ geteilt"
    assert told.body.splitlines() == [
        "Weg mit der Firewall",
        URL,
        "- Jörg (Mastodon): „Lesenswert!“",
        "  https://social.example/1",
    ]


def test_one_mention_in_english() -> None:
    told = rendered(language="en", new=(a_mention(),), first=True)
    assert told.title == "First mention, on Mastodon: Jörg shared “Weg mit der Firewall”"
    assert "The first mention of this post." in told.body


@pytest.mark.parametrize("kind", list(Kind))
def test_every_act_has_german_words(kind: Kind) -> None:
    german = rendered(new=(a_mention(kind=kind),)).title
    english = rendered(new=(a_mention(kind=kind),), language="en").title
    assert german.removeprefix("Neu auf Mastodon: ") != english.removeprefix("New on Mastodon: ")
    assert "Jörg" in german


def test_many_mentions_are_folded() -> None:
    told = rendered(new=tuple(a_mention(f"N{number}") for number in range(14)))
    assert told.title == "14 neue Erwähnungen von „Weg mit der Firewall“"
    assert "Erwähnt von N0, N1 und 12 weiteren:" in told.body
    assert told.body.count("https://social.example/1") == 10
    assert told.body.endswith("… und 4 weitere")


def test_auto_sharers_stand_in_one_line() -> None:
    told = rendered(new=(a_mention(),), usual=(a_mention("Bot A"), a_mention("Bot B")))
    assert told.body.endswith("Wie immer geteilt von Bot A und Bot B.")


def test_what_else_there_is_to_tell() -> None:
    told = rendered(
        spikes=(Spike(number=14, until=NOW, usual=0.3),),
        gone=(Gone(mention=a_mention(), at=NOW), Gone(mention=a_mention(), at=NOW, link_only=True)),
    )
    assert told.title == "„Weg mit der Firewall“: 14 Erwähnungen in einer Stunde"
    assert "14 Erwähnungen in der Stunde bis 14.03.2026, 12:00 MEZ." in told.body
    assert "Nicht mehr da: Jörg (Mastodon) https://social.example/1" in told.body
    assert "Der Link ist nicht mehr da: Jörg (Mastodon)" in told.body


def test_places() -> None:
    lost = Place(source="feed", address="https://n.example/feed", since=NOW, why="403 Forbidden")
    back = Place(source="feed", address="https://m.example/feed", since=NOW, works=True)
    told = rendered(places=(lost, back))
    assert told.title == "1 Ort ist nicht einsehbar"
    assert told.body.splitlines() == [
        "Nicht einsehbar seit 14.03.2026, 12:00 MEZ: feed https://n.example/feed",
        "  403 Forbidden",
        "Wieder einsehbar: feed https://m.example/feed",
    ]
    assert rendered(places=(back,)).title == "1 Ort ist wieder einsehbar"


def test_strangers_words_ring_for_nobody() -> None:
    evil = a_mention("@here\x1b[31m", text="@everyone <!channel> <@U1> @room\u202e", url=None)
    told = rendered(new=(evil,), title="@channel\nneu")
    for call in ("@everyone", "@here", "@channel", "@room", "<!", "<@", "\x1b", "\u202e"):
        assert call not in told.title + told.body
    assert "channel" in told.body


def test_of_an_unknown_author_and_the_open_web() -> None:
    told = rendered(
        new=(a_mention(None, platform="web", url="https://www.wald.example/1", text=None),)
    )
    assert told.title == "Neu auf wald.example: Jemand hat „Weg mit der Firewall“ geteilt"
    assert "- Jemand (wald.example)\n" in told.body


def test_a_message_about_several_posts() -> None:
    news = tuple(ArticleNews(url=f"{URL}/{n}", new=(a_mention(),)) for n in range(2))
    told = render_notice(Message(language="en", zone=BERLIN, articles=news, digest=True))
    assert told.title == "2 new mentions of 2 posts"
    assert told.body.count(URL) == 2
