"""Which hub tells of a feed, and under which address: what a Link header and a body say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mentions.urls.join import absolute_url

# A relation and its target, absolute or as written.
Link = tuple[str, str]

# More hubs than anybody names.
_MOST_HUBS = 5
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"  # noqa: S105 - of HTTP's grammar
_VALUE = r"""(?:"(?:[^"\\]|\\.)*+"|[^\s",;<>]*+)"""
# RFC 8288, section 3; also with the empty elements and missing blanks that servers really send.
_LINK = re.compile(
    rf"[\s,]*+<(?P<target>[^<>]*+)>(?P<params>(?:\s*+;\s*+(?:{_TOKEN}\s*+(?:=\s*+{_VALUE})?+)?+)*+)"
    r"\s*+(?=,|\Z)",
    re.DOTALL,
)
_PARAM = re.compile(rf";\s*+(?P<name>{_TOKEN})\s*+(?:=\s*+(?P<value>{_VALUE}))?+", re.DOTALL)
# An address that can be used as it stands: a hub knows a topic by its very characters.
_PLAIN = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hubs:
    """What a feed says of being told of.

    Attributes:
        topic: Its address as hubs know it (`rel=self`).
        hubs: Those that tell of it, in the order of the feed; at least one.
    """

    topic: str
    hubs: tuple[str, ...]


def links_in_header(header: str | None) -> list[Link]:
    """Return the links of a Link header; what cannot be read ends it, nothing is guessed.

    Links about something else (`anchor`) are left out.

    >>> links_in_header('<https://hub.example/>; rel="hub", </feed>; rel=self')
    [('hub', 'https://hub.example/'), ('self', '/feed')]
    """
    found: list[Link] = []
    place = 0
    while link := _LINK.match(header or "", place):
        found += _relations(link["target"].strip(), link["params"])
        place = link.end()
    return found


def _relations(target: str, params: str) -> Iterator[Link]:
    given: dict[str, str] = {}
    for param in _PARAM.finditer(params):
        # Only the first `rel` counts (RFC 8288, section 3.3).
        given.setdefault(param["name"].lower(), _unquoted(param["value"] or ""))
    if "anchor" not in given:
        yield from ((name, target) for name in given.get("rel", "").lower().split())


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def find_hubs(ways: Iterable[Sequence[Link]], *, url: str) -> Hubs | None:
    """Return what the first way says that names a hub and exactly one topic (WebSub, section 4).

    Args:
        ways: The links of each way of telling, in their order: Link headers, then the body.
        url: The address that answered, for relative links.

    >>> find_hubs([[("hub", "https://hub.example/"), ("self", "/f")]], url="https://a.example/x")
    Hubs(topic='https://a.example/f', hubs=('https://hub.example/',))
    """
    for links in ways:
        hubs = _targets(links, "hub", url)
        topics = _targets(links, "self", url)
        if hubs and len(topics) == 1:
            return Hubs(topic=topics[0], hubs=tuple(hubs[:_MOST_HUBS]))
    return None


def _targets(links: Sequence[Link], relation: str, url: str) -> list[str]:
    found = (_address(target, url) for name, target in links if name == relation)
    return list(dict.fromkeys(target for target in found if target))


def _address(target: str, url: str) -> str | None:
    absolute = absolute_url(target, url)
    return target if absolute and _PLAIN.fullmatch(target) else absolute
