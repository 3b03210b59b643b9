"""The feeds of known services: an address of each, and polling them from the samples."""

from dataclasses import replace

from tests.sources.fuzzing import run
from tests.sources.replaying import mentions_in, replayed

from mentions.asking import Batch, Page, Request, Watch
from mentions.errors import SourceError
from mentions.model import Mention
from mentions.sources.feed import SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "feed"
BLUESKY = "https://bsky.app/profile/did:plc:marainvented00000000000/rss"
YOUTUBE = "https://www.youtube.com/feeds/videos.xml?channel_id=UCinvented0000000000000"
# One of each kind, that the samples answer.
ADDRESSES = {
    "google-alerts": (
        "https://www.google.com/alerts/feeds/10000000000000000001/20000000000000000002"
    ),
    "google-news": "https://news.google.com/rss/search?q=%22blog.example%22&hl=en-US&gl=US",
    "bing-news": "https://www.bing.com/news/search?q=blog.example&format=rss",
    "bing-web": "https://www.bing.com/search?q=%22blog.example%22&format=rss",
    "bluesky-profile": BLUESKY,
    "youtube-channel": YOUTUBE,
    "hnrss": "https://hnrss.org/newest?q=blog.example&search_attrs=url",
    "reddit-rss": "https://www.reddit.com/search.rss?q=url%3Ablog.example&sort=new",
    "lobsters-rss": "https://lobste.rs/domains/blog.example.rss",
    "github-atom": "https://github.com/ida/shortener/releases.atom",
    "stackexchange-tag": "https://stackoverflow.com/feeds/tag?tagnames=link-rot&sort=newest",
    "dev-feed": "https://dev.to/feed/nora",
    "medium-feed": "https://medium.com/feed/@nora",
    "substack-feed": "https://nora.substack.com/feed",
    "mataroa-feed": "https://nora.mataroa.blog/rss/",
    "bear-feed": "https://nora.bearblog.dev/feed/",
    "mastodon-rss": "https://social.example/tags/linkrot.rss",
    "lemmy-rss": "https://lemmy.example/feeds/all.xml?sort=New",
    "discourse-rss": "https://forum.example/posts.rss",
}


def watch_of(name: str, **more: object) -> Watch:
    return Watch(source=NAME, address=ADDRESSES[name], **more)


def polled(name: str) -> Batch:
    return run(SOURCE.poll(watch_of(name)), replayed(NAME))[0]


def changed(name: str, *pairs: tuple[str, str]) -> Batch:
    """Poll the feed of a preset with some words of its sample replaced by others."""

    def answer(request: Request) -> Page | SourceError:
        given = replayed(NAME)(request)
        if not isinstance(given, Page) or request.url != ADDRESSES[name]:
            return given
        body = given.body.decode()
        for old, new in pairs:
            assert old in body
            body = body.replace(old, new)
        return replace(given, body=body.encode())

    return run(SOURCE.poll(watch_of(name)), answer)[0]


def told(batch: Batch) -> list[Mention]:
    return mentions_in(batch, ARTICLE)
