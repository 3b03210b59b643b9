"""What is said in one of GitHub's discussions: the body, comments, and the answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mentions.model import Author, Channel, Counts, Document, Entry, Kind
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import line, moment, number, web_address, whole
from mentions.sources._github import PLATFORM, read_author
from mentions.sources._microblog import home_link
from mentions.sources._threads import thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Something said that links to what is searched for, and what was answered to it.

    Attributes:
        home: The address it links to.
        answers: As served: those right below it, each with those below that.
    """

    entry: Entry
    home: str
    answers: tuple[Mapping[str, Any], ...]

    @property
    def order(self) -> float:
        """Return when it was said, in seconds; 0 where that is unknown."""
        return self.entry.published.timestamp() if self.entry.published else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """A discussion.

    Attributes:
        page: Its address.
        entries: What in it links to anything, as far as it is no answer to a share.
        shares: What in it links to what is searched for.
    """

    page: str
    entries: list[Entry] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    @property
    def is_share(self) -> bool:
        """Whether its beginning links to what is searched for: all the rest is answers."""
        return any(share.entry.url == self.page for share in self.shares)


def read_talk(
    node: Mapping[str, Any], comments: Iterable[Mapping[str, Any]], base: str, address: str
) -> Talk | None:
    """Return a discussion; None where it has no address.

    Args:
        node: As served, without its comments.
        comments: Those that are known.
        base: Against which addresses are resolved.
        address: What is searched for.
    """
    page = web_address(node, "url", base)
    if page is None:
        return None
    talk = Talk(page=page)
    told = mapping(node.get("comments"))
    body = replace(_entry(node, page), title=line(node, "title"), counts=_counts(node, told))
    if body.links:
        talk.entries.append(body)
    if home := home_link(body.links, address):
        talk.shares.append(Share(entry=body, home=home, answers=tuple(comments)))
        return talk
    for comment in comments:
        _add_comment(talk, comment, above=page, address=address)
    return talk


def _add_comment(talk: Talk, comment: Mapping[str, Any], *, above: str, address: str) -> None:
    """Add a comment that links to what is searched for, or else those of its answers that do."""
    permalink = web_address(comment, "url", talk.page)
    if permalink is None or any(entry.url == permalink for entry in talk.entries):
        return
    answers = tuple(mappings(mapping(comment.get("replies")), "nodes"))
    said = _entry(comment, permalink)
    home = home_link(said.links, address)
    if home is None:
        # GitHub has two levels; a comment has its page above it.
        for answer in answers if above == talk.page else ():
            _add_comment(talk, answer, above=permalink, address=address)
        return
    entry = replace(said, channel=Channel.COMMENT, on=talk.page, parent=above)
    talk.entries.append(entry)
    talk.shares.append(Share(entry=entry, home=home, answers=answers))


def thread_of(share: Share, url: str) -> Document:
    """Return what was answered to a share.

    Args:
        share: With the answers as served.
        url: Where they were read.
    """
    found = _answers(share.answers, share.entry.url or "", share.home)
    once = {entry.url: (depth, entry) for depth, entry in found}
    return thread(url, once.values())


def _answers(
    nodes: Iterable[Mapping[str, Any]], above: str, home: str, depth: int = 1
) -> Iterator[tuple[int, Entry]]:
    """Yield answers with their depth, of which GitHub has two."""
    for node in nodes:
        permalink = web_address(node, "url", above)
        if permalink is None:
            continue
        said = replace(_entry(node, permalink), kind=Kind.REPLY, on=home, parent=above)
        yield depth, replace(said, channel=Channel.COMMENT)
        if depth == 1:
            below = mappings(mapping(node.get("replies")), "nodes")
            yield from _answers(below, permalink, home, depth + 1)


def _entry(node: Mapping[str, Any], permalink: str) -> Entry:
    said = read_fragment(whole(text(node, "body")), base=permalink, plain=True)
    published = moment(node, "createdAt")
    return Entry(
        url=permalink,
        author=_author(node, permalink),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        platform=PLATFORM,
        counts=_counts(node, mapping(node.get("replies"))),
    )


def _author(node: Mapping[str, Any], base: str) -> Author:
    return read_author(node.get("author"), base, page="url", photo="avatarUrl")


def _counts(node: Mapping[str, Any], below: Mapping[str, Any]) -> Counts:
    return Counts(likes=number(node, "upvoteCount"), replies=number(below, "totalCount"))
