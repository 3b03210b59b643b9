from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.model import (
    Author,
    Channel,
    Counted,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
)
from mentions.store.records import folded, mention_values
from mentions.store.types import clean

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


def test_values_have_a_place_for_every_field(a_mention: Callable[..., Mention]) -> None:
    names = set(mention_values(a_mention())) - {"author_search", "happened_at"}
    of_parts = {"author_name", "author_handle", "author_url", "author_photo"}
    of_parts |= {"reporter_name", "reporter_url"}
    of_parts |= {"likes", "reposts", "replies", "quotes", "followers", "counted_at"}
    rest = {"author", "reported_by", "article", "counts"}
    assert names - of_parts == set(Mention.__dataclass_fields__) - rest


def test_happened_when_published_or_else_first_seen(a_mention: Callable[..., Mention]) -> None:
    published = datetime(2009, 7, 14, 9, 42, tzinfo=UTC)
    assert mention_values(a_mention(published=published))["happened_at"] == published
    assert mention_values(a_mention())["happened_at"] == a_mention().first_seen


@settings(deadline=None)
@given(ANY_TEXT)
def test_folding_ignores_case_and_can_be_stored(text: str) -> None:
    once = folded(text)
    assert clean(once) == once
    assert folded("JÖRG") == folded("jo\u0308rg")


FULL: dict[str, Any] = {
    "kind": Kind.REPOST,
    "channel": Channel.COMMENT,
    "platform": "twitter",
    "author": Author(
        name="Zoë 🎈", handle="zoe", url="https://a.example/", photo="https://a.example/p"
    ),
    "text": "RT @clab: „Gut“\nzweite Zeile",
    "url": "https://social.example/zoe/1",
    "published": datetime(1, 1, 1, tzinfo=UTC),
    "published_zone_known": True,
    "first_seen": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    "language": "de-CH",
    "hashtags": ("fb", "Übung"),
    "via": ("clab", "jens"),
    "links": (
        MentionLink(found="http://short.example/1"),
        MentionLink(found="https://x.example/", resolved="https://x.example"),
    ),
    "reported_by": Reporter(name="Topsy", url="https://topsy.example/1"),
    "evidence": Evidence.ATTRIBUTED,
    "syndication": ("https://blog.example/firewall#comment-1",),
    "parent": "https://social.example/clab/1",
    "counts": Counted(
        likes=2**63 - 1,
        replies=-(2**63) + 1,
        quotes=0,
        seen_at=datetime(2009, 7, 14, 9, 42, tzinfo=UTC),
    ),
}


def test_every_field_comes_back(
    a_mention: Callable[..., Mention], see: Callable[..., Any], load: Callable[[int], Mention]
) -> None:
    mention = a_mention(**FULL)
    (mention_id,) = see(mention).new
    assert load(mention_id) == mention


def test_unknown_stays_unknown(
    a_mention: Callable[..., Mention], see: Callable[..., Any], load: Callable[[int], Mention]
) -> None:
    mention = a_mention(author=Author(name="A"), url=None, reported_by=Reporter(name="Topsy"))
    (mention_id,) = see(mention).new
    assert load(mention_id) == mention


def test_a_zone_is_turned_into_utc(
    a_mention: Callable[..., Mention], see: Callable[..., Any], load: Callable[[int], Mention]
) -> None:
    published = datetime.fromisoformat("2009-07-14T11:42:00+02:00")
    (mention_id,) = see(a_mention(published=published)).new
    assert load(mention_id).published == published
    assert load(mention_id).published.tzinfo is UTC


def test_hostile_text_is_stored_clean(
    a_mention: Callable[..., Mention], see: Callable[..., Any], load: Callable[[int], Mention]
) -> None:
    hostile = a_mention(
        author=Author(name="\0\ud800"),
        text="a\0b\ud83c",
        url="https://x.example/\0" + "ü" * 9000,
        hashtags=("\udfff",),
        links=(MentionLink(found="https://x.example/\ud800"),),
        source="https://blog.example/" + "y" * 9000,
    )
    (mention_id,) = see(hostile).new
    stored = load(mention_id)
    assert stored.text == "ab\ufffd"
    assert stored.hashtags == ("\ufffd",)
    assert see(hostile).new == ()
    assert see(replace(hostile, text="changed")).updated == (mention_id,)
