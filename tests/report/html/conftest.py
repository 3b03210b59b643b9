"""Summaries to render: a rich one of several posts, one of a single post, an empty one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentions.core.spread import spread_of
from mentions.core.summary.model import (
    NOT_TOLD,
    Act,
    ArticleSummary,
    Branch,
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
from mentions.core.summary.obstacle import Obstacle
from mentions.model import Author, Channel, Evidence, Kind, Mention, Reporter
from mentions.model import Counted as Counts
from mentions.report.look import Look

POST = "https://blog.example/2009/07/weg-mit-der-firewall/"
TITLE = "Weg mit der Social-Media-Firewall"
START = datetime(2009, 7, 14, 7, 30, tzinfo=UTC)
PEOPLE = [
    *("Anna Arndt", "Jörg Ölmann", "Čeněk Dvořák", "Marie-Luise von der Überfahrt", "Tom"),
    *("Ben Ito", "Käthe Groß", "دينا", "日野 葵", "Ólafur", "Zoë Q.", "Ravi", "Frida", "Ole"),
]
SAYINGS = [
    "Endlich schreibt es jemand auf: Wer seine Leute aussperrt, sperrt auch die Antworten aus.",
    "Worth reading, even if I do not agree with the second half.",
    "Das sollten alle lesen, die noch Listen pflegen.\nWir haben unsere gestern abgeschaltet.",
    "Ein Punkt fehlt mir: Was macht der Betriebsrat?",
    "مقال جميل عن الشبكات",
]


def act(number: int, **fields: Any) -> Act:
    """Return one act; whatever is not given follows from its number."""
    name = PEOPLE[number % len(PEOPLE)]
    kind = fields.pop("kind", list(Kind)[number % 5])
    platform = fields.pop("platform", ("mastodon", "bluesky", "web", "hackernews")[number % 4])
    told = {
        one: fields.pop(one)
        for one in ("copies", "tags", "sentiment", "health", "evidence")
        if one in fields
    }
    fields = {
        "article": POST,
        "kind": kind,
        "channel": Channel.POST,
        "platform": platform,
        "author": Author(name=name, handle=f"account{number % 14}", url="https://a.example/@a"),
        "text": SAYINGS[number % len(SAYINGS)],
        "url": f"https://{platform}.example/posts/{number}",
        "published": START + timedelta(hours=number * number / 7),
        "published_zone_known": True,
        "first_seen": START + timedelta(days=30),
        "language": ("de", "en", "de", None, "ar")[number % 5],
        "via": (f"account{number // 3 % 14}",) if number % 3 else (),
        "evidence": Evidence.LINK,
        "source": "https://source.example/",
        "counts": Counts(likes=number * 3, reposts=number, seen_at=START + timedelta(days=9)),
        **fields,
    }
    known_by = told.pop("evidence", None)
    if isinstance(known_by, Evidence):
        fields["evidence"], known_by = known_by, None
    return Act(id=number + 1, mention=Mention(**fields), evidence=known_by, **told)


def acts_of(number: int) -> list[Act]:
    """Return acts, newest first, with one of every odd sort among them."""
    made = [act(index) for index in range(number)]
    made[1] = act(1, kind=Kind.QUOTE, tags=("ours", "paid"), sentiment="positive")
    made[2] = act(
        2,
        kind=Kind.MENTION,
        published=None,
        health="gone",
        copies=("https://copy.example/1", "https://copy.example/2"),
    )
    made[3] = act(3, kind=Kind.REPLY, published_zone_known=False, health="edited")
    made[5] = act(5, evidence=Evidence.ATTRIBUTED, kind=Kind.REPOST)
    made[6] = act(
        6,
        kind=Kind.MENTION,
        author=Author(),
        channel=Channel.COMMENT,
        reported_by=Reporter(name="Topsy"),
    )
    return made[::-1]


def counted(values: Iterable[str | None]) -> tuple[Counted, ...]:
    return tuple(Counted(name=name, mentions=many) for name, many in Counter(values).most_common())


def numbers_of(acts: Sequence[Act]) -> Numbers:
    mentions = [one.mention for one in acts]
    dated = [one.published for one in mentions if one.published]
    tree = spread_of(acts)
    first = min((a for a in acts if a.mention.published), key=lambda a: a.mention.published)
    roots = [node for node in tree.nodes if node.parent is None and node.descendants][:3]
    return Numbers(
        mentions=len(acts),
        undated=len(acts) - len(dated),
        people=len({one.author.name for one in mentions} - {None}),
        outlets=len({one.url for one in mentions if one.platform == "web"}),
        kinds=counted(one.kind.value for one in mentions),
        platforms=counted(one.platform for one in mentions),
        languages=counted(one.language for one in mentions),
        days=dict(sorted(Counter(one.date() for one in dated).items())),
        hours=tuple(sum(one.hour == hour for one in dated) for hour in range(24)),
        followers=Told(total=48_210, known=9, unknown=5, as_of=date(2009, 7, 20), overridden=1),
        likes=Told(total=1234, known=len(acts), unknown=0, as_of=date(2009, 7, 23)),
        reposts=Told(total=411, known=len(acts), unknown=0, as_of=date(2009, 7, 23)),
        replies=Told(total=None, known=0, unknown=len(acts)),
        quotes=Told(total=None, known=0, unknown=0),
        first=first,
        peak=Peak(start=START, mentions=4, cause=first),
        half_life=timedelta(hours=31, minutes=20),
        time_to_first=timedelta(minutes=12),
        depth=tree.depth,
        branches=tuple(
            Branch(root=node.handle or "?", mentions=1 + node.descendants, depth=3)
            for node in roots
        ),
    )


def people_of(acts: Sequence[Act]) -> tuple[Person, ...]:
    many = Counter(one.mention.author.name for one in acts if one.mention.author.name)
    accounts = {one.mention.author.name: one.mention for one in acts}
    return tuple(
        Person(
            name=name,
            mentions=number,
            platform=accounts[name].platform,
            handle=accounts[name].author.handle,
            url="https://a.example/@a",
            followers=None if index % 3 == 2 else 9000 - index * 611,
            overridden=index == 1,
            tags=("press",) if index == 0 else (),
        )
        for index, (name, number) in enumerate(many.most_common())
    )


OUTLETS = (
    Outlet(host="zeitung.example", mentions=3, reach=120_000, tags=("press",)),
    Outlet(host="ein-sehr-langer-name-eines-kleinen-weblogs.example", mentions=1),
)


def article_of(acts: Sequence[Act], **fields: Any) -> ArticleSummary:
    people = people_of(acts)
    first = {one.mention.author.name: None for one in reversed(acts)}
    return ArticleSummary(
        **{
            "id": 1,
            "url": POST,
            "title": TITLE,
            "published": START - timedelta(minutes=12),
            "numbers": numbers_of(acts),
            "people": people,
            "outlets": OUTLETS,
            "acts": tuple(acts),
            "sentence": tuple(one for name in first for one in people if one.name == name),
            **fields,
        }
    )


def summary_of(*articles: ArticleSummary, **fields: Any) -> Summary:
    acts = [one for article in articles for one in article.acts]
    numbers = numbers_of(acts)
    return Summary(
        **{
            "scope": Scope(
                made_at=datetime(2009, 8, 1, 6, 0, tzinfo=UTC),
                since=datetime(2009, 6, 30, 22, 0, tzinfo=UTC),
                until=datetime(2009, 7, 31, 22, 0, tzinfo=UTC),
                zone="Europe/Berlin",
            ),
            "numbers": numbers,
            "before": replace(numbers, mentions=20, people=0, outlets=9),
            "articles": articles,
            "people": people_of(acts),
            "outlets": OUTLETS,
            "seen": Seen(
                places=14,
                looked=12,
                unseen=(
                    Unseen(
                        source="mastodon",
                        address="https://mastodon.example",
                        why="status 401: a login is needed",
                        since=START,
                        until=START + timedelta(days=2),
                        obstacle=Obstacle.NEEDS_AUTH,
                    ),
                    Unseen(
                        source="x",
                        address=POST,
                        why="needs a key",
                        obstacle=Obstacle.NEEDS_AUTH,
                    ),
                ),
            ),
            "overrides": 2,
            "notes": (),
            **fields,
        }
    )


NONE = Numbers(
    mentions=0,
    undated=0,
    people=0,
    outlets=0,
    kinds=(),
    platforms=(),
    languages=(),
    days={},
    hours=(0,) * 24,
    **dict.fromkeys(("followers", "likes", "reposts", "replies", "quotes"), NOT_TOLD),
)


@pytest.fixture(scope="session")
def rich() -> Summary:
    """Three posts, one without a title, one of which not all is shown."""
    return summary_of(
        article_of(acts_of(14)),
        article_of(acts_of(7), id=2, title=None, url="https://blog.example/zwei/"),
        article_of(acts_of(7), id=3, title="Straße, Fluß & <Meer>", left_out=40),
    )


@pytest.fixture(scope="session")
def single() -> Summary:
    """One post, without a time before."""
    return summary_of(article_of(acts_of(20)), before=None)


@pytest.fixture(scope="session")
def empty(rich: Summary) -> Summary:
    """A time in which nothing happened, and not everything could be looked at."""
    article = replace(rich.articles[0], numbers=NONE, people=(), outlets=(), acts=(), sentence=())
    return replace(
        rich, numbers=NONE, before=None, articles=(article,), people=(), outlets=(), overrides=0
    )


@pytest.fixture(scope="session")
def german() -> Look:
    return Look(language="de", title=None, logo=None, colour="#ffcc00")


def hostile_summary(value: str) -> Summary:
    """Return a report in which every foreign text is this one."""
    mention = act(
        1,
        kind=Kind.MENTION,
        text=value,
        author=Author(name=value, handle=value, url=f"javascript:alert('{value}')"),
        url=f"data:text/html,{value}",
        platform=value,
        language=value,
        via=(value,),
        published=None,
        reported_by=Reporter(name=value, url=value),
        tags=(value,),
        sentiment=value,
        health=value,
        evidence=value,
        copies=(f"javascript:{value}", f"https://copy.example/{value}"),
    )
    below = act(2, kind=Kind.REPOST, via=(value,), platform=value, text=value)
    acts = [mention, below]
    person = Person(name=value, mentions=1, platform=value, handle=value, url=value, tags=(value,))
    article = article_of(
        acts,
        title=value,
        url=value,
        outlets=(Outlet(host=value, mentions=1, tags=(value,)),),
        sentence=(person,),
        people=(person,),
    )
    unseen = Unseen(source=value, address=value, why=value)
    return replace(
        summary_of(article, people=(person,), outlets=article.outlets, notes=(value,)),
        seen=Seen(places=1, looked=0, unseen=(unseen,)),
    )


@pytest.fixture(scope="session")
def hostile() -> Summary:
    return hostile_summary("x" * 10_000)


@pytest.fixture(scope="session")
def hostile_of() -> Callable[[str], Summary]:
    """Make a report that is full of a value."""
    return hostile_summary
