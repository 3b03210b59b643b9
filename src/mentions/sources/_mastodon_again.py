"""Posts of servers with Mastodon's API by their numbers, asked of the server they are on.

https://docs.joinmastodon.org/methods/statuses/#get
A server answers 404 for a post that is deleted, and for one that is not public any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentions.asking import Request, Setup
from mentions.model import Entry
from mentions.parse.jsontext import mapping, text
from mentions.sources._again import LookingAgain, server_of
from mentions.sources._answers import ask_object
from mentions.sources._mastodon_statuses import View, read_statuses
from mentions.sources._microblog import AS_JSON
from mentions.urls.address import address_of

# As Mastodon writes them; other software names its posts otherwise, and may have no such API.
_PATH = re.compile(
    r"/(?:(?:web/)?@[\w.@-]{1,300}|users/[\w.-]{1,200}/statuses)/([0-9]{1,20})(?:/activity)?/?"
)


def post_in(url: str) -> str | None:
    """Return the address at which a post's server tells of it.

    >>> post_in("https://social.example/@jens/109")
    'https://social.example/api/v1/statuses/109'
    """
    address = address_of(url)
    found = _PATH.fullmatch(address.path) if address else None
    return f"{server_of(address)}/api/v1/statuses/{found[1]}" if address and found else None


def look_again(posts: Sequence[str], homes: Sequence[str], setup: Setup) -> LookingAgain:
    """Ask for each post.

    Args:
        posts: As `post_in` names them.
        homes: Servers that are asked anyhow; of others robots.txt decides.
        setup: The token is of the first instance.
    """
    own = setup.instances
    found: dict[str, Entry | None] = {}
    for url in posts:
        base = url.partition("/api/v1/")[0]
        headers = dict(AS_JSON)
        if setup.token and own[:1] == (base,):
            headers["Authorization"] = f"Bearer {setup.token}"
        known = base in {*own, *homes}
        status = yield from ask_object(Request(url=url, headers=headers, discovered=not known))
        shares = list(read_statuses(status, View(base=base, headers=headers)))
        whole = 2 if mapping(status.get("reblog")) else 1  # a boost comes with what it passes on
        # What is for followers only now is there, and is not read; another post's answer is none.
        if len(shares) == whole and url.endswith(f"/{text(status, 'id')}"):
            found[url] = shares[-1].entry
    return found
