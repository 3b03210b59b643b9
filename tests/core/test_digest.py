"""Digests of one person's tweets opened at the tweets about the article; everything else left."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.changes import Found
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions, merge_found
from mentions.core.text import unescape
from mentions.model import (
    Article,
    Author,
    Channel,
    Document,
    Entry,
    Evidence,
    Hyperlink,
    Kind,
    Mention,
    Reporter,
    Resolution,
)

ARTICLE = "https://blog.example.org/post-1"
COMMENT = f"{ARTICLE}#comment-7"
PAGE = "http://corner.example/2012/06/digest/"
WEEKLY = "Weekly Twitter Activity | Corner"
PING, TRACK, TALK = Channel.PINGBACK, Channel.TRACKBACK, Channel.COMMENT
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Where short links lead; of all others nobody knows.
LEADS = {"http://bit.ly/yes": ARTICLE, "http://bit.ly/no": "http://else.example/"}


def entry(
    text: str | None,
    name: str | None = WEEKLY,
    channel: Channel = PING,
    page: str | None = PAGE,
    **more: object,
) -> Entry:
    at = {"author": Author(name=name)} if channel is not TALK else {}
    usual: dict[str, object] = {"origin": page} if at else {"author": Author(name=name, url=page)}
    usual |= at | {"url": COMMENT, "text": text, "channel": channel, "published": NOW}
    return Entry(**(usual | more))  # type: ignore[arg-type]


def seen(*entries: Entry, offline: bool = False) -> list[Found]:
    document = Document(url=ARTICLE, form="page", entries=entries)
    index = ArticleIndex([Article(url=ARTICLE)])
    ways = {
        url: Resolution(found=url, chain=(end,), resolved=end)
        for url, end in LEADS.items()
        if not offline
    }
    return list(find_mentions([document], index=index, now=NOW, resolutions=ways))


def opened(*entries: Entry) -> list[Mention]:
    return [one.mention for one in seen(*entries)]


def told(mentions: list[Mention]) -> str:
    """Write what came out as the tables below do: a tweet a part, its author only if named."""
    parts = []
    for one in mentions:
        if one.reported_by is None:
            parts.append("no digest")
        elif one.unread_report:
            parts.append("not read")
        elif one.evidence is not Evidence.ATTRIBUTED:
            handle = f"@{one.author.handle}> " if one.author.handle else ""
            parts.append(f"{handle}{one.text}")
    return " | ".join(parts)


def test_a_retweet_in_a_digest() -> None:
    tweet = "RT @clab: Weg damit http://t.co/a #fb"
    text = f"[...] Regen 2012-06-14 {tweet} 2012-06-14 so [...]"
    mine, clab = opened(entry(text))
    assert (mine.kind, mine.text, mine.via) == (Kind.REPOST, tweet, ("clab",))
    assert (mine.hashtags, [link.found for link in mine.links]) == (("fb",), ["http://t.co/a"])
    assert (mine.published, mine.published_zone_known) == (datetime(2012, 6, 14, tzinfo=UTC), False)
    assert (mine.author, mine.url) == (Author(url=PAGE), None)
    assert (clab.author, clab.evidence) == (Author(handle="clab"), Evidence.ATTRIBUTED)
    for one in (mine, clab):
        assert (one.platform, one.channel) == ("twitter", PING)
        assert one.reported_by == Reporter(name=WEEKLY, url=PAGE)


def test_own_words_before_a_retweet() -> None:
    mine, _ = opened(entry("[...] Regen # LOL RT @clab: Weg damit http://bit.ly/yes # so [...]"))
    assert (mine.kind, mine.via, mine.evidence) == (Kind.QUOTE, ("clab",), Evidence.REDIRECT)


def test_a_report_that_is_not_read_keeps_its_words() -> None:
    text = "[...] eins http://t.co/a zwei http://t.co/b drei [...]"
    (one,) = opened(entry(text))
    assert one.unread_report
    assert (one.text, one.url, one.platform) == (text, PAGE, "twitter")
    assert one.reported_by == Reporter(name=WEEKLY, url=PAGE)


# text, what is told
MARKED = [
    ("[...] eins # zwei http://t.co/a # drei [...]", "zwei http://t.co/a"),
    ("[...] eins [#] zwei http://t.co/a [#] drei [...]", "zwei http://t.co/a"),
    ("[...] eins • zwei http://t.co/a • drei [...]", "zwei http://t.co/a"),
    ("[…] eins 14.06.2012 zwei http://t.co/a 14.06.2012 drei […]", "zwei http://t.co/a"),
    ("[...] eins\n09:10 zwei http://t.co/a\n10:15 drei [...]", "zwei http://t.co/a"),
    ("[...] eins\n(9:10 pm) zwei http://t.co/a\n(10:15 pm) drei [...]", "zwei http://t.co/a"),
    ("[...] a 2012-06-14RT @x: b http://t.co/a 2012-06-13RT @y [...]", "RT @x: b http://t.co/a"),
    ("[&#8230;] eins # Tom &amp; Eva http://t.co/a # drei [&#8230;]", "Tom & Eva http://t.co/a"),
    (f"[...] eins # zwei {ARTICLE}?utm_source=x # drei [...]", f"zwei {ARTICLE}?utm_source=x"),
]
CHOSEN = [
    # a link that leads to the article decides, however many others there are
    ("[...] a http://t.co/a # b http://bit.ly/yes # c http://t.co/c [...]", "b http://bit.ly/yes"),
    (
        "[...] a # b http://bit.ly/yes # c http://bit.ly/yes # d [...]",
        "b http://bit.ly/yes | c http://bit.ly/yes",
    ),
    # links known to lead elsewhere leave one
    ("[...] a http://bit.ly/no # b http://t.co/a # c [...]", "b http://t.co/a"),
    # all there is, is one tweet
    ("[...] # Weg damit, sagt er # [...]", "Weg damit, sagt er"),
]
UNREAD = [
    # several, and nothing tells which
    "[...] a http://t.co/a # b http://t.co/b # c http://t.co/c # d [...]",
    "[...] eins # zwei # drei # vier [...]",
    # the tweet is cut off
    "[...] a http://bit.ly/yes # b # c [...]",
    "[...] a # b # c http://bit.ly/yes #f [...]",
    "[...] a http://t.co/a # b # c [...]",
    # no marks
    "[...] a http://bit.ly/yes b [...]",
    "[...] I liked what they say about it, and will try it myself. [...]",
    None,
    # the one tweet is about something else
    "[...] # Weg damit http://bit.ly/no # [...]",
    # a day in somebody's words, a day glued to an address, a mark in somebody's words
    "[...] a 2012-06-14 am 2012-07-01 in http://bit.ly/yes 2012-06-14 b [...]",
    "[...] a 2012-06-14 b http://bit.ly/yes b2012-06-13 c 2012-06-12 d [...]",
    "[...] a 2012-06-14 ein # und http://bit.ly/yes 2012-06-14 b [...]",
    "[...] a 2012-06-14 eins\nzwei http://bit.ly/yes 2012-06-14 b [...]",
    # a reply, or somebody else's tweet
    "[...] a # @x: b http://bit.ly/yes # c [...]",
    # a paragraph is no tweet
    f"Regen\n{'Das ist mehr als ein Tweet. ' * 20} http://bit.ly/yes\nSonne",
]


@pytest.mark.parametrize(("text", "expected"), MARKED + CHOSEN)
def test_certain_tweets_are_opened(text: str, expected: str) -> None:
    assert told(opened(entry(text))) == expected


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_not_certain_stays_one_mention(text: str | None) -> None:
    (one,) = opened(entry(text))
    assert one.unread_report
    assert one.text == text


def test_a_long_excerpt_is_cut_out_around_its_link() -> None:
    far = f"[...] {'langer Anfang ' * 15}# kurz http://t.co/a # {'langes Ende ' * 20}[...]"
    near = f"[...] {'Anfang ' * 12}# kurz http://t.co/a # {'Ende ' * 17}[...]"
    assert told(opened(entry(far))) == "not read"
    assert told(opened(entry(near))) == "kurz http://t.co/a"


def test_the_beginning_of_a_page_may_not_hold_the_link() -> None:
    text = "2012-06-14 eins http://t.co/a 2012-06-15 zwei, und so wei"
    assert told(opened(entry(text, channel=TRACK))) == "not read"
    sure = text.replace("t.co/a", "bit.ly/yes")
    assert told(opened(entry(sure, channel=TRACK))) == "eins http://bit.ly/yes"


# title of the page, text, channel
DIGESTS = [
    ("Twitter Weekly Updates for 2012-06-14", "[...] # a http://bit.ly/yes # [...]", PING),
    ("Twitter Weekly Updates for 2012-06-14", "[...] # a http://bit.ly/yes # [...]", TALK),
    ("Tweets on 2012-06-14", "[...] # a http://bit.ly/yes # [...]", TRACK),
    ("My week on Twitter", "[...] RT @x # a http://bit.ly/yes # b [...]", PING),
    ("Meine Tweets der Woche", "a #x\na http://bit.ly/yes\nb @y (via @z)", TALK),
    ("links for 2012-06-14", "2012-06-13 RT @x: a http://bit.ly/yes 2012-06-12 RT @y: b", TRACK),
    ("Corner", "[...] 2012-06-14 RT @x: a http://bit.ly/yes 2012-06-13 RT @y: b [...]", PING),
    ("Corner", "[...] 2012-06-14 RT @x: a http://bit.ly/yes 2012-06-13 RT @y: b [...]", TALK),
    ("Corner", "a #x # b http://bit.ly/yes # Powered by Twitter Tools", TRACK),
    ("Corner", "Weekly Twitter Digest\na # b http://bit.ly/yes # @c d", TRACK),
    ("Corner", "Weekly Twitter Activity 2012-06-14 b http://bit.ly/yes [#] 2012-06-13 c", TRACK),
]
NONE = [
    ("Weekly Links | Corner", "[...] a http://bit.ly/yes [...]", PING),
    ("Links der Woche", "[...] a # b http://bit.ly/yes # c [...]", TRACK),
    ("links for 2012-06-14", "[...] Weg damit (tags: a b) http://bit.ly/yes [...]", PING),
    ("My week on Twitter", "[...] I argued about http://bit.ly/yes with three people. [...]", PING),
    ("Die besten Tweets der Woche", "[...] schreibt sie http://bit.ly/yes und ich [...]", PING),
    ("Tweets of the Week 2012-06-14", "[...] she writes http://bit.ly/yes and I [...]", PING),
    ("Why I stopped my Twitter Weekly Updates", "[...] a http://bit.ly/yes [...]", PING),
    ("Werkstatt", "[...] 2012-06-14 Regal http://else.example/ 2012-06-15 Tisch [...]", PING),
    ("Jens", "Es steht im Digest: 2012-06-14 RT @x: a http://bit.ly/yes 2012-06-13 RT @y: b", TALK),
    ("Jens", "2012-06-14 RT @x: a http://bit.ly/yes 2012-06-13 RT @y: b", TALK),
    ("Twitter Digest", "Great post, I am on Twitter, too: http://bit.ly/yes", TALK),
    (None, "[...] 2012-06-14 RT @x: a http://bit.ly/yes 2012-06-13 RT @y: b [...]", PING),
]


@pytest.mark.parametrize(("name", "text", "channel"), DIGESTS)
def test_a_digest_is_known_by_its_signs(name: str, text: str, channel: Channel) -> None:
    found = opened(entry(text, name, channel))
    assert "http://bit.ly/yes" in told(found)
    assert "no digest" not in told(found)


@pytest.mark.parametrize(("name", "text", "channel"), NONE)
def test_everything_else_is_left(name: str | None, text: str, channel: Channel) -> None:
    assert told(opened(entry(text, name, channel))) == "no digest"


@pytest.mark.parametrize("channel", [Channel.WEBMENTION, Channel.POST])
def test_a_page_that_speaks_for_itself_is_no_digest(channel: Channel) -> None:
    link = Hyperlink(url=ARTICLE)
    given = entry("a # b # c", channel=channel, url=PAGE, links=(link,))
    assert told(opened(given)) == "no digest"


def test_the_title_can_stand_in_the_text() -> None:
    text = "Twitter Updates for 2012-06-14\neins # zwei http://bit.ly/yes # @d"
    (one,) = opened(entry(text, "Corner", TRACK))
    assert one.reported_by == Reporter(name="Twitter Updates for 2012-06-14", url=PAGE)


LIST = "Regen #\nWeg damit http://bit.ly/yes #\nPowered by Twitter Tools"
SIGNED = (
    Hyperlink(url="http://twitter.com/corner/statuses/1", anchor="#"),
    Hyperlink(url="http://bit.ly/yes", anchor="http://bit.ly/yes"),
    Hyperlink(url="http://twitter.com/corner/statuses/2", anchor="#"),
    Hyperlink(url="http://tools.example/", anchor="Twitter Tools"),
)


def test_permalinks_behind_the_marks_name_the_account() -> None:
    (one,) = opened(entry(LIST, channel=TALK, links=SIGNED))
    assert (one.author, one.url) == (Author(handle="corner"), SIGNED[2].url)
    assert [link.found for link in one.links] == ["http://bit.ly/yes"]
    assert one.published is None


def test_a_permalink_inside_a_tweet_names_somebody_else() -> None:
    inside = Hyperlink(url="http://twitter.com/jens/status/9", anchor="so sagt es Jens")
    text = "[...] Regen # so sagt es Jens http://bit.ly/yes # b [...]"
    (one,) = opened(entry(text, links=(inside,)))
    assert (one.author, one.url) == (Author(url=PAGE), None)
    assert [link.found for link in one.links] == ["http://bit.ly/yes", inside.url]


def test_linked_words_hold_the_link_to_the_article() -> None:
    linked = Hyperlink(url=ARTICLE, anchor="Weg damit")
    (one,) = opened(entry("[...] Regen # Lesen: Weg damit # b [...]", links=(linked,)))
    assert (one.text, one.evidence) == ("Lesen: Weg damit", Evidence.LINK)


# text, who tweeted
ACCOUNTS = [
    ("[...] @c: a # @c: b http://bit.ly/yes # @c: d [...]", WEEKLY, "@c> b http://bit.ly/yes"),
    (
        "[...] # b http://bit.ly/yes # [...]",
        "Tweets by @c on 2012-06-14",
        "@c> b http://bit.ly/yes",
    ),
    ("[...] @c: a # @c: b http://bit.ly/yes # @d: d [...]", WEEKLY, "not read"),
    (
        "[...] @c: a # @c: b http://bit.ly/yes # @c: d [...]",
        "Tweets by @x on 2012-06-14",
        "not read",
    ),
    ("[...] RT @x: a # jens: b http://bit.ly/yes # RT @y: d [...]", "Corner", "not read"),
]


@pytest.mark.parametrize(("text", "name", "expected"), ACCOUNTS)
def test_whose_tweets_they_are(text: str, name: str, expected: str) -> None:
    assert told(opened(entry(text, name))) == expected


def test_without_page_or_account_nobody_is_known() -> None:
    assert told(opened(entry("[...] # b http://bit.ly/yes # [...]", page=None))) == "not read"


def test_a_digest_is_read_once_its_links_are_followed() -> None:
    given = entry("[...] a http://bit.ly/no # b http://bit.ly/yes # c [...]")
    before, after = seen(given, offline=True), seen(given)
    assert told([one.mention for one in before]) == "not read"
    assert told(merge_found([*before, *after])) == "b http://bit.ly/yes"


def test_a_digest_with_permalinks_is_read_once_its_links_are_followed() -> None:
    given = entry(LIST.replace("Regen", "Regen http://bit.ly/no"), channel=TALK, links=SIGNED)
    before, after = seen(given, offline=True), seen(given)
    assert told([one.mention for one in before]) == "not read"
    assert told(merge_found([*before, *after])) == "@corner> Weg damit http://bit.ly/yes"


def test_the_feed_that_shows_the_same_ping_adds_nothing() -> None:
    text = "[...] a # b http://bit.ly/yes # c [...]"
    (one,) = merge_found(seen(entry(text), entry(text, channel=TALK, page=None)))
    assert (one.text, one.author) == ("b http://bit.ly/yes", Author(url=PAGE))


def test_the_same_words_in_two_digests_are_two_tweets() -> None:
    text = "[...] a # b http://bit.ly/yes # c [...]"
    found = merge_found(seen(entry(text), entry(text, page="http://other.example/digest")))
    assert told(found) == "b http://bit.ly/yes | b http://bit.ly/yes"


PIECES = st.sampled_from(
    [
        *("2012-06-14", "2012-06-13", " ", " # ", "[#]", "\n", "RT @a: ", "@b: ", "[...]", "•"),
        *("http://bit.ly/yes", "http://t.co/a", "Weg damit", "09:10 ", "…", WEEKLY),
        "Powered by Twitter Tools",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))
NAMES = st.none() | st.text() | st.sampled_from([WEEKLY, "Corner", "My Tweets"])


@given(TEXTS, NAMES, st.sampled_from(Channel))
def test_nothing_is_invented(text: str, name: str | None, channel: Channel) -> None:
    shown = " ".join(unescape(text).split())
    for one in opened(entry(text, name, channel)):
        if one.reported_by is None or one.unread_report:
            continue
        assert one.reported_by.name in f"{name} {text}"
        assert one.author.name is None
        assert " ".join((one.text or "").split()) in shown
        assert one.author.handle is None or f"@{one.author.handle}" in f"{text} {name}"


@pytest.mark.parametrize(
    "piece",
    ["2012-06-14 a ", "# ", "a\n", "@a: b # ", "http://bit.ly/yes # ", "RT @a: b 2012-06-14"],
)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = f"[...] {piece * (100_000 // len(piece))} [...]"
    started = time.process_time()
    opened(entry(text))
    assert time.process_time() - started < 2
