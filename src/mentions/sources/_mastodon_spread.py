"""What became of a share on a server with Mastodon's API: who boosted it, what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from mentions.asking import Request
from mentions.errors import ParseError
from mentions.model import Channel, Entry, Kind
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import part_failed
from mentions.sources._mastodon_statuses import View, boost, number_of, read_author, read_share
from mentions.sources._microblog import Answered, Findings, Share, Steps, fetched
from mentions.sources._threads import MAX_DEPTH, thread

# Of those who boosted a post one page is read; its count tells of the rest.
PER_PAGE = 80


def ask_spread(share: Share, view: View, findings: Findings) -> Steps:
    """Ask who boosted a share and who answered; of nothing that counts none.

    Only what has come to the asked server is known there.
    """
    if share.more is None:
        return
    before, counts = len(findings.problems), share.entry.counts
    if counts.reposts != 0:
        yield from _ask_boosts(share, view, findings)
    if counts.replies != 0:
        yield from _ask_thread(share, view, findings)
    # What one post is refused says nothing of the server.
    findings.problems[before:] = map(part_failed, findings.problems[before:])


def ask_array(request: Request, findings: Findings) -> Answered:
    """Ask for a list; to be used with `yield from`.

    Returns:
        The objects in it; None where none came, which is then one of the problems.
    """
    answer = yield from fetched(request, findings)
    if answer is None:
        return None
    if not isinstance(answer, list):
        why = "the answer is no list; check the address under instances"
        findings.problems.append(ParseError(request.url, why))
        return None
    return [one for one in answer if isinstance(one, Mapping)]


def _ask_boosts(share: Share, view: View, findings: Findings) -> Steps:
    """Ask who boosted; a boost has no address here, so that of the account stands for it."""
    url = f"{share.more}/reblogged_by"
    request = Request(url=url, params={"limit": str(PER_PAGE)}, headers=view.headers)
    accounts = yield from ask_array(request, findings)
    authors = {one.url: one for one in (read_author(it, view.base) for it in accounts or ())}
    boosts = [boost(author, share, url=page) for page, author in authors.items() if page]
    if accounts is not None:
        findings.add_entries(url, boosts)


def _ask_thread(share: Share, view: View, findings: Findings) -> Steps:
    url = f"{share.more}/context"
    answer = yield from fetched(Request(url=url, headers=view.headers), findings)
    if answer is None:
        return
    if not isinstance(mapping(answer).get("descendants"), list):
        findings.problems.append(ParseError(url, "the answer holds no thread; check the address"))
        return
    findings.documents.append(thread(url, _replies(mappings(answer, "descendants"), share, view)))


def _replies(
    statuses: list[Mapping[str, Any]], share: Share, view: View
) -> Iterator[tuple[int, Entry]]:
    """Yield the answers with their depth. The list is flat; ids say what answers what."""
    above = {number_of(one): text(one, "in_reply_to_id") for one in statuses}
    root, seen = unquote((share.more or "").rpartition("/")[2]), {share.id}
    found = [(one, reply) for one in statuses if (reply := read_share(one, view))]
    pages = {number_of(one): reply.entry.url for one, reply in found}
    pages[root] = share.entry.url
    for one, reply in found:
        if reply.id in seen:
            continue
        seen.add(reply.id)
        entry = replace(
            reply.entry,
            channel=Channel.COMMENT,
            kind=Kind.REPLY,
            on=share.home,
            parent=pages.get(text(one, "in_reply_to_id")),
            via=(),
        )
        yield _depth(number_of(one), above, root), entry


def _depth(number: str, above: Mapping[str, str], root: str) -> int:
    """Return how deep an answer stands; too deep to be kept where its thread goes in a circle."""
    for depth in range(1, MAX_DEPTH + 1):
        number = above.get(number, "")
        # Below an answer that is not shown nobody knows how deep.
        if number == root or not number:
            return depth
    return MAX_DEPTH + 1
