"""Jetstream: every post on Bluesky as it is written, told over a WebSocket.

https://github.com/bluesky-social/jetstream
It tells who posted by number only; the AppView is asked who that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from mentions.asking import Batch, Profile, Questions, Rate, Request, Watch
from mentions.errors import ParseError, UnsupportedError
from mentions.listening import MOST_BYTES, Heard
from mentions.model import Document
from mentions.parse.jsontext import load_json, mapping, mappings, text
from mentions.sources._bluesky_posts import POST, is_hidden, post_at
from mentions.sources._bluesky_spread import ask_list, xrpc
from mentions.sources._jetstream import position_of, read_post, view_of
from mentions.sources._microblog import AS_JSON, Findings
from mentions.urls.address import address_of

# Where the AppView is asked who somebody is.
HOME = "https://public.api.bsky.app"
_SCHEMES = {"https": "wss", "http": "ws"}
# The server writes this first, so whatever its users write stands behind it.
_BEGINNING = re.compile(
    rb'\s{0,9}\{\s{0,9}"did"\s{0,9}:\s{0,9}"[^"\\]{1,300}"\s{0,9},'
    rb'\s{0,9}"time_us"\s{0,9}:\s{0,9}([0-9]{16})\s{0,9}[,}]'
)


class Jetstream:
    """Posts that link to an article, seconds after they were written."""

    name, title = "jetstream", "Bluesky, as it happens (Jetstream)"
    profile = Profile(
        listens=True,
        rates=(Rate(requests=3000, seconds=300),),
        limits="one connection, over which every post comes (gigabytes a day); what was missed is "
        "told for 36 hours; one request for up to 25 posts that link to you",
    )

    def address(self, watch: Watch, position: int | None) -> str:
        """Return where the stream is. Other collections than posts hold no links to the web."""
        base = _base(watch)
        scheme, _, rest = base.partition("://")
        asked = {"wantedCollections": POST, "maxMessageSizeBytes": str(MOST_BYTES)}
        if position is not None:
            asked["cursor"] = str(position)
        return f"{_SCHEMES[scheme]}://{rest}/subscribe?{urlencode(asked)}"

    def position(self, message: bytes) -> int | None:
        """Return where a message stands: its `time_us`."""
        if found := _BEGINNING.match(message):
            return int(found[1])
        # Written in another order; whoever reads all of it cannot be told a wrong one.
        try:
            return position_of(load_json(message, url=self.name))
        except ParseError:
            return None

    def hear(self, message: bytes, watch: Watch) -> Heard | None:
        """Return the post that a message tells of; what is deleted, and accounts, are passed over.

        What a post says in other words later (`update`) is the same post.
        """
        try:
            event = load_json(message, url=watch.address)
        except ParseError:
            return None
        position, view = position_of(event), view_of(event)
        entry = read_post(view) if view else None
        if position is None or view is None or entry is None:
            return None
        return Heard(id=text(view, "uri"), position=position, entry=entry)

    def complete(self, heard: Sequence[Heard], watch: Watch) -> Questions:
        """Ask the AppView who posted, and leave out who asks not to be shown to the public.

        Whom it does not know yet, or cannot tell of, stays known by number alone.
        """
        base, findings = (watch.setup.instances or (HOME,))[0], Findings()
        query = urlencode([("uris", one.id) for one in heard])
        request = Request(url=f"{xrpc(base, 'feed.getPosts')}?{query}", headers=AS_JSON)
        answer = yield from ask_list(request, "posts", findings)
        views = {
            post.uri: view
            for view in mappings(mapping(answer), "posts")
            if (post := post_at(view.get("uri")))
        }
        entries = []
        for one in heard:
            view = views.get(one.id)
            if view is None:
                entries.append(one.entry)
            elif not is_hidden(view):
                entries.append(read_post(view) or one.entry)
        notes = tuple(f"who posted is not known: {problem.why}" for problem in findings.problems)
        # The same for whatever was asked, so that a post heard twice is one sighting.
        place = f"{_base(watch)}/subscribe"
        document = Document(url=place, form="stream", entries=tuple(entries), notes=notes)
        return Batch(documents=(document,))


def _base(watch: Watch) -> str:
    """Return the address of the server, without a slash at the end.

    Raises:
        UnsupportedError: The watch names no web address.
    """
    if address_of(watch.address) is None:
        raise UnsupportedError(watch.address, "no web address; correct the watch")
    base = watch.address.strip().partition("#")[0].partition("?")[0]
    scheme, _, rest = base.partition("://")
    return f"{scheme.lower()}://{rest.rstrip('/').removesuffix('/subscribe')}"


SOURCE = Jetstream()
