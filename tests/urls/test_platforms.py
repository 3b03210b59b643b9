import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Kind
from mentions.urls.platforms import (
    bridged_act,
    handle_of,
    is_bridged,
    platform_named,
    platform_of,
    post_id,
)
from mentions.urls.tables import document

DATA = document("platforms.toml")

PLATFORMS = [
    ("https://twitter.com/jens/status/1", "twitter"),
    ("https://mobile.twitter.com/jens", "twitter"),
    ("https://x.com/jens", "twitter"),
    ("https://nitter.net/jens/status/1", "web"),
    ("https://notx.com/jens/status/1", "web"),
    ("https://twitter.com.example.org/jens", "web"),
    ("https://mastodon.social/@jens/109", "mastodon"),
    ("https://mastodon.social/about", "web"),
    ("https://social.example/@jens/109", "web"),
    ("https://bsky.app/profile/jens.example", "bluesky"),
    ("https://news.ycombinator.com/item?id=1", "hackernews"),
    ("https://old.reddit.com/r/x/comments/abc/", "reddit"),
    ("https://redd.it/abc", "reddit"),
    ("https://lobste.rs/s/abc123", "lobsters"),
    ("https://lemmy.world/post/1", "lemmy"),
    ("https://de-de.facebook.com/jens", "facebook"),
    ("https://de.linkedin.com/in/jens", "linkedin"),
    ("https://youtu.be/abcdefghijk", "youtube"),
    ("https://jens.tumblr.com/post/1", "tumblr"),
    ("https://jens.medium.com/", "medium"),
    ("https://t.me/channel/1", "telegram"),
    ("https://www.threads.net/@jens", "threads"),
    ("https://www.instagram.com/p/abcde/", "instagram"),
    ("https://stackoverflow.com/q/1", "stackoverflow"),
    ("https://math.stackexchange.com/q/1", "stackexchange"),
    ("https://gist.github.com/jens/1", "github"),
    ("https://gitlab.com/jens/x", "gitlab"),
    ("https://de.m.wikipedia.org/wiki/Blog", "wikipedia"),
    ("http://digg.com/d1x", "digg"),
    ("http://del.icio.us/jens", "delicious"),
    ("http://friendfeed.com/jens", "friendfeed"),
    ("http://identi.ca/notice/1", "identica"),
    ("https://plus.google.com/+Jens", "googleplus"),
    ("https://www.scoop.it/t/x", "scoopit"),
    ("http://www.dotnetkicks.com/x", "dotnetkicks"),
    ("https://www.pinterest.de/pin/1/", "pinterest"),
    ("https://brid.gy/like/twitter/jens/1/2", "twitter"),
    ("http://www.brid.gy/post/reddit/jens/1", "reddit"),
    ("https://brid.gy/comment/bluesky/jens.example/3k/4k", "bluesky"),
    ("https://brid-gy.appspot.com/repost/facebook/1/2", "facebook"),
    ("https://brid.gy/post/xyzzy/1", "web"),
    ("https://brid.gy/about", "web"),
    ("https://brid.gy.example.org/like/twitter/1", "web"),
    ("https://fed.brid.gy/r/https://mastodon.social/@jens/1", "mastodon"),
    ("https://fed.brid.gy/r/https://jens.example/1", "web"),
    ("https://fed.brid.gy/render?source=https%3A%2F%2Fbsky.app%2Fprofile%2Fa.example", "bluesky"),
    ("https://bsky.brid.gy/convert/web/at://did:plc:abc/app.bsky.feed.like/3k", "bluesky"),
    ("https://ap.brid.gy/convert/web/https:/social.example/users/jens/statuses/1", "mastodon"),
    ("https://fed.brid.gy/convert/activitypub/web/https://social.example/1", "mastodon"),
    ("https://fed.brid.gy/", "web"),
    ("https://example.org/", "web"),
    ("twitter.com/jens", "web"),
    ("", "web"),
]

BRIDGED = [
    ("https://brid.gy/like/twitter/jens/1/2", Kind.LIKE),
    ("https://brid.gy/repost/twitter/jens/1/2", Kind.REPOST),
    ("https://brid.gy/comment/twitter/jens/1/2", Kind.REPLY),
    ("https://brid.gy/reply/twitter/jens/1", Kind.REPLY),
    ("https://brid.gy/post/twitter/jens/1", Kind.MENTION),
    ("https://brid.gy/rsvp/facebook/jens/1", None),
    ("https://bsky.brid.gy/convert/web/at://did:plc:abc/app.bsky.feed.like/3k", None),
]
NOT_BRIDGED = [
    "https://brid.gy/",
    "https://brid.gy/about",
    "https://fed.brid.gy/",
    "https://example.org/like/twitter/1",
    "brid.gy/like/twitter/1",
    "",
]

LABELS = [
    ("Twitter", "twitter"),
    ("twitter", "twitter"),
    ("TWITTER", "twitter"),
    (" Twitterze\n", "twitter"),
    ("ツイッター", "twitter"),
    ("ﾂｲｯﾀｰ", "twitter"),
    ("X", "twitter"),
    ("Hacker  News", "hackernews"),
    ("FriendFeed", "friendfeed"),
    ("Reddit", "reddit"),
    ("Digg", "digg"),
    ("Google+", "googleplus"),
    ("Stack Overflow", "stackoverflow"),
    ("Facebook", "facebook"),
    ("Mein Blog", None),
    ("", None),
]

HANDLES = [
    ("http://twitter.com/joerg_weiss/statuses/263", "joerg_weiss"),
    ("https://mobile.twitter.com/jens?lang=de", "jens"),
    ("https://twitter.com/#!/jens/status/1", "jens"),
    ("https://x.com/@jens", "jens"),
    ("https://twitter.com/intent/user?screen_name=jens", "jens"),
    ("https://twitter.com/share?url=https://example.org", None),
    ("https://twitter.com/intent/tweet?text=x", None),
    ("https://twitter.com/home?status=x", None),
    ("https://twitter.com/search?q=x", None),
    ("https://twitter.com/i/web/status/1", None),
    ("https://twitter.com/hashtag/blog", None),
    ("https://twitter.com/", None),
    ("https://mastodon.social/@jens/109", "jens@mastodon.social"),
    ("https://mastodon.social/@jens@chaos.social/109", "jens@chaos.social"),
    ("https://chaos.social/users/jens/statuses/1", "jens@chaos.social"),
    ("https://lemmy.world/u/jens", "jens@lemmy.world"),
    ("https://bsky.app/profile/jens.example/post/3k", "jens.example"),
    ("https://bsky.app/profile/did:plc:abc/post/3k", None),
    ("https://news.ycombinator.com/user?id=jens", "jens"),
    ("https://news.ycombinator.com/item?id=1", None),
    ("https://www.reddit.com/user/jens/", "jens"),
    ("https://www.reddit.com/r/x/comments/abc/", None),
    ("https://lobste.rs/~jens", "jens"),
    ("https://www.facebook.com/jens.weiss/posts/123", "jens.weiss"),
    ("https://www.facebook.com/sharer.php?u=https://example.org", None),
    ("https://www.facebook.com/profile.php?id=123", None),
    ("https://www.facebook.com/123456789", None),
    ("https://www.linkedin.com/in/jens-wei%C3%9F/", "jens-weiß"),
    ("https://www.youtube.com/@jens/videos", "jens"),
    ("https://www.youtube.com/watch?v=abcdefghijk", None),
    ("https://jens.tumblr.com/post/123456/x", "jens"),
    ("https://www.tumblr.com/jens/123456/x", "jens"),
    ("https://www.tumblr.com/dashboard", None),
    ("https://medium.com/@jens/x-0123456789ab", "jens"),
    ("https://t.me/s/kanal", "kanal"),
    ("https://t.me/joinchat/abc", None),
    ("https://github.com/jens", "jens"),
    ("https://github.com/jens/repo/issues/1", None),
    ("https://github.com/search?q=x", None),
    ("https://gist.github.com/jens/0123456789abcdef0123", "jens"),
    ("https://gist.github.com/0123456789abcdef0123", None),
    ("https://www.instagram.com/jens/", "jens"),
    ("https://www.instagram.com/p/abcde/", None),
    ("https://vk.com/jens", "jens"),
    ("https://vk.com/id123", None),
    ("https://example.org/@jens", None),
    ("jens", None),
]

POSTS = [
    ("https://twitter.com/jens/status/263", "twitter:263"),
    ("http://www.twitter.com/jens/statuses/263", "twitter:263"),
    ("https://mobile.twitter.com/Jens/status/263?s=20", "twitter:263"),
    ("https://x.com/i/web/status/263", "twitter:263"),
    ("https://x.com/i/status/263", "twitter:263"),
    ("https://twitter.com/#!/jens/status/263", "twitter:263"),
    ("https://twitter.com/jens/status/263/photo/1", "twitter:263"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fjens%2Fstatus%2F263", "twitter:263"),
    ("https://twitter.com/jens/status/263a", None),
    ("https://twitter.com/jens", None),
    ("https://bsky.app/profile/Jens.example/post/3kAb", "bluesky:jens.example/3kAb"),
    ("https://bsky.app/profile/did:plc:abc/post/3k", "bluesky:did:plc:abc/3k"),
    ("https://mastodon.social/@jens/109", "mastodon:mastodon.social/109"),
    ("https://mastodon.social/users/jens/statuses/109", "mastodon:mastodon.social/109"),
    ("https://news.ycombinator.com/item?id=123", "hackernews:123"),
    ("https://news.ycombinator.com/item?id=123#456", "hackernews:456"),
    ("https://www.reddit.com/r/x/comments/AbC/title/", "reddit:abc"),
    ("https://old.reddit.com/comments/abc", "reddit:abc"),
    ("https://redd.it/abc1", "reddit:abc1"),
    ("https://www.reddit.com/r/x/comments/abc/title/def/", "reddit:abc/def"),
    ("https://www.reddit.com/r/x/comments/abc/comment/def/", "reddit:abc/def"),
    ("https://lobste.rs/s/abc123/title", "lobsters:abc123"),
    ("https://lobste.rs/s/abc123/title#c_def456", "lobsters:comment-def456"),
    ("https://lobste.rs/c/def456", "lobsters:comment-def456"),
    ("https://lemmy.world/post/1", "lemmy:lemmy.world/post/1"),
    ("https://lemmy.ml/comment/1", "lemmy:lemmy.ml/comment/1"),
    ("https://www.facebook.com/jens/posts/123", "facebook:123"),
    ("https://m.facebook.com/story.php?story_fbid=123&id=4", "facebook:123"),
    ("https://www.linkedin.com/feed/update/urn:li:activity:712/", "linkedin:activity/712"),
    ("https://www.linkedin.com/posts/jens_x-activity-712-Ab", "linkedin:activity/712"),
    ("https://youtu.be/abcdefghijk", "youtube:abcdefghijk"),
    ("https://www.youtube.com/watch?list=x&v=abcdefghijk", "youtube:abcdefghijk"),
    ("https://www.youtube.com/shorts/abcdefghijk", "youtube:abcdefghijk"),
    ("https://www.youtube.com/watch?v=abcdefghijk&lc=Ug", "youtube:abcdefghijk/comment-Ug"),
    ("https://jens.tumblr.com/post/123456/x", "tumblr:123456"),
    ("https://www.tumblr.com/jens/123456/x", "tumblr:123456"),
    ("https://medium.com/@jens/x-0123456789ab", "medium:0123456789ab"),
    ("https://medium.com/p/0123456789ab", "medium:0123456789ab"),
    ("https://t.me/s/Kanal/5", "telegram:kanal/5"),
    ("https://www.threads.com/@jens/post/Ab-c", "threads:Ab-c"),
    ("https://www.instagram.com/jens/p/AbCde/", "instagram:AbCde"),
    ("https://stackoverflow.com/questions/1/x", "stackoverflow:stackoverflow.com/1"),
    ("https://stackoverflow.com/questions/1/x/2#2", "stackoverflow:stackoverflow.com/2"),
    ("https://stackoverflow.com/a/2/3", "stackoverflow:stackoverflow.com/2"),
    ("https://github.com/Jens/Repo/issues/5", "github:jens/repo/5"),
    ("https://github.com/jens/repo/issues/5#issuecomment-9", "github:jens/repo/issuecomment-9"),
    ("https://github.com/jens/repo", None),
    ("https://gitlab.com/a/b/c/-/issues/5", "gitlab:a/b/c/issues/5"),
    (
        "https://plus.google.com/123456789012345678901/posts/Ab",
        "googleplus:123456789012345678901/Ab",
    ),
    ("http://identi.ca/notice/5", "identica:5"),
    ("https://www.flickr.com/photos/jens/123/", "flickr:123"),
    ("https://vk.com/wall-1_2", "vk:-1_2"),
    ("https://vk.com/jens?w=wall-1_2", "vk:-1_2"),
    ("https://example.org/status/1", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "expected"), PLATFORMS)
def test_platform_of(url: str, expected: str) -> None:
    assert platform_of(url) == expected


@pytest.mark.parametrize(("label", "expected"), LABELS)
def test_platform_named(label: str, expected: str | None) -> None:
    assert platform_named(label) == expected


@pytest.mark.parametrize(("url", "expected"), HANDLES)
def test_handle_of(url: str, expected: str | None) -> None:
    assert handle_of(url) == expected


@pytest.mark.parametrize(("url", "expected"), POSTS)
def test_post_id(url: str, expected: str | None) -> None:
    assert post_id(url) == expected


def test_no_label_and_no_host_belongs_to_two_platforms() -> None:
    for key in ("labels", "hosts"):
        found = [name.casefold() for table in DATA.values() for name in set(table.get(key, ()))]
        assert len(found) == len(set(found))


@pytest.mark.parametrize("name", DATA)
def test_the_data_is_clean(name: str) -> None:
    table = DATA[name]
    assert re.fullmatch("[a-z]+", name)
    assert platform_named(name) == name
    assert all(host == host.lower() for host in table["hosts"])
    assert all(word == word.lower() for word in table.get("reserved", ()))


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize(
    "piece", ["a", "/", "1", "-", "&v=abcdefghijk", "/issues/1", "%3A", "?w=", "#", "_activity-1"]
)
def test_patterns_take_time_in_proportion(name: str, piece: str) -> None:
    patterns = [*DATA[name].get("handle", ()), *DATA[name].get("post", ())]
    for start in ("/", "/watch?", "/posts/", "/item?", "/a/b/issues/"):
        text = start + piece * (8192 // len(piece))
        began = time.perf_counter()
        for pattern in patterns:
            re.match(pattern, text)
        assert time.perf_counter() - began < 1


@given(st.text(), st.sampled_from([url for url, _ in PLATFORMS + POSTS + HANDLES]))
def test_never_raises(text: str, url: str) -> None:
    for one in (text, url + text, f"https://twitter.com/{text}"):
        assert platform_of(one) in {*DATA, "web"}
        assert platform_named(one) in {*DATA, None}
        known = post_id(one)
        assert known is None or known.startswith(platform_of(one) + ":")
        assert handle_of(one) != ""


@pytest.mark.parametrize(("url", "act"), BRIDGED)
def test_what_bridgy_says(url: str, act: Kind | None) -> None:
    assert (is_bridged(url), bridged_act(url)) == (True, act)


@pytest.mark.parametrize("url", NOT_BRIDGED)
def test_what_bridgy_did_not_send(url: str) -> None:
    assert (is_bridged(url), bridged_act(url)) == (False, None)


@given(
    st.one_of(
        st.text(),
        st.text().map("https://brid.gy/{}".format),
        st.text().map("https://fed.brid.gy/{}".format),
    )
)
def test_any_address_of_bridgy_has_a_platform(url: str) -> None:
    assert platform_of(url)
    assert bridged_act(url) is None or is_bridged(url)
