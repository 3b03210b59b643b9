"""Comments, pingbacks and trackbacks told apart by their form, wherever a list shows them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from mentions.model import Author, Channel, Kind
from mentions.urls.join import absolute_url

# What blog software writes before the number of a comment, in a fragment.
_COMMENT_WORDS = re.compile(
    r"(?:li[-_]?)?(?:commentaire|comentario|comment|kommentar|cmt|isso|idcomment|trackback|"
    r"pingback|webmention|ping|c)[-_]?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{1,20}")
# TypePad and Disqus number their comments in hexadecimal digits; a bare "c" must have a number.
_HEX_NUMBER = re.compile(r"(?=[a-f]{0,40}[0-9])[0-9a-f]{1,40}", re.IGNORECASE)
_COMMENT_PARAMETERS = frozenset(["showcomment", "replytocom"])
_CUT = r"\[(?:\.{3}|…)\]"
_PINGBACK = re.compile(rf"\s*{_CUT}.*{_CUT}\s*", re.DOTALL)
# Tweet plugins wrote the tweet's address where others write the author's.
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?twitter\.com/(?:#!/)?\w{1,20}/status(?:es)?/\d{1,20}/?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,200}\.[^\s@<>().]{2,24}")
_CHANNELS = {
    "": Channel.COMMENT,
    "comment": Channel.COMMENT,
    "pingback": Channel.PINGBACK,
    "trackback": Channel.TRACKBACK,
    "tweetback": Channel.COMMENT,
    "webmention": Channel.WEBMENTION,
    "mention": Channel.WEBMENTION,
    "like": Channel.WEBMENTION,
    "repost": Channel.WEBMENTION,
    "bookmark": Channel.WEBMENTION,
}
_KINDS = {"like": Kind.LIKE, "repost": Kind.REPOST, "bookmark": Kind.BOOKMARK}


def is_comment_permalink(url: str) -> bool:
    """Whether an address is that of a single comment on a page.

    >>> is_comment_permalink("https://blog.example/post/#comment-12")
    True
    >>> is_comment_permalink("https://blog.example/post/#comments")
    False
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if any(name.lower() in _COMMENT_PARAMETERS for name, _ in parse_qsl(parts.query)):
        return True
    word = _COMMENT_WORDS.match(parts.fragment)
    if not word:
        return False
    number = parts.fragment[word.end() :]
    return bool((_NUMBER if len(word[0].rstrip("-_")) == 1 else _HEX_NUMBER).fullmatch(number))


def channel_by_form(text: str | None, lead: str | None) -> Channel:
    """Return what a comment is by the way its text is written.

    WordPress stores a pingback as `[...] words [...]` and a trackback as a bold title with an
    excerpt below; everything else is taken for a person's comment.

    Args:
        text: Its plain text.
        lead: A first paragraph that is bold from end to end.
    """
    if _PINGBACK.fullmatch(text or ""):
        return Channel.PINGBACK
    return Channel.TRACKBACK if lead else Channel.COMMENT


def channel_by_type(name: str) -> tuple[Channel, Kind | None] | None:
    """Return what a stored `comment_type` means; None where it is no public comment.

    Shops and form plugins keep private notes among the comments, so unknown types are left out.
    """
    channel = _CHANNELS.get(name.lower())
    return (channel, _KINDS.get(name.lower())) if channel else None


def credited(
    author: Author, channel: Channel, *, type_name: str = ""
) -> tuple[Author, str | None, frozenset[str]]:
    """Return author, origin and marks of a comment, given the address beside the author's name.

    Of a ping that address is what it was sent for, of a person it is the person's own page.
    """
    tweeted = bool(author.url and _STATUS.fullmatch(author.url))
    sent = tweeted or channel is not Channel.COMMENT or type_name.lower() == "tweetback"
    marks = {"tweetback"} if type_name.lower() == "tweetback" else set()
    if channel is Channel.COMMENT and tweeted:
        marks.add("tweetback")
    if not sent:
        return author, None, frozenset()
    named = Author(name=author.name, handle=author.handle, photo=author.photo)
    return named, author.url, frozenset(marks)


def person(name: str | None, *, url: str | None = None, photo: str | None = None) -> Author:
    """Return an author as a list names them: never an e-mail address, never an address as name.

    >>> person("noreply@blogger.com (Eva Muster)").name
    'Eva Muster'
    >>> person("eva@example.org").name is None
    True
    >>> person("/u/eva").handle
    'eva'
    """
    words = " ".join((name or "").split())
    bare = _EMAIL.sub("", words) if not words.startswith("@") else words
    if bare != words:
        bare = bare.replace("<>", "").replace("mailto:", "").strip()
        bare = bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare
    if bare.startswith(("http://", "https://")) and " " not in bare:
        own = bare if absolute_url(bare, bare) else None
        return Author(url=url or own, photo=photo)
    handle = re.fullmatch(r"(?:@|/u/)(\S+)", bare)
    if handle and bare.startswith("@"):
        return Author(handle=handle[1], url=url, photo=photo)
    return Author(name=bare or None, handle=handle[1] if handle else None, url=url, photo=photo)
