"""The addresses under which a mention is found again, in the form for comparing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mentions.model import Channel, Mention
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of, permalink_key
from mentions.urls.platforms import WEB, handle_of

_SCHEME = "https://"  # of a canonical address; the id of a post on a known platform has none


def permalinks(mention: Mention) -> frozenset[str]:
    """Return the keys of all addresses that name this act: its own and those of its copies.

    What a page calls its copy is left out where that is an account or a site and no entry: many
    acts stand there.
    """
    return frozenset(_key_in(mention, url) for url in _naming(mention))


def permalinks_differ(one: Mention, other: Mention) -> bool:
    """Whether both have an address of the same sort, and not the same one."""
    for on_article in (True, False):
        mine, theirs = (addresses(m, on_article=on_article) for m in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


def addresses(mention: Mention, *, on_article: bool) -> frozenset[str]:
    """Return the keys of its addresses on the article's page, or of those anywhere else."""
    here = (url for url in _naming(mention) if is_on(url, mention.article) is on_article)
    return frozenset(_key_in(mention, url) for url in here)


def own_key(mention: Mention) -> str | None:
    """Return the key of its own permalink; None where that is not known."""
    return _key_in(mention, mention.url) if mention.url else None


def account_key(mention: Mention) -> str | None:
    """Return the key of its address where that is only its author's page on a network.

    A network that gives a repost no page leaves nothing else to show; everything that this
    account passed on has that address.
    """
    url, page = mention.url, mention.author.url
    if not (url and page) or mention.platform == WEB:
        return None
    key = _key_of(url, is_comment=False)
    return key if key.startswith(_SCHEME) and key == _key_of(page, is_comment=False) else None


def post_in(url: str) -> str:
    """Return what names a post whatever its account is called by now.

    >>> post_in("https://bsky.app/profile/jens.example/post/3kabc")
    '3kabc'
    """
    key = _key_of(url, is_comment=False)
    return key if key.startswith(_SCHEME) else key.rpartition("/")[2]


def _naming(mention: Mention) -> Iterator[str]:
    if mention.url:
        yield mention.url
    for url in mention.syndication:
        if _may_be_entry(url, mention.article):
            yield url


def is_on(url: str, article: str) -> bool:
    """Whether an address is the article's page, or a comment's on it."""
    return _page_of(url) == article


@lru_cache(maxsize=16_384)
def _key_of(url: str, *, is_comment: bool) -> str:
    """Like `permalink_key`; each mention asks for the same few addresses again and again."""
    return permalink_key(url, is_comment=is_comment)


@lru_cache(maxsize=16_384)
def _page_of(url: str) -> str:
    return canonical_url(page_of(url))


def _key_in(mention: Mention, url: str) -> str:
    """Return the key of one of its addresses: on the article's own page all are of comments."""
    is_comment = mention.channel is Channel.COMMENT or is_on(url, mention.article)
    return _key_of(url, is_comment=is_comment)


@lru_cache(maxsize=4_096)
def _may_be_entry(url: str, article: str) -> bool:
    """Whether an address may name one entry: no account's page, and no site's bare home page."""
    key = _key_of(url, is_comment=True)
    if not key.startswith(_SCHEME) or "#" in key or is_on(url, article):
        return True
    is_home = not key.removeprefix(_SCHEME).partition("/")[2]
    return not is_home and handle_of(url) is None
