"""When two mentions are the same act, and what they say together.

Keys make candidates cheap to find; `is_same_act` decides. A key says what it is by its prefix:

    url:   a permalink, the author's own or that of the comment that shows it: certain
    text:  platform, author and words agree
    who:   platform and author agree; decides only where one side is hearsay
    bare:  nobody is named and no address given; platform and words agree
    ping:  the same name in the same comment section; a theme shows the link, the feed the words
    report: the same aggregator; a report without a body joins what was read from its body
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from mentions.core.text import fold_name, text_key
from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of, permalink_key

PINGS = frozenset({Channel.PINGBACK, Channel.TRACKBACK})
_STRENGTH = {evidence: rank for rank, evidence in enumerate(Evidence)}
_FORMS = [Channel.COMMENT, Channel.TRACKBACK, Channel.PINGBACK, Channel.WEBMENTION, Channel.POST]


def mention_keys(mention: Mention) -> tuple[str, ...]:
    """Return the keys under which a mention of one article is found again, surest first."""
    keys = [f"url:{key}" for key in sorted(_permalinks(mention))]
    names = _names(mention.author)
    platform = mention.platform
    if mention.reported_by:
        reporter = fold_name(mention.reported_by.name)
        if mention.reported_by.url:
            keys.append(f"report:{reporter}:{canonical_url(mention.reported_by.url)}")
        keys.append(f"report:{reporter}")
    if mention.unread_report:
        return tuple(keys)
    words = text_key(mention.text) if mention.text else ""
    digest = blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()
    if words:
        keys += [f"text:{platform}:{name}:{digest}" for name in names]
    if mention.channel in PINGS and not mention.reported_by:
        keys += [f"ping:{name}" for name in names]
    elif platform != "web":
        keys += [f"who:{platform}:{name}" for name in names]
    # Nobody named, no address: without a key it would be stored anew with every look.
    return tuple(dict.fromkeys(keys)) or (f"bare:{platform}:{mention.kind}:{digest}",)


def is_same_act(one: Mention, other: Mention, key: str) -> bool:
    """Whether two mentions of one article that share `key` are the same act."""
    prefix = key.partition(":")[0]
    if prefix == "url":
        return True
    if prefix == "report":
        return _same_report(one, other)
    if one.unread_report or other.unread_report or _permalinks_differ(one, other):
        return False
    if prefix in {"text", "bare"}:
        return True
    if prefix == "ping":
        return not one.text or not other.text or text_key(one.text) == text_key(other.text)
    return _is_hearsay(one) or _is_hearsay(other)


def _is_hearsay(mention: Mention) -> bool:
    """Whether others only say that this act took place, without its words."""
    reported = mention.reported_by is not None and not mention.text
    return reported or mention.evidence is Evidence.ATTRIBUTED


def _same_report(one: Mention, other: Mention) -> bool:
    """Whether one of the two is the unread form of the report the other was read from."""
    if not (one.unread_report or other.unread_report):
        return False
    urls = {m.reported_by.url for m in (one, other) if m.reported_by and m.reported_by.url}
    return len({canonical_url(url) for url in urls}) < 2  # noqa: PLR2004 - no contradiction


def merge_mentions(one: Mention, other: Mention) -> Mention:
    """Return what two sightings of one act say together; the order does not matter.

    The one nearer to the act leads: its author's own page before a pingback, a pingback before a
    feed that shows it as a comment, a post with a permalink before a quotation, anything before
    hearsay. The other fills what the first leaves open.
    """
    lead, rest = _by_nearness(one, other)
    near = lead.channel == rest.channel or Channel.POST not in (lead.channel, rest.channel)
    dated = _better_dated(lead, rest) if near else lead
    return replace(
        lead,
        kind=_merged_kind(lead, rest),
        author=_merged_author(lead, rest) if near else lead.author,
        text=lead.text or rest.text,
        url=lead.url or rest.url,
        published=dated.published,
        published_zone_known=dated.published_zone_known,
        first_seen=min(lead.first_seen, rest.first_seen),
        language=lead.language or rest.language,
        hashtags=lead.hashtags or rest.hashtags,
        via=lead.via or rest.via,
        links=_merged_links(lead.links, rest.links),
        reported_by=lead.reported_by or rest.reported_by,
        evidence=min(lead.evidence, rest.evidence, key=_STRENGTH.__getitem__),
        merged_from=max(lead.merged_from, rest.merged_from),
        syndication=_merged_permalinks(lead, rest),
    )


def _names(author: Author) -> tuple[str, ...]:
    folded = (fold_name(name) for name in (author.handle, author.name) if name)
    return tuple(dict.fromkeys(name for name in folded if name))


@lru_cache(maxsize=16_384)
def _key_of(url: str) -> str:
    """Like `permalink_key`; each mention asks for the same few addresses again and again."""
    return permalink_key(url)


@lru_cache(maxsize=16_384)
def _page_of(url: str) -> str:
    return canonical_url(page_of(url))


def _permalinks(mention: Mention) -> frozenset[str]:
    urls = (mention.url, *mention.syndication)
    return frozenset(_key_of(url) for url in urls if url)


def _permalinks_differ(one: Mention, other: Mention) -> bool:
    """Whether both have an address of the same sort, and not the same one."""
    for on_article in (True, False):
        mine, theirs = (_addresses(m, on_article=on_article) for m in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


def _addresses(mention: Mention, *, on_article: bool) -> frozenset[str]:
    urls = (url for url in (mention.url, *mention.syndication) if url)
    here = (url for url in urls if _is_on(url, mention.article) is on_article)
    return frozenset(_key_of(url) for url in here)


def _is_on(url: str, article: str) -> bool:
    return _page_of(url) == article


def _by_nearness(one: Mention, other: Mention) -> tuple[Mention, Mention]:
    near, far = _nearness(one), _nearness(other)
    if near == far:
        # Neither is nearer; any order will do, as long as it is always the same.
        near, far = ((str(m.as_dict()),) for m in (one, other))
    return (one, other) if near >= far else (other, one)


def _nearness(mention: Mention) -> tuple[bool | int | str, ...]:
    own_page = bool(mention.url) and not _is_on(mention.url or "", mention.article)
    return (
        not mention.unread_report,
        mention.evidence is not Evidence.ATTRIBUTED,
        mention.platform != "web",
        own_page,
        # A feed names neither the aggregator's address nor the form; the page shows both.
        mention.reported_by is not None and mention.reported_by.url is not None,
        _FORMS.index(mention.channel),
        mention.text is not None,
        len(mention.text or ""),
    )


def _merged_kind(lead: Mention, rest: Mention) -> Kind:
    """A feed shows a reply as a mere mention; its page knows better."""
    same_form = lead.channel == rest.channel and rest.evidence is not Evidence.ATTRIBUTED
    return rest.kind if lead.kind is Kind.MENTION and same_form else lead.kind


def _merged_author(lead: Mention, rest: Mention) -> Author:
    if lead.unread_report or rest.unread_report:
        return lead.author
    mine, theirs = lead.author, rest.author
    return Author(
        name=mine.name or theirs.name,
        handle=mine.handle or theirs.handle,
        url=mine.url or theirs.url,
        photo=mine.photo or theirs.photo,
    )


def _better_dated(lead: Mention, rest: Mention) -> Mention:
    """Return the one whose date to believe: a stated zone beats none, a time beats nothing."""
    if rest.published is None or (lead.published and lead.published_zone_known):
        return lead
    return rest if lead.published is None or rest.published_zone_known else lead


def _merged_links(
    lead: tuple[MentionLink, ...], rest: tuple[MentionLink, ...]
) -> tuple[MentionLink, ...]:
    merged = {link.found: link for link in (*lead, *rest)}
    merged |= {link.found: link for link in (*rest, *lead) if link.resolved}
    return tuple(merged.values())


def _merged_permalinks(lead: Mention, rest: Mention) -> tuple[str, ...]:
    shown = lead.url or rest.url
    urls = (*lead.syndication, rest.url, *rest.syndication)
    return tuple(dict.fromkeys(url for url in urls if url and url != shown))
