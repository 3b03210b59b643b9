"""Any feed: RSS, RDF, Atom, JSON Feed; a blog's posts or an article's comments.

Feeds of known services are recognised by their addresses and read for what they mean there
(`data/presets.toml`).
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from mentions.asking import Batch, Profile, Questions, Request, Watch, ask, read
from mentions.sources._presets import FEED, Items, Preset, preset_of
from mentions.sources._presets_account import poll_account
from mentions.sources._presets_entries import as_meant
from mentions.sources._presets_named import poll_named
from mentions.sources._presets_videos import poll_videos


class Feed:
    """A feed. A page where a feed was expected is read as a page, not refused."""

    name, title = FEED, "RSS, Atom or JSON Feed"
    profile = Profile()

    def poll(self, watch: Watch) -> Questions:
        """Ask for the feed, with the validators of last time; then for what its kind needs."""
        preset = preset_of(watch.address)
        request = _request(watch, preset)
        if preset is None or preset.items is Items.POSTS:
            return _poll_posts(watch, request, preset)
        if preset.items is Items.CANDIDATES:
            return poll_named(request, preset)
        if preset.items is Items.VIDEOS:
            return poll_videos(request)
        return poll_account(request, next(iter(watch.setup.instances), None))


def _poll_posts(watch: Watch, request: Request, preset: Preset | None) -> Questions:
    page = yield from ask(request)
    if page.unchanged:
        return Batch(unchanged=True, cursor=page.cursor)
    document = yield from read(page, url=watch.base_url)
    if preset:
        document = as_meant(document, preset)
    return Batch(documents=(document,), cursor=page.cursor)


def _request(watch: Watch, preset: Preset | None) -> Request:
    """Return the question for the feed; keys in its address are not shown."""
    whole, hash_sign, fragment = watch.address.partition("#")
    address, _, query = whole.partition("?")
    pairs = query.split("&")
    keys = preset.secrets if preset else frozenset()
    secret = [pair for pair in pairs if pair.partition("=")[0] in keys]
    if not secret:
        return Request(url=watch.address, cursor=watch.cursor)
    rest = "&".join(pair for pair in pairs if pair not in secret)
    named = (pair.partition("=") for pair in secret)
    return Request(
        url=address + (f"?{rest}" if rest else "") + hash_sign + fragment,
        secrets={key: unquote_plus(value) for key, _, value in named},
        cursor=watch.cursor,
    )


SOURCE = Feed()
