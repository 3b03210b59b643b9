"""What flows through the program, from a byte to a line of a report. All of it is frozen.

Reading an answer gives a `Document`; an entry that leads to a tracked `Article` is a `Mention`.
Dates are aware and UTC. Where a page shows a time but no zone, the wall-clock time is kept as if
it were UTC and `published_zone_known` is False.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from mentions.counts import NEVER_COUNTED, NOTHING_TOLD
from mentions.counts import Counted as Counted  # noqa: PLC0414 - a part of the model
from mentions.counts import Counts as Counts  # noqa: PLC0414 - as above


class Kind(StrEnum):
    """The act: what the author did."""

    MENTION = "mention"
    REPOST = "repost"
    QUOTE = "quote"
    REPLY = "reply"
    LIKE = "like"
    BOOKMARK = "bookmark"


class Channel(StrEnum):
    """The form in which a mention reached us."""

    POST = "post"
    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"
    WEBMENTION = "webmention"


class Evidence(StrEnum):
    """How we know that an entry is about the article, strongest first."""

    LINK = "link"  # it links to the article
    REDIRECT = "redirect"  # it links to an address that redirects to the article
    CANONICAL = "canonical"  # it links to a page whose rel=canonical is the article
    CONTEXT = "context"  # it stands in the article's own comment section
    ATTRIBUTED = "attributed"  # somebody else's words say so


class Region(StrEnum):
    """Where on its page a link stands."""

    CONTENT = "content"  # in the entry itself
    CHROME = "chrome"  # navigation, sidebar, footer, blogroll, related posts


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who wrote an entry. None is unknown; an empty string never occurs.

    Attributes:
        name: Display name as shown.
        handle: Account name without the leading `@`.
        url: Absolute address of the author's own page.
        photo: Absolute address of a picture.
    """

    name: str | None = None
    handle: str | None = None
    url: str | None = None
    photo: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hyperlink:
    """A link of an entry, as found.

    Attributes:
        url: Absolute address, otherwise as written.
        anchor: Link text, white space folded.
        context: The sentence (or list item, or paragraph) around the link, plain text.
        relation: The act that the link's markup states (u-in-reply-to, u-like-of, u-repost-of,
            u-bookmark-of), None where it states none.
        region: Where the link stands.
        rel: Which of nofollow, sponsored and ugc its markup says; it makes no other link of it.
    """

    url: str
    anchor: str | None = None
    context: str | None = None
    relation: Kind | None = None
    region: Region = Region.CONTENT
    rel: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One post, comment or page, as a source gave it, in our fields.

    Attributes:
        url: The entry's own permalink, absolute; of a comment with its fragment.
        author: As shown beside the entry. Of a pingback this is the title of the pinging page.
        title: The entry's own title, plain text.
        text: Its words as plain text: paragraphs separated by newlines, other white space folded.
        links: Every http(s) link in it, in order; for comments also bare addresses in the text.
        published: Aware, UTC; see the module's note about zones.
        published_zone_known: Whether the zone was stated.
        language: BCP 47 tag as stated by the entry, its feed or its page.
        channel: POST for posts and pages; COMMENT, PINGBACK, TRACKBACK or WEBMENTION for what
            stands in a comment section.
        kind: The act where the markup says it (like, repost, ...), None where it does not.
        on: The page in whose comment section this entry stands; None for posts.
        origin: Of a ping or a tweetback: what it was sent for, which is the mention's permalink.
        parent: Permalink of what this entry answers, quotes or passes on; of a comment also the
            page-local id of the one it answers.
        syndication: Other permalinks of the same entry.
        marks: Hints from the markup that decisions need, lower case, such as "tweetback".
        platform: The network, where the source knows it; None lets the permalink tell.
        via: Handles from whom the author had it, nearest first, where the network says so.
        counts: What the network counts of it.
    """

    url: str | None = None
    author: Author = Author()
    title: str | None = None
    text: str | None = None
    links: tuple[Hyperlink, ...] = ()
    published: datetime | None = None
    published_zone_known: bool = False
    language: str | None = None
    channel: Channel = Channel.POST
    kind: Kind | None = None
    on: str | None = None
    origin: str | None = None
    parent: str | None = None
    syndication: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    platform: str | None = None
    via: tuple[str, ...] = ()
    counts: Counts = NOTHING_TOLD


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What reading one answer gives.

    Attributes:
        url: The address under which it was read.
        form: "page", "feed", "comments" (a list of comments such as a REST answer) or "export".
        entries: Posts and comments in document order.
        aliases: Other addresses the page gives itself, rel=canonical first. Empty for feeds.
        canonical: The page's rel=canonical, absolute, None where it has none.
        title: Of the page or feed.
        language: BCP 47 tag the document states for itself.
        next_pages: Addresses on which its list goes on (rel=next, older comments).
        feeds: Comment feeds and feeds the document names (rel=alternate).
        notes: What `mentions explain` should tell ("charset guessed", ...).
        left_out: Why it is not all that stands there; None where it is.
    """

    url: str
    form: str
    entries: tuple[Entry, ...] = ()
    aliases: tuple[str, ...] = ()
    canonical: str | None = None
    title: str | None = None
    language: str | None = None
    next_pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What is tracked.

    Attributes:
        url: The address as the owner gave it.
        aliases: Every other address that is this article.
        title: As the owner gave it or the page says; None where unknown.
        published: Aware, UTC; None where unknown.
        max_delay: Seconds a mention may stay unseen, at the owner's wish.
    """

    url: str
    aliases: tuple[str, ...] = ()
    title: str | None = None
    published: datetime | None = None
    max_delay: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """Where a short link or redirect leads, as far as that is known.

    Attributes:
        found: The address as written.
        chain: Every further hop in order, without `found`; empty when nothing answered.
        resolved: The last hop when the chain ended at a page; None when it is not known.
        canonical: That page's rel=canonical, where it was read.
        why: Why it is not resolved ("offline", "404", ...); None when it is.
    """

    found: str
    chain: tuple[str, ...] = ()
    resolved: str | None = None
    canonical: str | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MentionLink:
    """A link of a mention: as written, and where it leads.

    Attributes:
        found: The absolute address as written.
        resolved: Canonical form of the page it leads to; None for a short link not followed.
    """

    found: str
    resolved: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporter:
    """An aggregator that tells of other people's mentions, such as Topsy."""

    name: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Somebody's act about an article. `as_dict` is the record of docs/record.md.

    Attributes:
        article: Canonical URL of the article.
        url: The mention's own permalink.
        via: Handles from whom the author had it, nearest first.
        source: Where we looked: the address of the page, feed or API answer.
        merged_from: How many sightings were merged into this mention.
        syndication: Other permalinks of the same act (the comment that shows a pingback); they
            identify, they are not shown in the record.
        parent: Permalink of what this act answers, quotes or passes on.
        counts: What its network counts of it, each number as last told.

    A mention with `reported_by` and an author of whom nothing is known is an aggregator's report
    that could not be read with certainty; its text is the report as it stands.
    """

    article: str
    kind: Kind
    channel: Channel
    platform: str
    author: Author = Author()
    text: str | None = None
    url: str | None = None
    published: datetime | None = None
    published_zone_known: bool = False
    first_seen: datetime
    language: str | None = None
    hashtags: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    links: tuple[MentionLink, ...] = ()
    reported_by: Reporter | None = None
    evidence: Evidence
    source: str
    merged_from: int = 1
    syndication: tuple[str, ...] = ()
    parent: str | None = None
    counts: Counted = NEVER_COUNTED

    @property
    def unread_report(self) -> bool:
        """Whether this is an aggregator's report that could not be taken apart."""
        return self.reported_by is not None and self.author == Author()

    def as_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready values; dates as ISO 8601 UTC ending in `Z`."""
        reporter = self.reported_by
        return {
            "article": self.article,
            "kind": self.kind.value,
            "channel": self.channel.value,
            "platform": self.platform,
            "author": {
                "name": self.author.name,
                "handle": self.author.handle,
                "url": self.author.url,
                "photo": self.author.photo,
            },
            "text": self.text,
            "url": self.url,
            "published": iso(self.published),
            "published_zone_known": self.published_zone_known,
            "first_seen": iso(self.first_seen),
            "language": self.language,
            "hashtags": list(self.hashtags),
            "via": list(self.via),
            "links": [{"found": link.found, "resolved": link.resolved} for link in self.links],
            "reported_by": reporter and {"name": reporter.name, "url": reporter.url},
            "evidence": self.evidence.value,
            "source": self.source,
            "merged_from": self.merged_from,
            "parent": self.parent,
            "counts": self.counts.numbers() | {"seen_at": iso(self.counts.seen_at)},
        }


def iso(moment: datetime | None) -> str | None:
    """Return an aware moment as ISO 8601 in UTC ending in `Z`; None stays None.

    >>> iso(datetime(2009, 7, 14, 9, 42, tzinfo=UTC))
    '2009-07-14T09:42:00Z'
    """
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
