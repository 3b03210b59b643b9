"""A report of two mentions, and words as nobody would wish them, for the forms that are files."""

from datetime import UTC, date, datetime, timedelta

from mentions.core.summary.model import (
    Act,
    ArticleSummary,
    Counted,
    Numbers,
    Outlet,
    Peak,
    Person,
    Scope,
    Seen,
    Summary,
    Told,
    Unseen,
)
from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink
from mentions.model import Counted as Counts

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ARTICLE = "https://blog.example/firewall"
HOSTILE = (
    "=1+1",
    '=HYPERLINK("https://evil.example","click")',
    "=cmd|'/C calc'!A0",
    "+49 30 1234",
    "-2+3",
    "@SUM(1+1)",
    "\t=1",
    "＝1+1",
    "a;=HYPERLINK(1)",
    "{=1+1}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]><b>&amp; _x000D_ &#0;",
    "Jörg\u202egnp.exe",
    "Zoë\u200b\u2060\ufeff",
    "\x00\x07\x1b[31mred\x9b1m\ufffe\uffff",
    "ä" * 10_000,
    "👩‍👧 مرحبا 日本語",
    "https://evil.example/",
    "0123456789012345678",
    "true",
    "1e5",
)


def an_act(number: int = 1, words: str = "Schön, weg damit!", **changes: object) -> Act:
    fields: dict[str, object] = {
        "article": ARTICLE,
        "kind": Kind.REPLY,
        "channel": Channel.POST,
        "platform": "mastodon",
        "author": Author(name=words, handle="jens", url="https://social.example/jens"),
        "text": words,
        "url": f"https://social.example/jens/{number}",
        "published": datetime(2009, 7, 14, 9, 42, tzinfo=UTC) + timedelta(days=number),
        "published_zone_known": True,
        "first_seen": NOW,
        "hashtags": ("fb", "web"),
        "links": (MentionLink(found="https://b.example/?a=1,2", resolved=ARTICLE),),
        "evidence": Evidence.LINK,
        "source": "https://social.example/feed",
        "merged_from": 3,
        "counts": Counts(likes=12, replies=-1, seen_at=NOW),
    }
    mention = Mention(**fields | changes)  # type: ignore[arg-type]
    return Act(
        id=number,
        mention=mention,
        health="live",
        tags=("ours",),
        copies=("https://c.example/1",),
        health_at=NOW,
    )


def hostile_acts() -> list[Act]:
    return [an_act(number, words) for number, words in enumerate(HOSTILE, 1)]


def a_summary(*acts: Act, made_at: datetime = NOW, places: int = 4) -> Summary:
    told = Told(total=12, known=1, unknown=len(acts), as_of=date(2026, 11, 23))
    nothing = Told(total=None, known=0, unknown=len(acts))
    numbers = Numbers(
        mentions=len(acts),
        undated=0,
        people=1,
        outlets=1,
        kinds=(Counted(name="reply", mentions=len(acts)),),
        platforms=(Counted(name="mastodon", mentions=len(acts)), Counted(name=None, mentions=1)),
        languages=(),
        days={date(2009, 7, 15): 1, date(2009, 7, 16): len(acts)},
        hours=(0,) * 24,
        followers=nothing,
        likes=told,
        reposts=nothing,
        replies=nothing,
        quotes=nothing,
        first=acts[0] if acts else None,
        peak=Peak(start=NOW, mentions=1) if acts else None,
        half_life=timedelta(hours=1, microseconds=1),
    )
    person = Person(name="=Jens", mentions=2, platform="mastodon", handle="jens", tags=("ours",))
    outlet = Outlet(host="social.example", mentions=2)
    article = ArticleSummary(
        id=1,
        url=ARTICLE,
        title="=Firewall",
        published=None,
        numbers=numbers,
        people=(person,),
        outlets=(outlet,),
        acts=acts[:1],
        left_out=max(0, len(acts) - 1),
    )
    unseen = Unseen(source="feed", address="https://gone.example/", why="=404", since=NOW)
    return Summary(
        scope=Scope(made_at=made_at, title="Rückblick"),
        numbers=numbers,
        articles=(article,) if acts else (),
        people=(person,) if acts else (),
        outlets=(outlet,),
        seen=Seen(places=places, looked=3, unseen=(unseen,)),
        notes=("=note",),
    )
