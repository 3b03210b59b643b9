"""One act, seen twice, is one mention: in any order, and against what is known."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from mentions.core.changes import Changes, Found, Known, Sighting, plan_changes
from mentions.core.dedupe import mention_keys
from mentions.core.merging import merge_mentions
from mentions.model import (
    Author,
    Channel,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
)

ARTICLE = "https://blog.example.org/2009/07/firewall"
NOW = datetime(2009, 7, 14, 12, tzinfo=UTC)
TWEET = "RT @clab: Weg mit der Firewall http://ow.ly/rDsf #fb"
COMMENT = f"{ARTICLE}/#comment-15"
STATUS = "http://twitter.com/ingobecker/statuses/2631234567"
TOPSY = Reporter(name="Topsy", url="http://topsy.com/tb/ow.ly/rDsf")


def mention(**changes: object) -> Mention:
    usual: dict[str, object] = {
        "article": ARTICLE,
        "kind": Kind.MENTION,
        "channel": Channel.COMMENT,
        "platform": "web",
        "first_seen": NOW,
        "evidence": Evidence.CONTEXT,
        "source": f"{ARTICLE}/",
    }
    return Mention(**(usual | changes))


def found(one: Mention) -> Found:
    sighting = Sighting(
        source=one.source, channel=one.channel, evidence=one.evidence, url=one.url, text=one.text
    )
    return Found(mention=one, sighting=sighting)


def plan(*mentions: Mention, known: tuple[Known, ...] = ()) -> Changes:
    by_key = {key: row for row in known for key in row.keys}
    return plan_changes([found(one) for one in mentions], by_key)


def known(one: Mention, number: int = 1, *, deleted: bool = False) -> Known:
    keys = frozenset(mention_keys(one))
    return Known(id=number, mention=one, keys=keys, deleted=deleted)


ON_PAGE = mention(
    kind=Kind.REPOST,
    platform="twitter",
    author=Author(name="Ingo Becker", handle="ingobecker"),
    text=TWEET,
    url=STATUS,
    via=("clab",),
    syndication=(COMMENT,),
)
IN_FEED = mention(
    kind=Kind.REPLY,
    author=Author(name="Ingo Becker"),
    text=TWEET,
    url=COMMENT,
    source=f"{ARTICLE}/feed/",
)
QUOTED = mention(
    kind=Kind.REPOST,
    channel=Channel.TRACKBACK,
    platform="twitter",
    author=Author(name="Ingo Becker"),
    text=TWEET,
    via=("clab",),
    reported_by=TOPSY,
)


@pytest.mark.parametrize("order", list(permutations([ON_PAGE, IN_FEED, QUOTED])))
def test_a_tweet_on_page_in_feed_and_quoted_is_one_mention(order: tuple[Mention, ...]) -> None:
    (change,) = plan(*order).changes
    merged = change.mention
    assert (merged.kind, merged.platform, merged.url) == (Kind.REPOST, "twitter", STATUS)
    assert merged.author == Author(name="Ingo Becker", handle="ingobecker")
    assert merged.merged_from == len(change.sightings) == 3


@pytest.mark.parametrize(("one", "other"), list(permutations([ON_PAGE, IN_FEED, QUOTED], 2)))
def test_merging_does_not_depend_on_the_order(one: Mention, other: Mention) -> None:
    there, back = merge_mentions(one, other), merge_mentions(other, one)
    assert there.as_dict() == back.as_dict()
    assert set(there.syndication) == set(back.syndication)


def test_seen_again_is_no_news() -> None:
    (change,) = plan(ON_PAGE, known=(known(ON_PAGE, 7),)).changes
    assert (change.known_id, change.is_news) == (7, False)


def test_a_new_name_or_picture_is_no_news() -> None:
    renamed = replace(
        ON_PAGE, author=Author(name="Ingo B.", handle="ingobecker", photo="https://x.example/i.png")
    )
    (change,) = plan(renamed, known=(known(ON_PAGE, 7),)).changes
    assert (change.known_id, change.is_news) == (7, False)
    assert change.mention.author.name == "Ingo B."


def test_an_edited_comment_is_news() -> None:
    before = mention(
        kind=Kind.REPLY, author=Author(name="Zoë"), text="Sehr langer Text.", url=COMMENT
    )
    (change,) = plan(replace(before, text="Kurz."), known=(known(before),)).changes
    assert (change.mention.text, change.is_news) == ("Kurz.", True)


def test_two_comments_with_the_same_words_stay_two() -> None:
    one = mention(kind=Kind.REPLY, author=Author(name="Zoë"), text="+1", url=f"{ARTICLE}#comment-1")
    two = replace(one, url=f"{ARTICLE}#comment-2")
    assert len(plan(one, two).changes) == 2


def test_the_same_words_by_two_people_stay_two() -> None:
    other = replace(QUOTED, author=Author(name="Jens"))
    assert len(plan(QUOTED, other).changes) == 2


def test_comment_pages_show_the_same_comment() -> None:
    one = mention(kind=Kind.REPLY, text="Ja", url=f"{ARTICLE}/#comment-5")
    two = replace(one, url=f"{ARTICLE}/comment-page-3/#comment-5")
    assert len(plan(one, two).changes) == 1


def test_a_ping_without_words_joins_its_feed_entry() -> None:
    page = mention(
        channel=Channel.PINGBACK,
        author=Author(name="Linkschau 29"),
        url="http://zweit.example/linkschau-29/",
    )
    feed = mention(
        channel=Channel.PINGBACK,
        author=Author(name="Linkschau 29"),
        text="ein guter Artikel",
        url=f"{ARTICLE}/#comment-3",
        source=f"{ARTICLE}/feed/",
    )
    for order in permutations([page, feed]):
        (change,) = plan(*order).changes
        assert change.mention.url == page.url
        assert change.mention.text == feed.text
        assert change.mention.syndication == (feed.url,)


def test_two_pings_of_one_blog_stay_two() -> None:
    one = mention(
        channel=Channel.PINGBACK, author=Author(name="Blog"), text="eins", url="http://z.example/1"
    )
    two = replace(one, text="zwei", url="http://z.example/2")
    assert len(plan(one, two).changes) == 2


def test_the_page_itself_leads_before_its_pingback() -> None:
    ping = mention(
        channel=Channel.PINGBACK,
        author=Author(name="Linkschau 29 – Zweitblog"),
        text="Firewall-Artikel",
        url="http://zweit.example/linkschau-29/",
        published=NOW,
    )
    page = mention(
        channel=Channel.POST,
        author=Author(),
        text="Lest den Firewall-Artikel.",
        url="http://zweit.example/linkschau-29/",
        evidence=Evidence.LINK,
        source="http://zweit.example/linkschau-29/",
    )
    (change,) = plan(ping, page).changes
    assert (change.mention.channel, change.mention.evidence) == (Channel.POST, Evidence.LINK)
    assert change.mention.author == Author(), "a page title is no author"
    assert change.mention.published is None, "the ping's date is not the post's"


HEARSAY = mention(
    platform="twitter",
    author=Author(handle="clab"),
    text="Weg mit der Firewall http://ow.ly/rDsf #fb",
    evidence=Evidence.ATTRIBUTED,
)


def test_hearsay_joins_the_act_itself() -> None:
    itself = mention(
        platform="twitter",
        author=Author(name="C. Lab", handle="clab"),
        text="Neu: Weg mit der Firewall http://ow.ly/rDsf",
        url="http://twitter.com/clab/status/1",
    )
    for order in permutations([HEARSAY, itself]):
        (change,) = plan(*order).changes
        assert (change.mention.url, change.mention.text) == (itself.url, itself.text)


def test_a_name_in_a_list_joins_the_tweet() -> None:
    named = replace(QUOTED, author=Author(name="Ingo Becker"), text=None, kind=Kind.MENTION)
    (change,) = plan(named, ON_PAGE).changes
    assert change.mention.kind is Kind.REPOST


def test_a_like_and_a_reply_by_one_person_stay_two() -> None:
    who = Author(handle="zoe@social.example")
    like = mention(kind=Kind.LIKE, platform="mastodon", author=who, url="https://s.example/l/1")
    reply = mention(
        kind=Kind.REPLY, platform="mastodon", author=who, text="Ja", url="https://s.example/r/1"
    )
    assert len(plan(like, reply).changes) == 2


def test_two_likes_without_address_by_two_people_stay_two() -> None:
    one = mention(kind=Kind.LIKE, platform="mastodon", author=Author(name="A"))
    two = mention(kind=Kind.LIKE, platform="mastodon", author=Author(name="B"))
    assert len(plan(one, two).changes) == 2


UNREAD = mention(
    channel=Channel.PINGBACK, platform="twitter", url=TOPSY.url, reported_by=TOPSY, text=None
)


def test_an_unread_report_gives_way_to_what_was_read() -> None:
    read = [replace(QUOTED, author=Author(name=name), text=None) for name in ("Jens", "Ingo")]
    for order in permutations([UNREAD, *read]):
        changes = plan(*order).changes
        assert sorted(change.mention.author.name or "" for change in changes) == ["Ingo", "Jens"]


def test_reports_of_two_addresses_stay_apart() -> None:
    other = replace(
        UNREAD,
        url="http://topsy.com/2",
        reported_by=Reporter(name="Topsy", url="http://topsy.com/2"),
    )
    assert len(plan(UNREAD, other).changes) == 2


def test_two_known_mentions_that_prove_to_be_one_are_joined() -> None:
    a, b = replace(IN_FEED), replace(ON_PAGE, syndication=())
    (change,) = plan(ON_PAGE, known=(known(a, 1), known(b, 2))).changes
    assert {change.known_id, *change.absorbed} == {1, 2}


def test_keys_are_never_claimed_twice() -> None:
    other = replace(QUOTED, author=Author(name="Jens"), text=None)
    claimed = [key for change in plan(QUOTED, other, HEARSAY).changes for key in change.keys]
    assert len(claimed) == len(set(claimed))


def test_links_keep_what_is_resolved() -> None:
    bare = replace(QUOTED, links=(MentionLink(found="http://ow.ly/rDsf"),))
    solved = replace(
        ON_PAGE,
        links=(MentionLink(found="http://ow.ly/rDsf", resolved=ARTICLE),),
        evidence=Evidence.REDIRECT,
    )
    (change,) = plan(bare, solved).changes
    assert change.mention.links == (MentionLink(found="http://ow.ly/rDsf", resolved=ARTICLE),)
    assert change.mention.evidence is Evidence.REDIRECT


def test_an_anonymous_comment_without_address_is_known_again() -> None:
    bare = mention(kind=Kind.REPLY, text="Danke!")
    (change,) = plan(bare, known=(known(bare, 7),)).changes
    assert (change.known_id, change.is_news) == (7, False)
    assert len(plan(bare, replace(bare, text="Bitte!")).changes) == 2


def test_an_unread_report_is_no_tweet_that_the_same_plugin_stored() -> None:
    stored = replace(ON_PAGE, reported_by=Reporter(name="Topsy"))
    assert len(plan(UNREAD, stored).changes) == 2
