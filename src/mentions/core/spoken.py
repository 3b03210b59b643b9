"""What somebody says in their own name: comments, pings, posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentions.core.chain import attributed
from mentions.core.reblog import read_reblog
from mentions.core.retweet import read_retweet
from mentions.core.scene import Scene
from mentions.core.text import hashtags, strip_wrapper
from mentions.model import Author, Channel, Kind, Mention, Region
from mentions.urls.platforms import handle_of, platform_of


def spoken(scene: Scene) -> Iterator[Mention]:
    """Yield what an entry says in its author's own name, then whom it credits."""
    if scene.entry.channel is Channel.POST:
        yield from _posted(scene)
    elif scene.entry.channel is Channel.COMMENT:
        yield _commented(scene)
    else:
        yield _pinged(scene)


def _commented(scene: Scene) -> Mention:
    """A human comment: a reply in the article's own section, a mention anywhere else."""
    entry = scene.entry
    at_home = scene.index.page(entry.on) == scene.match.article or not scene.match.link
    kind = entry.kind or (Kind.REPLY if at_home else Kind.MENTION)
    return _or_reblog(scene, replace(_with_words(scene, entry.text), kind=kind))


def _or_reblog(scene: Scene, mention: Mention) -> Mention:
    """A reblog speaks in a sentence its author never wrote: only what follows is their own."""
    reblog = read_reblog(scene.entry.text or "")
    if not reblog:
        return mention
    own = reblog.own_words
    return replace(mention, kind=reblog.kind, text=own, hashtags=hashtags(own or ""))


def _pinged(scene: Scene) -> Mention:
    """A pingback, trackback or webmention: what its page says, as far as it is shown."""
    entry = scene.entry
    text = strip_wrapper(entry.text)[0] or None if entry.text else None
    platform = platform_of(entry.origin) if entry.origin else "web"
    mention = _with_words(scene, text)
    return _or_reblog(scene, replace(mention, kind=entry.kind or Kind.MENTION, platform=platform))


def _with_words(scene: Scene, text: str | None) -> Mention:
    entry = scene.entry
    links = scene.links(link.url for link in entry.links)
    return replace(
        scene.base(entry.channel),
        author=entry.author,
        text=text,
        url=entry.origin or entry.url,
        published=entry.published,
        published_zone_known=entry.published_zone_known,
        language=entry.language,
        hashtags=hashtags(text or ""),
        links=links,
        syndication=scene.home_permalinks(entry.origin),
    )


def _posted(scene: Scene) -> Iterator[Mention]:
    """A post that links to the article: the sentence around the link, or a whole short post."""
    entry, link = scene.entry, scene.match.link
    platform = platform_of(entry.url or scene.document.url)
    whole = platform in MICROBLOGS or (link is not None and link.relation is not None)
    text = entry.text if whole else (link and link.context) or entry.title
    words = read_retweet(text or "")
    relation = link.relation if link else None
    kind = relation or entry.kind or (words.kind if platform in MICROBLOGS else Kind.MENTION)
    shown = entry.links if whole else scene.match.links
    urls = (one.url for one in shown if one.region is Region.CONTENT)
    mention = replace(
        scene.base(Channel.POST),
        kind=kind,
        platform=platform,
        author=_on_platform(entry.author, platform, entry.url),
        text=text,
        url=entry.url or scene.document.url,
        published=entry.published,
        published_zone_known=entry.published_zone_known,
        language=entry.language or scene.document.language,
        hashtags=hashtags(text or ""),
        via=words.via,
        links=scene.links(urls),
        syndication=entry.syndication,
    )
    yield mention
    if platform in MICROBLOGS:
        yield from attributed(scene, mention, words, known=frozenset())


# Places where a post is a line or two: all of it is what was said, and RT means a repost.
MICROBLOGS = frozenset({"twitter", "mastodon", "bluesky", "identica", "threads", "friendfeed"})


def _on_platform(author: Author, platform: str, url: str | None) -> Author:
    if platform == "web" or author.handle or not url:
        return author
    return replace(author, handle=handle_of(url))
