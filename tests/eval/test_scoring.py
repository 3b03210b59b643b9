from datetime import UTC, datetime
from typing import Any

import pytest
from scoring import Label, Score, agrees, pairs, same_author, score, seen

from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink, Reporter

BLANK: dict[str, Any] = {
    "name": "",
    "handle": "",
    "kind": "mention",
    "channel": "post",
    "platform": "web",
    "text": "",
    "via": [],
    "hashtags": [],
    "links": [],
    "reported_by": "",
    "evidence": "link",
    "url": "",
    "published": "",
    "published_zone_known": False,
}


def found(**fields: Any) -> dict[str, Any]:
    return BLANK | fields


def label(**fields: Any) -> Label:
    return Label(fields=fields)


def test_a_mention_is_seen_in_the_fields_of_the_labels() -> None:
    mention = Mention(
        article="https://blog.example.org/1",
        kind=Kind.REPOST,
        channel=Channel.TRACKBACK,
        platform="twitter",
        author=Author(name="Ingo"),
        published=datetime(2009, 7, 14, tzinfo=UTC),
        first_seen=datetime(2009, 7, 15, tzinfo=UTC),
        via=("clab",),
        links=(MentionLink(found="http://ow.ly/r"),),
        reported_by=Reporter(name="Topsy"),
        evidence=Evidence.CONTEXT,
        source="https://blog.example.org/1",
    )
    assert seen(mention) == found(
        name="Ingo",
        kind="repost",
        channel="trackback",
        platform="twitter",
        via=["clab"],
        links=["http://ow.ly/r"],
        reported_by="Topsy",
        evidence="context",
        published="2009-07-14T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("expected", "given", "verdict"),
    [
        ({"name": "Ingo"}, {"name": "Ingo"}, True),
        ({"name": "clab"}, {"handle": "Clab"}, True),
        ({"handle": "clab"}, {"name": "@clab"}, True),
        ({"name": ["A", "B"]}, {"name": "B"}, True),
        ({"name": "Ingo"}, {"name": "Ingo Becker"}, False),
        ({"name": ""}, {}, True),
        ({"name": ""}, {"name": "Ingo"}, False),
        ({"name": "Ingo"}, {}, False),
    ],
)
def test_same_author(expected: dict[str, Any], given: dict[str, Any], *, verdict: bool) -> None:
    assert same_author(expected, found(**given)) is verdict


@pytest.mark.parametrize(
    ("name", "expected", "given", "verdict"),
    [
        ("text", "a b", {"text": "a\n  b "}, True),
        ("text", ["a", ""], {"text": ""}, True),
        ("text", "a", {"text": "b"}, False),
        ("text_start", "a b", {"text": "a b c"}, True),
        ("text_start", "b", {"text": "a b c"}, False),
        ("via", ["a", "b"], {"via": ["a", "b"]}, True),
        ("via", ["a", "b"], {"via": ["b", "a"]}, False),
        ("via", [], {"via": ["a"]}, False),
        ("published_zone_known", True, {"published_zone_known": False}, False),
    ],
)
def test_agrees(name: str, expected: Any, given: dict[str, Any], *, verdict: bool) -> None:
    assert agrees(name, {name: expected}, found(**given)) is verdict


def test_the_best_partner_of_the_same_author_is_taken() -> None:
    labels = [label(name="A", text="two"), label(name="A", text="one")]
    mentions = [found(name="A", text="one"), found(name="A", text="two")]
    assert pairs(labels, mentions) == [(labels[0], mentions[1]), (labels[1], mentions[0])]


def test_a_required_label_is_served_before_an_optional_one() -> None:
    optional = Label(fields={"name": "A", "text": "one"}, optional=True)
    required = label(name="A", text="other")
    mention = found(name="A", text="one")
    assert pairs([optional, required], [mention]) == [(optional, None), (required, mention)]


def test_all_right() -> None:
    total = Score()
    score(total, "doc", [label(name="A", kind="mention")], [found(name="A")])
    assert (total.precision, total.recall, total.accuracy) == (1.0, 1.0, {"name": 1.0, "kind": 1.0})


def test_a_wrong_kind_is_missed_and_wrong() -> None:
    total = Score()
    score(total, "doc", [label(name="A", kind="repost")], [found(name="A")])
    assert (total.precision, total.recall, total.right) == (0.0, 0.0, 0)
    assert "doc: A (repost, None) '': kind 'mention', not 'repost'" in total.wrong


def test_a_wrong_hashtag_is_a_flaw() -> None:
    total = Score()
    score(total, "doc", [label(name="A", hashtags=["x"])], [found(name="A")])
    assert (total.precision, total.recall) == (1.0, 1.0)
    assert total.accuracy == {"name": 1.0, "hashtags": 0.0}
    assert "flaw    doc" in total.report()


def test_an_invented_and_a_missed_mention() -> None:
    total = Score()
    score(total, "doc", [label(name="A"), label(name="B")], [found(name="A"), found(name="C")])
    assert (total.precision, total.recall) == (0.5, 0.5)
    assert "missed  doc: B" in total.report()
    assert "wrong   doc: C" in total.report()


def test_an_optional_mention_counts_neither_way() -> None:
    optional = Label(fields={"name": "A"}, optional=True)
    total = Score()
    score(total, "found", [optional], [found(name="A")])
    score(total, "not found", [optional], [])
    assert (total.right, total.missed, total.wrong) == (0, [], [])


def test_nothing_found_is_no_perfect_precision() -> None:
    total = Score()
    score(total, "doc", [label(name="A")], [])
    assert (total.precision, total.recall) == (0.0, 0.0)
