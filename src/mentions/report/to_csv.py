"""Mentions as CSV (RFC 4180), a line each: the record of docs/record.md, flattened."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

from mentions.model import Mention, iso
from mentions.report.cells import guard, printable

COLUMNS = (
    *("article", "kind", "channel", "platform"),
    *("author_name", "author_handle", "author_url", "author_photo"),
    *("text", "url", "published", "published_zone_known", "first_seen", "language"),
    *("hashtags", "via", "links_found", "links_resolved", "reported_by_name", "reported_by_url"),
    *("evidence", "source", "merged_from"),
    # What came later stands behind, so that the columns before keep their place.
    *("parent", "likes", "reposts", "replies", "quotes", "followers", "counted_at"),
)
UNRESOLVED = "?"  # stands in links_resolved for a short link that was not followed


def write_csv(mentions: Iterable[Mention], out: TextIO, *, excel: bool = False) -> int:
    """Write a header and a line for each mention; return how many there were.

    Unknown is an empty cell. Lists are separated by a space; a white space within an item is
    percent-encoded. Control characters become U+FFFD. What a spreadsheet would run as a formula
    begins with an apostrophe; `read_csv` takes it away.

    Args:
        mentions: Taken one at a time.
        out: Opened as UTF-8 with `newline=""`.
        excel: Begin with a byte order mark, by which Excel knows UTF-8.
    """
    if excel:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for mention in mentions:
        writer.writerow([_safe(cell) for cell in _cells(mention)])
        count += 1
    return count


def _safe(cell: str | int | None) -> str | int:
    if not cell:
        return "" if cell is None else cell
    # No number calls anything, not even a negative one.
    return cell if isinstance(cell, int) else guard(printable(cell))


def _cells(mention: Mention) -> list[str | int | None]:
    """Return what stands in each of COLUMNS."""
    author, reporter, counts = mention.author, mention.reported_by, mention.counts
    return [
        *(mention.article, mention.kind, mention.channel, mention.platform),
        *(author.name, author.handle, author.url, author.photo),
        *(mention.text, mention.url, iso(mention.published)),
        *(_yes_or_no(mention.published_zone_known), iso(mention.first_seen), mention.language),
        *(_joined(mention.hashtags), _joined(mention.via)),
        _joined(link.found for link in mention.links),
        _joined(link.resolved or UNRESOLVED for link in mention.links),
        *((reporter.name, reporter.url) if reporter else (None, None)),
        *(mention.evidence, mention.source, mention.merged_from),
        *(mention.parent, counts.likes, counts.reposts, counts.replies),
        *(counts.quotes, counts.followers, iso(counts.seen_at)),
    ]


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if value else "false"


def _joined(items: Iterable[str]) -> str:
    return " ".join(re.sub(r"\s", lambda blank: quote(blank[0]), item) for item in items)
