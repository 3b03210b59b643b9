"""What became of a share on Bluesky: who quoted it, who reposted it, what was answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from mentions.asking import Request
from mentions.errors import ParseError, SourceError
from mentions.model import Channel, Entry, Kind
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import part_failed
from mentions.sources._bluesky_posts import PLATFORM, is_hidden, read_author, read_share
from mentions.sources._microblog import AS_JSON, Answered, Findings, Share, Steps, fetched
from mentions.sources._threads import MAX_DEPTH, thread

PER_PAGE = 100
# Of the quotes and of the reposts of one share.
MOST_PAGES = 3


def ask_spread(base: str, share: Share, address: str, findings: Findings) -> Steps:
    """Ask who quoted a share, who reposted it and who answered; of nothing that counts none.

    Args:
        base: Of the AppView.
        share: Links to what is searched for.
        address: What is searched for.
        findings: Where the answers go.
    """
    counts = share.entry.counts
    if counts.quotes != 0:
        yield from _ask_quotes(base, share, address, findings)
    if counts.reposts != 0:
        yield from _ask_reposts(base, share, findings)
    if counts.replies != 0:
        yield from _ask_thread(base, share, address, findings)


def xrpc(base: str, method: str, **params: str) -> str:
    """Return the address of a method; its parameters are what tells two answers apart."""
    asked = f"?{urlencode(params)}" if params else ""
    return f"{base}/xrpc/app.bsky.{method}{asked}"


def ask_list(request: Request, key: str, findings: Findings) -> Answered:
    """Ask for an object that holds a list; to be used with `yield from`.

    Returns:
        The object; None where none came, which is then one of the problems.
    """
    answer = yield from fetched(request, findings)
    if answer is None or isinstance(mapping(answer).get(key), list):
        return answer
    why = f"the answer has no list of {key}; check the address under instances"
    findings.problems.append(ParseError(request.url, why))
    return None


def _ask_quotes(base: str, share: Share, address: str, findings: Findings) -> Steps:
    url = xrpc(base, "feed.getQuotes", uri=share.id)
    views = yield from _pages(url, "posts", findings)
    findings.add(url, filter(None, (read_share(view, address) for view in views)))


def _ask_reposts(base: str, share: Share, findings: Findings) -> Steps:
    url = xrpc(base, "feed.getRepostedBy", uri=share.id)
    views = yield from _pages(url, "repostedBy", findings)
    accounts = {text(view, "did"): view for view in views if not is_hidden(view)}
    reposts = (_repost(view, share) for view in accounts.values())
    findings.add_entries(url, filter(None, reposts))


def _pages(url: str, key: str, findings: Findings) -> Answered:
    """Return the objects in a list that comes in pages."""
    found: list[Mapping[str, Any]] = []
    params = {"limit": str(PER_PAGE)}
    for _ in range(MOST_PAGES):
        before = len(findings.problems)
        request = Request(url=url, params=params, headers=AS_JSON)
        answer = yield from ask_list(request, key, findings)
        if answer is None:
            # What one share is refused says nothing of the others.
            findings.problems[before:] = map(part_failed, findings.problems[before:])
            return found
        found += mappings(answer, key)
        cursor = text(answer, "cursor")
        if not cursor or not answer[key] or cursor == params.get("cursor"):
            return found
        params = {**params, "cursor": cursor}
    why = f"only the first {len(found)} were read of those who passed a post on"
    findings.problems.append(SourceError(url, why))
    return found


def _repost(view: Mapping[str, Any], share: Share) -> Entry | None:
    """Return a repost.

    Bluesky gives it no page and here no date, so its address is that of the account, where it
    is shown.
    """
    author = read_author(view)
    if author.url is None:
        return None
    shared = share.entry
    return Entry(
        url=author.url,
        author=author,
        links=tuple(replace(link, relation=Kind.REPOST) for link in shared.links),
        kind=Kind.REPOST,
        parent=shared.url,
        platform=PLATFORM,
        via=(shared.author.handle,) if shared.author.handle else (),
    )


def _ask_thread(base: str, share: Share, address: str, findings: Findings) -> Steps:
    url = xrpc(base, "feed.getPostThread", uri=share.id)
    params = {"depth": str(MAX_DEPTH), "parentHeight": "0"}
    before = len(findings.problems)
    request = Request(url=url, params=params, headers=AS_JSON)
    answer = mapping((yield from fetched(request, findings)))
    findings.problems[before:] = map(part_failed, findings.problems[before:])
    if isinstance(answer.get("thread"), Mapping):
        findings.documents.append(thread(url, _replies(answer["thread"], share, address)))
    elif len(findings.problems) == before:
        findings.problems.append(ParseError(url, "the answer holds no thread; check the address"))


def _replies(root: Mapping[str, Any], share: Share, address: str) -> Iterator[tuple[int, Entry]]:
    """Yield the answers below a share with their depth; those that are gone or blocked are not.

    A queue: a hostile thread nests deeper than Python recurses.
    """
    waiting = deque((1, node, share.entry.url) for node in mappings(root, "replies"))
    seen = {share.id}
    while waiting:
        depth, node, above = waiting.popleft()
        found = read_share(mapping(node.get("post")), address)
        if found is None or found.id in seen:
            continue
        seen.add(found.id)
        entry = replace(
            found.entry,
            channel=Channel.COMMENT,
            kind=Kind.REPLY,
            on=share.home,
            parent=above,
            via=(),
        )
        yield depth, entry
        if depth < MAX_DEPTH:
            waiting += [(depth + 1, one, entry.url) for one in mappings(node, "replies")]
