"""Webmentions of Bridgy: platform and act from the address, no text for a name."""

from datetime import UTC, datetime

import pytest

from mentions.core.bridged import from_elsewhere
from mentions.model import Author, Channel, Entry, Evidence, Kind, Mention

LIKE = "https://brid.gy/like/twitter/owner/1/2"
POST = "https://brid.gy/post/bluesky/jens.example/3k"
ARTICLE = "https://blog.example.org/post-1"


def sent(author: Author, text: str | None, origin: str | None, kind: Kind | None = None) -> Mention:
    entry = Entry(author=author, text=text, origin=origin, kind=kind, channel=Channel.WEBMENTION)
    mention = Mention(
        article=ARTICLE,
        kind=kind or Kind.MENTION,
        channel=Channel.WEBMENTION,
        platform="web",
        author=author,
        text=text,
        url=origin or f"{ARTICLE}#comment-1",
        first_seen=datetime(2026, 1, 1, tzinfo=UTC),
        evidence=Evidence.CONTEXT,
        source=ARTICLE,
    )
    return from_elsewhere(mention, entry)


ACTS = [
    (LIKE, None, "like", "twitter"),
    (LIKE, Kind.MENTION, "like", "twitter"),
    (LIKE, Kind.REPOST, "repost", "twitter"),
    ("https://brid.gy/repost/mastodon/@a@b.example/1/2", None, "repost", "mastodon"),
    ("https://brid.gy/comment/github/owner/repo/1/2", None, "reply", "github"),
    ("https://brid.gy/reply/twitter/owner/1", None, "reply", "twitter"),
    (POST, None, "mention", "bluesky"),
    ("https://brid.gy/post/xyzzy/owner/1", None, "mention", "web"),
    ("https://bsky.brid.gy/convert/web/at://did:plc:a/x/3k", None, "mention", "bluesky"),
    ("https://jens.example/likes/1", None, "mention", "web"),
]


@pytest.mark.parametrize(("origin", "stated", "kind", "platform"), ACTS)
@pytest.mark.parametrize("beside", [True, False])
def test_act_and_platform(
    origin: str,
    stated: Kind | None,
    kind: str,
    platform: str,
    beside: bool,  # noqa: FBT001 - whether readers found the address beside the date or the name
) -> None:
    author = Author(name="Jens", url=None if beside else origin)
    found = sent(author, None, origin if beside else None, stated)
    assert (found.kind, found.platform, found.author.name) == (kind, platform, "Jens")
    if "brid.gy" in origin:
        assert (found.url, found.author.url) == (origin, None)


NAMES = [
    ("Jens Meier", "Weg damit", True),
    ("Oh no, really.", "Weg damit", True),
    ("Weg damit!", "Weg damit!", False),
    ("weg damit", "„Weg damit“", True),
    ("Weg  damit…", "weg damit", False),
    ("A" * 60, None, True),
    ("A" * 61, None, False),
    ("Das hier sollten wirklich alle Leute lesen", None, True),
    ("Das hier sollten wirklich alle Leute lesen, oder", None, False),
    ("Lest das bitte alle.", None, False),
    ("Lesen: http://a.example", None, False),
    ("Lesen #fb", None, False),
]


@pytest.mark.parametrize(("name", "text", "is_name"), NAMES)
def test_a_text_is_no_name(name: str, text: str | None, is_name: bool) -> None:  # noqa: FBT001 - a column
    found = sent(Author(name=name), text, POST)
    assert found.author.name == (name if is_name else None)
    assert found.text == (text or (None if is_name else name))


def test_elsewhere_only_the_text_itself_is_no_name() -> None:
    long = "The Society for the Study of Very Long Names of Societies and Clubs"
    assert sent(Author(name=long), "Weg damit", "https://a.example/1").author.name == long
    assert sent(Author(name=long), long, "https://a.example/1").author.name is None


def test_the_account_is_that_of_the_authors_page_on_the_platform() -> None:
    page = "https://twitter.com/jens_m"
    assert sent(Author(name="Jens", url=page), None, LIKE).author.handle == "jens_m"
    assert sent(Author(name="Jens", url=page), None, POST).author.handle is None
    assert sent(Author(name="Jens", url=page), None, "https://a.example/1").author.handle is None
