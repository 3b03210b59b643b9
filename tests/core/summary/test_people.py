"""Who counts as one person, and which site as one outlet."""

from datetime import date, timedelta

import pytest
from tests.core.summary.records import NOON, record, tallied

from mentions.core.summary.model import Told
from mentions.core.summary.outlets import outlet_named
from mentions.core.summary.overrides import NOTHING_SAID, Override, Overrides, Said, Subject
from mentions.core.summary.people import person_key
from mentions.core.summary.record import Record
from mentions.model import Author, Channel, Counted, Evidence, Reporter

WEB = {"platform": "web", "url": "https://kette.example/2009/1"}
PAGE = Author(name="Jens", url="https://jens.example/")
SAME: dict[str, tuple[Record, Record]] = {
    "letter case and the sign": (record(1, "Clab"), record(2, "@clab")),
    "white space": (record(1, " clab "), record(2, "clab")),
    "the account, whatever the name": (
        record(1, author=Author(name="A", handle="a")),
        record(2, author=Author(name="Anna", handle="a")),
    ),
    "the page in another form": (
        record(1, author=PAGE),
        record(2, author=Author(name="J.", url="http://www.jens.example")),
    ),
    "the name on one network": (
        record(1, author=Author(name="Jörg  Weiß")),
        record(2, author=Author(name="jörg weiß")),
    ),
    "the name on one site": (
        record(1, author=Author(name="Jens"), **WEB),
        record(2, author=Author(name="Jens"), platform="web", url="http://www.kette.example/2"),
    ),
}
OTHERS: dict[str, tuple[Record, Record]] = {
    "another network": (record(1, "a"), record(2, "a", platform="bluesky")),
    "another server": (record(1, "a@x.example"), record(2, "a@y.example")),
    "the name on another site": (
        record(1, author=Author(name="Jens"), **WEB),
        record(2, author=Author(name="Jens"), platform="web", url="https://other.example/"),
    ),
    "the name on another network": (
        record(1, author=Author(name="Jens")),
        record(2, author=Author(name="Jens"), platform="reddit"),
    ),
}
NOBODY = {
    "no author": record(1, None),
    "an empty handle": record(1, " @ "),
    "the title of a page that pinged": record(
        1, author=Author(name="Mauern im Büro", url="https://k.example/"), channel=Channel.PINGBACK
    ),
    "a report that could not be read": record(1, None, reported_by=Reporter(name="Topsy")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_one_person(pair: tuple[Record, Record]) -> None:
    first, second = map(person_key, pair)
    assert first == second is not None
    assert len(tallied(*pair).people) == 1


@pytest.mark.parametrize("pair", OTHERS.values(), ids=OTHERS.keys())
def test_two_people(pair: tuple[Record, Record]) -> None:
    assert len(tallied(*pair).people) == 2


@pytest.mark.parametrize("one", NOBODY.values(), ids=NOBODY.keys())
def test_nobody(one: Record) -> None:
    tally = tallied(one)
    assert (tally.mentions, len(tally.people), tally.people.unknown) == (1, 0, 1)


def test_a_trackback_that_is_reported_has_an_author() -> None:
    told = record(
        1, author=Author(name="Jens"), channel=Channel.TRACKBACK, reported_by=Reporter(name="Topsy")
    )
    assert person_key(told) == "twitter/jens"


def test_the_newest_mention_tells_the_name() -> None:
    later = {"published": NOON + timedelta(days=1), "author": Author(name="Neu", handle="a")}
    old = record(2, author=Author(name="Alt", handle="a"))
    for order in ([old, record(1, **later)], [record(1, **later), old]):
        (person,) = tallied(*order).people.most(NOTHING_SAID, 9)
        assert (person.name, person.mentions, person.handle) == ("Neu", 2, "a")


def test_followers_are_of_each_person_once_the_newest() -> None:
    def counted(number: int, days: int) -> Counted:
        return Counted(followers=number, seen_at=NOON + timedelta(days=days))

    tally = tallied(
        record(1, "a", counts=counted(100, 2)),
        record(2, "a", counts=counted(70, 1)),
        record(3, "b", counts=counted(5, 3)),
        record(4, "c"),
        record(5, None, counts=counted(1000, 1)),
    )
    day = date(2009, 7, 16)
    assert tally.people.followers(NOTHING_SAID) == Told(total=105, known=2, unknown=1, as_of=day)


def test_nobody_follows_is_not_unknown() -> None:
    none = Counted(followers=0, seen_at=NOON)
    assert tallied(record(1, counts=none)).people.followers(NOTHING_SAID).total == 0
    assert tallied(record(1)).people.followers(NOTHING_SAID).total is None


def test_the_owners_word_counts_and_is_told() -> None:
    said = [
        Override(subject=Subject.AUTHOR, key="twitter/@a", field=field, value=value, at=NOON)
        for field, value in ((Said.FOLLOWERS, 9), (Said.TAGS, ["ours"]))
    ]
    tally = tallied(record(1, "a", counts=Counted(followers=100, seen_at=NOON)), record(2, "b"))
    told = tally.people.followers(Overrides(said))
    assert (told.total, told.known, told.overridden, told.as_of) == (9, 1, 1, None)
    person = tally.people.most(Overrides(said), 1)[0]
    assert (person.followers, person.overridden, person.tags) == (9, True, ("ours",))


def test_people_in_order() -> None:
    tally = tallied(
        record(1, "zoe", published=NOON - timedelta(days=1)),
        record(2, "anna"),
        record(3, "ben", published=None),
        record(4, "ben"),
    )
    assert [one.handle for one in tally.people.most(NOTHING_SAID, 2)] == ["ben", "anna"]
    assert [one.handle for one in tally.people.earliest(NOTHING_SAID, 9)] == ["zoe", "anna", "ben"]


def test_outlets_are_sites_of_the_open_web() -> None:
    tally = tallied(
        record(1, **WEB),
        record(2, platform="web", url="http://www.kette.example/x"),
        record(3, platform="web", url="https://anna.kette.example/"),
        record(4, platform="twitter", url="https://twitter.example/1"),
        record(5, platform="web", url="https://blog.example/other"),  # the article's own site
        record(6, platform="web", url=None),
        record(
            7,
            platform="web",
            url="https://copy.example/#comment-1",
            channel=Channel.COMMENT,
            evidence=Evidence.CONTEXT,
        ),
    )
    found = [(one.host, one.mentions) for one in tally.outlets.most(NOTHING_SAID, 9)]
    assert found == [("kette.example", 2), ("anna.kette.example", 1)]
    assert tally.outlets.reach(NOTHING_SAID) == Told(total=None, known=0, unknown=2)


@pytest.mark.parametrize(
    ("text", "key"),
    [("www.Kette.example", "kette.example"), ("http://m.kette.example/1", "kette.example"),
     ("bücher.example", "xn--bcher-kva.example"), ("", ""), ("a b", "")],
)  # fmt: skip
def test_an_outlet_has_one_key(text: str, key: str) -> None:
    assert outlet_named(text) == key
