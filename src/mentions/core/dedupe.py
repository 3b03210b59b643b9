"""When two mentions are the same act.

Keys make candidates cheap to find; `is_same_act` decides. A key says what it is by its prefix:

    url:   a permalink, the author's own or that of the comment that shows it: certain, unless it
           is only the page of an account, or two accounts are claimed to be one
    text:  platform, author and words agree
    who:   platform and author agree; decides only where one side is hearsay or was cut off
    bare:  no address, and no author or no words: platform, kind and what there is agree
    ping:  the same name in the same comment section; a theme shows the link, the feed the words
    report: the same report; one without a body joins what was read from its body
    told:  the same aggregator, where one side does not say which of its reports
    own:   this very act of what has no page; others of its account or name may have the rest

Two people made one is worse than one person counted twice: what tells two accounts apart counts
more than any words that agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from mentions.core.merging import is_cut_from
from mentions.core.permalinks import (
    account_key,
    addresses,
    own_key,
    permalinks,
    permalinks_differ,
    post_in,
)
from mentions.core.text import fold_name, text_key
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import host_of
from mentions.urls.platforms import WEB

_LONGEST_NAME = 20  # of a name as Topsy prints it
_CUT_OFF = "~cut"  # no folded name holds the sign, no name of signs the letters
PINGS = frozenset({Channel.PINGBACK, Channel.TRACKBACK})


def mention_keys(mention: Mention) -> tuple[str, ...]:
    """Return the keys under which a mention of one article is found again, surest first."""
    known = permalinks(mention)
    keys = [*(f"url:{key}" for key in sorted(known)), *_report_keys(mention)]
    if mention.unread_report:
        return tuple(keys)
    names, platform = (*_names(mention.author), *_cut_names(mention)), mention.platform
    if mention.reported_by and not names and mention.author.url:
        # Whose tweet a digest shows is often known by the digest's page alone.
        names = (canonical_url(mention.author.url),)
    words = text_key(mention.text) if mention.text else ""
    digest = blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()
    is_ping = _is_ping(mention)
    if words:
        # Only a page that shows where a ping came from tells the platform; a feed does not.
        keys += [f"text:{'web' if is_ping else platform}:{name}:{digest}" for name in names]
    if is_ping:
        keys += [f"ping:{name}" for name in names]
    elif platform != WEB:
        # A name can be another one's account; with its sign an account is one only.
        accounts = [f"@{handle}" for handle in (_account(mention.author),) if handle]
        keys += [f"who:{platform}:{name}" for name in (*names, *accounts)]
    if not known and not (words and names):
        # Without one of these it would be stored anew with every look.
        keys += [f"bare:{platform}:{mention.kind}:{what}" for what in names or (digest,)]
    keys += _own_keys(mention, digest, addressed=bool(known))
    return tuple(dict.fromkeys(keys))


def _own_keys(mention: Mention, digest: str, *, addressed: bool) -> Iterator[str]:
    """Yield what tells an act that has no page from others of its account or of its name."""
    page = account_key(mention)
    if addressed and page is None:
        return
    author = mention.author
    passed = post_in(mention.parent) if mention.parent else ""
    who = page or _account(author) or (author.url and canonical_url(author.url))
    if who or passed:
        who = who or next(iter(_names(author)), "")
        yield f"own:{mention.platform}:{mention.kind}:{who}:{digest}:{passed}"


def _report_keys(mention: Mention) -> Iterator[str]:
    if mention.reported_by is None:
        return
    addressed = not mention.unread_report and bool(permalinks(mention))
    # A post that a plugin stored as a comment is itself, not a part of some report.
    if addressed and addresses(mention, on_article=True):
        return
    reporter = fold_name(mention.reported_by.name)
    if mention.reported_by.url:
        yield f"report:{reporter}:{canonical_url(mention.reported_by.url)}"
    if not addressed:
        yield f"told:{reporter}"


def is_same_act(one: Mention, other: Mention, key: str) -> bool:
    """Whether two mentions of one article that share `key` are the same act."""
    prefix, _, rest = key.partition(":")
    if prefix == "url":
        return _is_same_entry(one, other, rest)
    if prefix in {"report", "told"}:
        unread = one.unread_report or other.unread_report
        return unread and (prefix == "report" or not _reports_differ(one, other))
    if one.unread_report or other.unread_report or permalinks_differ(one, other):
        return False
    if _CUT_OFF in rest and (one.reported_by is None) == (other.reported_by is None):
        return False  # two long names that begin alike
    are_two = _accounts_differ(one, other) or _deeds_differ(one, other, prefix)
    return not are_two and _words_agree(one, other, prefix)


def _words_agree(one: Mention, other: Mention, prefix: str) -> bool:
    """Whether what a key leaves open of the words does not speak against one act."""
    if prefix == "who":
        hearsay = _is_hearsay(one) or _is_hearsay(other)
        return hearsay or is_cut_from(one, other) or is_cut_from(other, one)
    return prefix != "ping" or not (one.text and other.text)


def _is_same_entry(one: Mention, other: Mention, key: str) -> bool:
    """Whether an address that both give makes them one.

    The address of an entry does, whatever its author is called by now. That of an account does
    for the same deed only; a copy that somebody claims does not where it is another account's.
    """
    own = own_key(one), own_key(other)
    if key in (account_key(one), account_key(other)):
        return own[0] == own[1] and not _deeds_differ(one, other, "url")
    if own[0] == own[1] or not (one.url and other.url):
        return True
    return post_in(one.url) == post_in(other.url) or not _handles_differ(one, other)


def _deeds_differ(one: Mention, other: Mention, prefix: str) -> bool:
    """Whether, without a page of its own that would say so, these are two acts of one account."""
    if prefix not in {"url", "bare", "own"}:
        return False
    kinds = {one.kind, other.kind} - {Kind.MENTION}
    passed = {post_in(m.parent) for m in (one, other) if m.parent}
    return len(kinds) > 1 or len(passed) > 1


def _accounts_differ(one: Mention, other: Mention) -> bool:
    """Whether these are two people, as far as their accounts or their pages tell."""
    mine, theirs = one.author.url, other.author.url
    if one.platform != other.platform or not (mine and theirs):
        return _handles_differ(one, other)
    if one.platform != WEB:
        if one.author.handle or other.author.handle:
            return _handles_differ(one, other)
        # An aggregator shows a page of its own for the same account.
        return host_of(mine) == host_of(theirs) and canonical_url(mine) != canonical_url(theirs)
    # A ping's page is no person's.
    is_ping = not PINGS.isdisjoint((one.channel, other.channel))
    return not is_ping and canonical_url(mine) != canonical_url(theirs)


def _handles_differ(one: Mention, other: Mention) -> bool:
    """Whether these are two accounts of one network; one may be written without its server."""
    mine, theirs = _account(one.author), _account(other.author)
    # On the open web each site has names of its own.
    if one.platform != other.platform or one.platform == WEB:
        return False
    if not (mine and theirs) or mine == theirs:
        return False
    both_in_full = "@" in mine and "@" in theirs
    return both_in_full or mine.partition("@")[0] != theirs.partition("@")[0]


def _account(author: Author) -> str:
    return (author.handle or "").strip().removeprefix("@").casefold()


def _is_hearsay(mention: Mention) -> bool:
    """Whether others only say that this act took place: no address, and no words of its own."""
    reported = mention.reported_by is not None and not mention.text
    return (reported or mention.evidence is Evidence.ATTRIBUTED) and not permalinks(mention)


def _reports_differ(one: Mention, other: Mention) -> bool:
    urls = [m.reported_by.url for m in (one, other) if m.reported_by and m.reported_by.url]
    return len({canonical_url(url) for url in urls}) > 1


def _is_ping(mention: Mention) -> bool:
    return mention.channel in PINGS and not mention.reported_by


def _names(author: Author) -> tuple[str, ...]:
    # A name of signs only, such as a star, has nothing to fold.
    folded = (fold_name(name) or name for name in (author.handle, author.name) if name)
    return tuple(dict.fromkeys(folded))


def _cut_names(mention: Mention) -> Iterator[str]:
    """Yield a name as far as an aggregator prints it, where that may be less than all of it."""
    name = mention.author.name or ""
    if mention.platform == WEB or _is_ping(mention):
        return
    is_long = len(name) == _LONGEST_NAME if mention.reported_by else len(name) > _LONGEST_NAME
    if is_long and (folded := fold_name(name[:_LONGEST_NAME])):
        yield f"{folded}{_CUT_OFF}"
