"""What somebody says in their own name: comments, pings, posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentions.core.answers import absolute_parent
from mentions.core.bridged import from_elsewhere
from mentions.core.chain import MICROBLOGS, attributed
from mentions.core.counting import counted_at
from mentions.core.notices import Notice, notice_of
from mentions.core.reblog import read_reblog
from mentions.core.retweet import read_retweet
from mentions.core.scene import Scene
from mentions.core.text import hashtags, strip_wrapper
from mentions.model import Author, Channel, Entry, Hyperlink, Kind, Mention, Region
from mentions.urls.platforms import WEB, handle_of, platform_of


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
    mention = _as_told(scene, replace(_with_words(scene, entry.text), kind=kind))
    if entry.platform:
        return replace(mention, platform=entry.platform, via=entry.via or mention.via)
    if mention.kind not in _DONE_ELSEWHERE or mention.platform != WEB:
        return mention
    return replace(mention, platform=platform_of(entry.origin or entry.author.url or ""))


def _pinged(scene: Scene) -> Mention:
    """A pingback, trackback or webmention: what its page says, as far as it is shown."""
    entry = scene.entry
    text = strip_wrapper(entry.text)[0] or None if entry.text else None
    mention = replace(_with_words(scene, text), kind=entry.kind or Kind.MENTION)
    if entry.platform or entry.origin:
        mention = replace(mention, platform=entry.platform or platform_of(entry.origin or ""))
    mention = _as_told(scene, mention)
    return from_elsewhere(mention, entry) if entry.channel is Channel.WEBMENTION else mention


def _as_told(scene: Scene, mention: Mention) -> Mention:
    """Where software speaks for the author, only what they said themselves is theirs."""
    entry, about = scene.entry, None
    if notice := notice_of(entry):
        mention, about = _noticed(mention, notice, entry), notice.about
    elif reblog := read_reblog(entry):
        mention = replace(mention, kind=reblog.kind, text=reblog.own_words)
    else:
        return mention
    # The links of such a sentence lead to whoever did it; only others tell something.
    own = {mention.url, entry.origin, entry.author.url} - {about}
    links = (link.url for link in entry.links if link.url not in own and not _is_name(link, entry))
    return replace(mention, hashtags=hashtags(mention.text or ""), links=scene.links(links))


def _is_name(link: Hyperlink, entry: Entry) -> bool:
    """Whether a link stands in a sentence of software for a name: of the author, of a blog."""
    line = (entry.text or "").partition("\n")[0]
    return bool(link.anchor and link.anchor in line and link.anchor != link.url)


def _noticed(mention: Mention, notice: Notice, entry: Entry) -> Mention:
    # A sentence gives the address of what was liked; the like itself is somewhere else.
    its_own = mention.url if mention.url != notice.about else entry.url
    stated = None if notice.words or entry.kind is Kind.MENTION else entry.kind
    return replace(
        mention,
        kind=stated or notice.kind,
        author=replace(mention.author, name=mention.author.name or notice.who),
        platform=notice.platform or mention.platform,
        text=notice.words,
        url=its_own,
        via=notice.via,
    )


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
        language=_own_language(scene),
        hashtags=hashtags(text or ""),
        links=links,
        syndication=scene.home_permalinks(entry.origin),
        parent=absolute_parent(entry),
        counts=counted_at(entry.counts, scene.now),
    )


def _own_language(scene: Scene) -> str | None:
    """Return what a comment says of its language; that of the page is the blog's, not its own."""
    language = scene.entry.language
    return None if language == scene.document.language else language


def _posted(scene: Scene) -> Iterator[Mention]:
    """A post that links to the article: the sentence around the link, or a whole short post."""
    entry, link = scene.entry, scene.match.link
    platform = entry.platform or platform_of(entry.url or scene.document.url)
    whole = (
        entry.platform is not None
        or platform in MICROBLOGS
        or (link is not None and link.relation is not None)
    )
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
        author=_on_platform(entry.author, platform, entry),
        text=text,
        url=entry.url or (scene.document.url if scene.document.form == "page" else None),
        published=entry.published,
        published_zone_known=entry.published_zone_known,
        language=entry.language or scene.document.language,
        hashtags=hashtags(text or ""),
        via=entry.via or words.via,
        links=scene.links(urls),
        syndication=entry.syndication,
        parent=absolute_parent(entry),
        counts=counted_at(entry.counts, scene.now),
    )
    yield mention
    if platform in MICROBLOGS:
        yield from attributed(scene, mention, words, known=frozenset())


# What a comment section shows of these was done on the author's own site or account.
_DONE_ELSEWHERE = frozenset({Kind.LIKE, Kind.REPOST, Kind.BOOKMARK})


def _on_platform(author: Author, platform: str, entry: Entry) -> Author:
    """Add the account that the author's page, or else the post's address, names."""
    if platform == WEB or author.handle:
        return author
    pages = (url for url in (author.url, entry.url) if url and platform_of(url) == platform)
    handles = filter(None, map(handle_of, pages))
    return replace(author, handle=next(handles, None))
