"""Feeds of known services: what their entries mean."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from tests.sources.feeds import ADDRESSES, ARTICLE, NAME, changed, polled, told, watch_of
from tests.sources.fuzzing import run
from tests.sources.replaying import mentions_in, replayed

from mentions.asking import Page, Request
from mentions.errors import SourceError
from mentions.model import Author, Counts
from mentions.sources._presets import Items, presets
from mentions.sources.feed import SOURCE

POSTS = {one.name for one in presets() if one.items is Items.POSTS}

# Of the first entry that leads to the article: permalink, author, words, platform, counts.
MEANT = [
    (
        "bluesky-profile",
        "https://bsky.app/profile/mara.example/post/3lxinvented2a2",
        Author(
            name="Mara Lind",
            handle="mara.example",
            url="https://bsky.app/profile/did:plc:marainvented00000000000",
            photo="https://cdn.bsky.example/mara.jpeg",
        ),
        "Schön geschrieben 👏 blog.example/2026/03/shor... lesen!",
        "bluesky",
        Counts(likes=17, reposts=3, replies=2, quotes=1),
    ),
    (
        "youtube-channel",
        "https://www.youtube.com/watch?v=inVented001",
        Author(name="Ida", url="https://www.youtube.com/channel/UCinvented0000000000000"),
        "Sources: https://blog.example/2026/03/short-links/",
        "youtube",
        Counts(),
    ),
    (
        "hnrss",
        "https://news.ycombinator.com/item?id=50000001",
        Author(handle="inventor", url="https://news.ycombinator.com/user?id=inventor"),
        "Short links considered",
        "hackernews",
        Counts(likes=88, replies=12),
    ),
    (
        "reddit-rss",
        "https://www.reddit.com/r/webdev/comments/1nainv1/short_links_considered/",
        Author(handle="linkfan", url="https://www.reddit.com/user/linkfan"),
        "Short links considered",
        "reddit",
        Counts(),
    ),
    (
        "lobsters-rss",
        "https://lobste.rs/s/inv123/short_links_considered",
        Author(handle="crayfish", url="https://lobste.rs/~crayfish"),
        "Short links considered",
        "lobsters",
        Counts(),
    ),
    (
        "github-atom",
        "https://github.com/ida/shortener/releases/tag/v1.2",
        Author(name="ida"),
        "As proposed here.",
        "github",
        Counts(),
    ),
    (
        "stackexchange-tag",
        "https://stackoverflow.com/questions/90000001/how-long-do-short-links-last",
        Author(name="Per Lund", url="https://stackoverflow.com/users/9000001"),
        "I have read this article.",
        "stackoverflow",
        Counts(),
    ),
    *(
        (
            name,
            "https://nora.example/gelesen/",
            Author(name="Nora Fels"),
            "Zu kurzen Links.",
            "web",
            Counts(),
        )
        for name in ("dev-feed", "medium-feed", "substack-feed", "mataroa-feed", "bear-feed")
    ),
    (
        "mastodon-rss",
        "https://remote.example/@nele/114160000000000001",
        Author(handle="nele@remote.example", url="https://remote.example/@nele"),
        "Lesenswert: https://blog.example/2026/03/short-links/",
        "mastodon",
        Counts(),
    ),
    (
        "lemmy-rss",
        "https://lemmy.example/post/701",
        Author(handle="vole@other.example", url="https://other.example/u/vole"),
        "Worth the time.",
        "lemmy",
        Counts(likes=20, replies=4),
    ),
    (
        "discourse-rss",
        "https://forum.example/t/short-links-again/55/3",
        Author(name="Rolf Amsel"),
        "See this post.",
        "web",
        Counts(),
    ),
]


@pytest.mark.parametrize(
    ("name", "url", "author", "words", "platform", "counts"),
    MEANT,
    ids=[row[0] for row in MEANT],
)
def test_what_a_sample_gives(
    name: str, url: str, author: Author, words: str, platform: str, counts: Counts
) -> None:
    batch = polled(name)
    mention = mentions_in(batch, ARTICLE)[0]
    assert (mention.url, mention.author, mention.text) == (url, author, words)
    assert mention.platform == platform
    entries = {entry.url: entry for one in batch.documents for entry in one.entries}
    assert entries[url].counts == counts
    assert entries[url].published is not None
    assert batch.incomplete is None


def test_each_kind_of_posts_is_in_that_table() -> None:
    assert {row[0] for row in MEANT} >= POSTS
    assert len(POSTS) > 10


def test_a_question_on_reddit_is_its_own_words_and_a_deleted_account_is_nobody() -> None:
    """Checklist 14, as far as feeds show it: the target in the text, a deleted author."""
    question = mentions_in(polled("reddit-rss"), ARTICLE)[1]
    assert question.author == Author()
    assert question.text == "What do you think of this?"


def test_a_permalink_that_is_not_mastodons_says_nothing_of_its_author() -> None:
    other = mentions_in(polled("mastodon-rss"), ARTICLE)[1]
    assert (other.url, other.author) == ("https://cousin.example/notice/AbCd12", Author())
    assert other.platform == "web"


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("hnrss", (("<dc:creator>inventor</dc:creator>", ""),)),
        ("reddit-rss", (("<author><name>/u/linkfan</name>", "<author>"),)),
        ("lobsters-rss", (("<author>blog.example via crayfish</author>", ""),)),
        ("lemmy-rss", (("<dc:creator>https://other.example/u/vole</dc:creator>", ""),)),
        ("stackexchange-tag", (("<name>Per Lund</name>", ""), ("<uri>", "<nil>"))),
    ],
)
def test_a_missing_author_is_nobody(name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    mention = mentions_in(changed(name, *[pairs[0]]), ARTICLE)[0]
    assert mention.author.name is None
    assert mention.author.handle is None


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("hnrss", "<link>https://blog.example/2026/03/short-links/</link>"),
        ("lobsters-rss", "<comments>https://lobste.rs/s/inv123/short_links_considered</comments>"),
        ("lemmy-rss", "<link>https://lemmy.example/post/701</link>"),
        ("mastodon-rss", "<link>https://remote.example/@nele/114160000000000001</link>"),
    ],
)
def test_a_missing_link_does_not_lose_the_post(name: str, link: str) -> None:
    whole = mentions_in(polled(name), ARTICLE)[0]
    mention = mentions_in(changed(name, (link, "")), ARTICLE)[0]
    assert mention.article == whole.article
    assert mention.url is not None
    assert mention.url.rsplit("/", 1)[0] in whole.url


def test_lemmys_enclosure_alone_is_enough() -> None:
    link = '&lt;a href="https://blog.example/2026/03/short-links/"&gt;'
    shown = "https://blog.example/2026/03/short-links/&lt;/a&gt;"
    (mention,) = mentions_in(changed("lemmy-rss", (link, ""), (shown, "")), ARTICLE)
    assert mention.url == "https://lemmy.example/post/701"


def damaged(body: bytes) -> Iterator[bytes]:
    """Yield a feed with each element of its first entry dropped, or emptied."""
    whole = ET.fromstring(body)  # noqa: S314 - our own sample
    entry = next(one for one in whole.iter() if one.tag.rpartition("}")[2] in {"item", "entry"})
    for above in list(entry.iter()):
        for at, element in enumerate(list(above)):
            above.remove(element)
            yield ET.tostring(whole)
            above.insert(at, ET.Element(element.tag))
            yield ET.tostring(whole)
            above[at] = element


@pytest.mark.parametrize("name", ADDRESSES)
def test_damage_may_lose_a_mention_but_invents_nothing(name: str) -> None:
    answer = replayed(NAME)
    feed = answer(next(SOURCE.poll(watch_of(name))))
    assert isinstance(feed, Page)
    whole = told(polled(name))
    # An entry that lost its address has none: the feed's own is not where it stands.
    urls = {one.url for one in whole} | {None}
    handles = {one.author.handle for one in whole} | {None}
    names = {one.author.name for one in whole} | {None}
    tried = 0
    for body in damaged(feed.body):
        tried += 1

        def given(request: Request, body: bytes = body) -> Page | SourceError:
            broken = replace(feed, body=body)
            return broken if request.url == ADDRESSES[name] else answer(request)

        for mention in told(run(SOURCE.poll(watch_of(name)), given)[0]):
            shown = mention.url in urls or f">{mention.url}<".encode() in feed.body
            assert shown, body.decode()
            assert mention.author.handle in handles, body.decode()
            assert mention.author.name in names, body.decode()
    assert tried >= 6
