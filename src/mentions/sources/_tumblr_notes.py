"""What became of a post on Tumblr: its notes are likes, reblogs and replies in one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mentions.asking import Watch
from mentions.model import Channel, Entry, Hyperlink, Kind, iso
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import moment, number_id, whole
from mentions.sources._threads import MOST_THREADS, Share
from mentions.sources._tumblr import PLATFORM, author_of, blog_of, post_id, time_of


def note_entry(note: Mapping[str, Any], share: Share) -> Entry | None:
    """Return a reblog or a reply; None for likes, and for what names nobody."""
    blog = blog_of(note.get("blog_name"))
    if blog is None:
        return None
    kind = text(note, "type")
    if kind == "reblog":
        return _reblog(note, share, blog)
    return _reply(note, share, blog) if kind == "reply" else None


def _reblog(note: Mapping[str, Any], share: Share, blog: str) -> Entry | None:
    """Return a reblog. A note tells its words only in part, and none of its links."""
    number = post_id(note, "post_id")
    if number is None:
        return None
    url = f"https://{blog}.tumblr.com/post/{number}"
    added = read_fragment(whole(text(note, "added_text")), base=url, plain=True).text
    kind = Kind.QUOTE if added else Kind.REPOST
    parent, published = blog_of(note.get("reblog_parent_blog_name")), time_of(note)
    return Entry(
        url=url,
        author=author_of(blog, {"url": note.get("blog_url")}),
        text=added,
        links=(Hyperlink(url=share.on, relation=kind),),
        published=published,
        published_zone_known=published is not None,
        kind=kind,
        parent=share.url if parent == share.home else None,
        platform=PLATFORM,
        via=(parent,) if parent else (),
    )


def _reply(note: Mapping[str, Any], share: Share, blog: str) -> Entry | None:
    """Return a reply. It has no address of its own, so it is known by its author's page."""
    said = read_fragment(whole(text(note, "reply_text")), base=share.url, plain=True)
    seconds, published = number_id(note, "timestamp"), time_of(note)
    if said.text is None or seconds is None or published is None:
        return None
    return Entry(
        url=f"https://{blog}.tumblr.com/#reply-{share.id}-{seconds}",
        author=author_of(blog, {"url": note.get("blog_url")}),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=True,
        channel=Channel.COMMENT,
        kind=Kind.REPLY,
        on=share.on,
        parent=share.url,
        platform=PLATFORM,
    )


def notes_in(notes: list[Mapping[str, Any]], share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield reblogs and replies, each as a direct answer to the share."""
    for note in notes:
        if entry := note_entry(note, share):
            yield 1, entry


def next_before(response: Mapping[str, Any]) -> int | None:
    """Return before which time the next page of notes begins; None on the last one."""
    link = mapping(mapping(response.get("_links")).get("next"))
    written = post_id(mapping(link.get("query_params")), "before_timestamp")
    return int(written) if written else None


def kept(shares: Iterable[Share]) -> list[dict[str, str]]:
    """Return the newest shares for the cursor: their notes may grow when they are not new."""
    dated = sorted(shares, key=lambda share: iso(share.published) or "", reverse=True)
    return [
        {
            "id": share.id,
            "blog": share.home,
            "url": share.url,
            "on": share.on,
            "published": iso(share.published) or "",
        }
        for share in dated[:MOST_THREADS]
    ]


def remembered(watch: Watch) -> Iterator[Share]:
    """Yield the shares that the cursor kept."""
    for one in mappings(mapping(watch.cursor), "shares"):
        share = Share(
            id=text(one, "id"),
            home=text(one, "blog"),
            url=text(one, "url"),
            on=text(one, "on"),
            published=moment(one, "published"),
        )
        if share.id and share.home and share.url and share.on:
            yield share
