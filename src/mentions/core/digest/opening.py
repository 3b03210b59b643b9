"""Opens a tweet digest: a ping whose page holds one person's tweets of a day or a week.

Titles stand in `digesttitles.py`, how the text falls into tweets in `digestmarks.py`. Here is
decided whether a text is a digest, which of its tweets are about the article, and whose they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentions.core.digest.body import Body, body_of, wrapped_whole
from mentions.core.digest.marks import Mark, Piece, Split, split_digest
from mentions.core.digest.owner import Owner, owner_of
from mentions.core.digest.titles import DigestTitle, read_title
from mentions.core.reportmodel import Report, Reported
from mentions.core.retweet import read_retweet
from mentions.core.scene import Scene
from mentions.core.text import hashtags
from mentions.model import Channel, Entry, Hyperlink, Kind, MentionLink, Reporter
from mentions.urls.hosts import is_shortener
from mentions.urls.in_text import urls_in_text
from mentions.urls.platforms import handle_of, post_id

_PINGS = frozenset({Channel.PINGBACK, Channel.TRACKBACK})
_FORMS = _PINGS | {Channel.COMMENT}
_TWITTER = "twitter"
_REPEATED = 2  # marks, or lines, that make a text look like tweets
_LONGEST_TWEET = 400  # characters; long addresses included
# WordPress keeps a hundred characters on either side of the link to the article, whole words.
_AROUND = 110
_SHORTEST_ANCHOR = 4
_MOST_LINKS = 200  # linked words that are looked for; a digest has a link a tweet


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """A piece with where its links lead."""

    piece: Piece
    links: tuple[Hyperlink, ...]
    leads: tuple[MentionLink, ...]

    def hits(self, article: str) -> bool:
        return any(link.resolved == article for link in self.leads)

    @property
    def may_hit(self) -> bool:
        """Whether nobody knows where one of its links leads."""
        return any(link.resolved is None for link in self.leads)


def open_digest(scene: Scene) -> Report | None:
    """Return the tweets of a digest that are about the article; None for what is no digest.

    Those with a link that leads to the article are; where no link is known to, the one tweet
    that can have it. Where that is not certain, or who tweeted is not known at all, the report
    is not `certain`. A digest is known by a title that only plugins write, or by days, marks and
    retweets that repeat; a comment among them only if it is signed so, or an excerpt in `[...]`.
    """
    entry = scene.entry
    if entry.channel not in _FORMS or entry.kind not in {None, Kind.MENTION}:
        return None
    signed = _signed(entry)
    wrapped = wrapped_whole(entry.text or "")
    if entry.channel is Channel.COMMENT and not signed and not wrapped:
        return None
    body = body_of(entry)
    split = split_digest(body.text, cut_start=body.cut_start, cut_end=body.cut_end)
    name = _shown(entry, body, signed=signed is not None)
    by_plugin = signed is not None and signed.sure and (wrapped or entry.channel in _PINGS)
    if not name or not (by_plugin or _looks_like_tweets(split, body, titled=signed is not None)):
        return None
    page = entry.origin or entry.author.url
    people = _people(scene, body, split, owner_of(entry, split, signed or body.title, page))
    return Report(
        reporter=Reporter(name=name, url=page),
        platform=_TWITTER,
        people=people,
        certain=bool(people),
    )


def _signed(entry: Entry) -> DigestTitle | None:
    found = (read_title(name) for name in (entry.author.name, entry.title) if name)
    return max(filter(None, found), key=lambda one: one.sure, default=None)


def _shown(entry: Entry, body: Body, *, signed: bool) -> str | None:
    """Return the title under which the digest is shown."""
    if signed or not body.headline:
        name, title = entry.author.name, entry.title
        return title if title and (not name or not read_title(name)) else name
    return body.headline


def _looks_like_tweets(split: Split, body: Body, *, titled: bool) -> bool:
    """Whether a text is a digest by its own shape, for which a title and a footer speak, too."""
    signs = [_is_tweet(piece.text) for piece in split.pieces]
    counts = {mark: len(split.marks(mark)) for mark in Mark if mark is not Mark.LINE}
    if titled or body.title or body.footed:
        lines = len(signs) >= _REPEATED and all(signs)
        marked = max(counts.values()) >= (1 if body.footed else _REPEATED)
        return any(signs) and (marked or lines)
    marked = max(counts[Mark.DAY], counts[Mark.SIGN]) >= _REPEATED
    return marked and sum(signs) >= _REPEATED and any(_is_talk(one.text) for one in split.pieces)


def _is_tweet(text: str) -> bool:
    """Whether a text has what tweets have and other texts seldom: a tag, a short link, an RT."""
    if len(text) > _LONGEST_TWEET:
        return False
    return bool(_is_talk(text) or hashtags(text) or any(map(is_shortener, urls_in_text(text))))


def _is_talk(text: str) -> bool:
    return text.startswith("@") or bool(read_retweet(text).via)


def _people(scene: Scene, body: Body, split: Split, owner: Owner) -> tuple[Reported, ...]:
    """Return the chosen tweets, none where one of them cannot be read with certainty."""
    told = [
        _Told(piece=piece, links=links, leads=scene.links(link.url for link in links))
        for piece in split.pieces
        for links in [tuple(_links_in(piece, body, scene.entry))]
    ]
    people: list[Reported] = []
    for one in _chosen(told, scene.match.article, body):
        tweet = owner.tweet(one.piece)
        if tweet is None or not one.piece.whole or len(one.piece.text) > _LONGEST_TWEET:
            return ()
        people.append(
            Reported(
                author=tweet.author,
                text=tweet.words,
                url=tweet.permalink,
                links=one.links,
                published=one.piece.published,
            )
        )
    return tuple(people)


def _chosen(told: Sequence[_Told], article: str, body: Body) -> list[_Told]:
    """Return the tweets about the article, whole or not; none where that cannot be told."""
    hits = [one for one in told if one.hits(article)]
    if hits:
        return hits
    if len(told) == 1:
        return [one for one in told if one.may_hit or not one.leads]
    if body.begins_a_longer_text:
        return []  # the link to the article may stand behind the end of this text
    open_ones = [one for one in told if one.may_hit]
    if any(one.leads for one in told):
        near = [one for one in open_ones if _is_near(one.piece, body)]
        return open_ones if len(open_ones) == 1 and near else []
    near = [one for one in told if _is_near(one.piece, body)]
    return near if len(near) == 1 else []


def _is_near(piece: Piece, body: Body) -> bool:
    """Whether the link around which an excerpt was cut can stand in this piece."""
    if not body.is_excerpt:
        return True
    start, end = body.offset + piece.start, body.offset + piece.end
    return start <= _AROUND and end >= body.length - _AROUND


def _links_in(piece: Piece, body: Body, entry: Entry) -> Iterator[Hyperlink]:
    """Yield the links of a piece: addresses as the entry has them, then linked words."""
    shown: dict[str, Hyperlink] = {}
    for link in entry.links:
        for known_as in (link.anchor, link.url):
            shown.setdefault(known_as or link.url, link)
    done: set[str] = set()
    for url in urls_in_text(piece.text):
        link = shown.get(url, Hyperlink(url=url))
        done.add(link.url)
        yield link
    for link in entry.links[:_MOST_LINKS]:
        anchor = link.anchor or ""
        if link.url in done or len(anchor) < _SHORTEST_ANCHOR or anchor not in piece.text:
            continue
        # Accounts and hashtags are linked to Twitter itself.
        own = anchor.startswith(("@", "#")) or (handle_of(link.url) and not post_id(link.url))
        if not own and body.text.count(anchor) == 1:
            done.add(link.url)
            yield link
