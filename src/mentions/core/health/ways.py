"""Where a mention can be looked at again: its page, its network, the section it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mentions.core.index import ArticleIndex
from mentions.model import Channel, Evidence, Mention
from mentions.urls.identity import page_of, permalink_key
from mentions.urls.platforms import WEB, is_bridged, platform_of


class Way(StrEnum):
    """How a mention is looked at."""

    PAGE = "page"  # its own page on the open web
    SECTION = "section"  # the page in whose comment section it stands
    POST = "post"  # a post that its network is asked about


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a mention is looked at.

    Attributes:
        address: Of the page, or the permalink of the post.
        platform: Of a post: its network.
        ours: The page is a tracked article.
    """

    way: Way
    address: str
    platform: str = WEB
    ours: bool = False


def place_of(mention: Mention, index: ArticleIndex) -> Place | None:
    """Return where a mention can be looked at; None where it has no place of its own.

    What is known only by somebody else's words, and Bridgy's copies, have none.
    """
    if mention.evidence is Evidence.ATTRIBUTED:
        return None
    home = mention.url or mention.source
    if index.page(home) == mention.article:
        return Place(way=Way.SECTION, address=page_of(home), ours=True)
    if not mention.url or mention.unread_report or is_bridged(mention.url):
        return None
    named = platform_of(mention.url)
    # Of a server that is not known by its host the address says nothing.
    platform = mention.platform if named == WEB else named
    if platform == WEB:
        return _on_the_web(mention)
    return Place(way=Way.POST, address=mention.url, platform=platform)


def _on_the_web(mention: Mention) -> Place:
    url = mention.url or ""
    is_comment = mention.channel is Channel.COMMENT
    if "#" in permalink_key(url, is_comment=is_comment):
        return Place(way=Way.SECTION, address=page_of(url))
    return Place(way=Way.PAGE, address=url)
