"""When two permalinks are the same entry, and on which page a comment stands."""

from __future__ import annotations

import re

from mentions.urls.address import trimmed
from mentions.urls.canonical import canonical_url
from mentions.urls.platforms import post_id
from mentions.urls.wrappers import unwrap

# Fragments of comments in the wild, the parts in front of "comment" chosen by themes.
_COMMENT = re.compile(r"(?:(?:li|div|post|dsq|wp)-)?comments?[-_]?(\d+)", re.IGNORECASE)
# Other systems: Blogger, Serendipity and Movable Type (c33), Isso, pings, IntenseDebate,
# TypePad and Squarespace (long hexadecimal ids).
_OTHER = re.compile(
    r"c-?\d+|(?:isso|ping|pingback|trackback|webmention|reply)[-_]?\d+"
    r"|idcomment\d+|comment[-_][0-9a-f]{8,40}",
    re.IGNORECASE,
)
_COMMENT_PAGE = re.compile(r"/comment-page-\d+(/?)\Z", re.IGNORECASE)
# Parameters that choose which comments a page shows, or that answer one.
_PAGING = frozenset({"cpage", "replytocom", "showcomment", "unapproved", "moderation-hash"})


def permalink_key(url: str, *, is_comment: bool = False) -> str:
    """Return a key that is equal for two permalinks of the same entry.

    The id of a post on a known platform; else the canonical URL, and for a comment the fragment
    in one form, whatever page of the comments the address names.

    Args:
        url: The permalink.
        is_comment: It is known to be a comment's, so that any fragment names it; otherwise only
            one that looks like a comment's does.

    >>> permalink_key("http://www.example.org/a/comment-page-3/#li-comment-5")
    'https://example.org/a#comment-5'
    >>> permalink_key("https://mobile.twitter.com/jens/status/1")
    'twitter:1'
    >>> permalink_key("https://example.org/a#k1")
    'https://example.org/a'
    >>> permalink_key("https://example.org/a#k1", is_comment=True)
    'https://example.org/a#k1'
    """
    if known := post_id(url):
        return known
    inner = trimmed(unwrap(url))
    comment = _comment(inner, any_form=is_comment)
    return f"{canonical_url(page_of(inner))}#{comment}" if comment else canonical_url(inner)


def page_of(url: str) -> str:
    """Return the page on which a comment's permalink stands, otherwise as written.

    Without the fragment (except `#!...` and `#/...`), the number of the comment page, and the
    parameters that answer a comment.

    >>> page_of("http://example.org/a/comment-page-3/?cpage=3&p=1#comment-5")
    'http://example.org/a/?p=1'
    """
    rest, hash_sign, fragment = trimmed(url).partition("#")
    path, _, query = rest.partition("?")
    path = _COMMENT_PAGE.sub(r"\1", path)
    kept = "&".join(pair for pair in query.split("&") if not _is_paging(pair))
    page = f"{path}?{kept}" if kept else path
    return page + hash_sign + fragment if fragment.startswith(("!", "/")) else page


def _is_paging(pair: str) -> bool:
    return pair.partition("=")[0].removeprefix("amp;").lower() in _PAGING


def _comment(url: str, *, any_form: bool) -> str | None:
    """Return the fragment of a comment in one form, None where there is none."""
    fragment = url.partition("#")[2].partition(":~:")[0]
    if found := _COMMENT.fullmatch(fragment):
        return f"comment-{found[1]}"
    if any_form and not fragment.startswith(("!", "/")):
        return fragment.lower() or None
    return fragment.lower() if _OTHER.fullmatch(fragment) else None
