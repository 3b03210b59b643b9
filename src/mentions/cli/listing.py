"""`mentions list`, `show`, `delete`, `restore`: what is known, and what the owner throws out."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.coverage import load_coverage, note_missing
from mentions.cli.runtime import console, context_of, now, print_json
from mentions.errors import ConfigError
from mentions.model import Kind, iso

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mentions.model import Resolution
    from mentions.store.counts import StoredCounts
    from mentions.store.engine import Session
    from mentions.store.mentions import MentionFilter
    from mentions.store.records import StoredMention, StoredSighting

Id = Annotated[int, typer.Argument(metavar="ID", help="As `mentions list` shows it.", min=1)]
_SHOWN = 200  # mentions in a table; more are no longer read

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(name="list")(list_mentions)
    app.command(name="show")(show)
    app.command(name="delete")(delete)
    app.command(name="restore")(restore)


def list_mentions(
    context: typer.Context,
    article: Annotated[
        str | None,
        typer.Argument(metavar="ARTICLE", help="Id or address of an article; default is all."),
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this kind.")] = None,
    platform: Annotated[str | None, typer.Option(help="Only this network, e.g. twitter.")] = None,
    author: Annotated[
        str | None, typer.Option(help="Only where name, handle or address hold this.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="From this day on (2009-07-14), UTC.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Before this day, UTC.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(help="At most so many, newest first; as a table 200 if not given.", min=1),
    ] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Only what was deleted.")] = False,
    muted: Annotated[
        bool, typer.Option("--muted", help="Also show what authors you muted did.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the mentions, newest first; a note tells which places could not be looked at.

    What muted authors did is only counted in a table; JSON has it all.

    [bold]Examples[/bold]

      mentions list

      mentions list https://blog.example.org/post-1 --kind repost

      mentions list --author jens --since 2009-07-01 --json
    """
    from mentions.store.mentions import MentionFilter
    from mentions.tracker.track import pick_article

    begin, end = _day(since), _day(until)
    if begin and end and begin >= end:
        raise ConfigError(f"--since {since} is not before --until {until}; nothing lies between")
    with context_of(context).store() as store, store.reading() as session:
        wanted = MentionFilter(
            article_id=pick_article(session, article).id if article else None,
            kind=kind,
            platform=platform,
            author=author,
            since=begin,
            until=end,
            deleted=deleted,
        )
        if as_json:
            _print_json(session, wanted, limit)
        else:
            # Who asks for an author, or for what was deleted, wants to see it.
            fold = not (muted or deleted or author)
            _print_table(session, wanted, limit=limit or _SHOWN, fold=fold)
        coverage = load_coverage(session, since=wanted.since, until=wanted.until)
    if not deleted:
        note_missing(coverage)


def _print_json(session: Session, wanted: MentionFilter, limit: int | None) -> None:
    from mentions.core.standing import record_of
    from mentions.store.mentions import load_mentions

    found = load_mentions(session, wanted, limit=limit)
    print_json([{"id": one.id, **record_of(one)} for one in found])


def _print_table(session: Session, wanted: MentionFilter, *, limit: int, fold: bool) -> None:
    """Print the newest mentions; with `fold` those of muted authors are only counted."""
    from mentions.report.to_text import render_mentions
    from mentions.store.mentions import count_mentions, stream_mentions
    from mentions.store.mutes import muted_among

    folded = muted_among(session, wanted) if fold else frozenset()
    with closing(stream_mentions(session, wanted)) as stored:
        found = list(islice((one for one in stored if one.id not in folded), limit))
    total = count_mentions(session, wanted) - len(folded)
    out = console()
    if found:
        marks = _marks(session, found)
        listed = [(one.id, one.mention) for one in found]
        render_mentions(listed, console=out, marks=marks, is_part=total > len(found))
    elif not folded:
        out.print(_nothing(wanted))
    if total > len(found):
        out.print(f"{len(found)} of {total:,}; --limit shows more")
    if folded:
        out.print(f"{len(folded):,} by muted authors; --muted shows them")


def _marks(session: Session, found: list[StoredMention]) -> dict[int, str]:
    """Return what else is to be said of mentions, by id: how they stand, whose habit they are."""
    from mentions.core.alerts.accounts import account_of
    from mentions.report.to_health import mark_of
    from mentions.store.sharing import load_auto_sharers

    sharers = load_auto_sharers(session, [one.mention for one in found])

    def mark(one: StoredMention) -> str:
        shares_all = account_of(one.mention.author, one.mention.platform) in sharers
        return ", ".join(filter(None, (mark_of(one.health), "shares every post" * shares_all)))

    return {one.id: mark(one) for one in found}


def _nothing(wanted: MentionFilter) -> str:
    from mentions.store.mentions import EVERYTHING, MentionFilter

    if wanted == EVERYTHING:
        return "No mentions yet. `mentions poll` looks for them."
    if wanted == MentionFilter(article_id=wanted.article_id):
        return "No mentions of this article yet. `mentions poll` looks for them."
    if wanted == MentionFilter(deleted=True):
        return "No mention is deleted."
    return "No mentions that match."


def _day(text: str | None) -> datetime | None:
    if text is None:
        return None
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConfigError(f"{text!r} is no date; write it as 2009-07-14") from None


def show(context: typer.Context, mention_id: Id, as_json: Json = False) -> None:
    """Show everything known of a mention: links, sightings, counts, and whether it still stands.

    [bold]Examples[/bold]

      mentions show 7

      mentions show 7 --json
    """
    from mentions.report.to_evidence import kept_as_dicts, kept_rows
    from mentions.report.to_health import health_as_dict, health_rows
    from mentions.report.to_mention import render_mention
    from mentions.store.checks import load_checks
    from mentions.store.counts import load_counts
    from mentions.store.evidence import load_evidence
    from mentions.store.link_events import load_timeline
    from mentions.store.links import load_links
    from mentions.store.mentions import load_sightings

    with context_of(context).store() as store, store.reading() as session:
        stored = _pick(session, mention_id)
        sightings = load_sightings(session, mention_id)
        series = load_counts(session, mention_id)
        urls = [link.found for link in stored.mention.links]
        chains = load_links(session, urls, failed_since=stored.mention.first_seen)
        (check,) = (one.check for one in load_checks(session, [mention_id]))
        timeline = [one.event for one in load_timeline(session, mention_id)]
        kept = load_evidence(session, [mention_id]).get(mention_id, [])
    if as_json:
        more = {"series": _as_series(series), "link_health": health_as_dict(check, timeline)}
        print_json({**_as_dict(stored, sightings, chains), **more, "kept": kept_as_dicts(kept)})
    else:
        more_rows = [*health_rows(check, timeline, stored), *kept_rows(mention_id, kept)]
        out = console()
        render_mention(stored, sightings, chains, console=out, series=series, more=more_rows)


def _as_dict(
    stored: StoredMention, sightings: list[StoredSighting], chains: Mapping[str, Resolution]
) -> dict[str, Any]:
    """Return a mention with its evidence: the record, each link's hops, each sighting."""
    from mentions.core.standing import record_of

    return {
        "id": stored.id,
        **record_of(stored),
        "deleted": iso(stored.deleted_at),
        "last_seen": iso(stored.last_seen),
        "chains": [
            {"found": one.found, "chain": list(one.chain), "why": one.why}
            for one in chains.values()
        ],
        "sightings": [
            {
                "source": seen.sighting.source,
                "channel": seen.sighting.channel.value,
                "url": seen.sighting.url,
                "evidence": seen.sighting.evidence.value,
                "text": seen.sighting.text,
                "first_at": iso(seen.first_at),
                "last_at": iso(seen.last_at),
            }
            for seen in sightings
        ],
    }


def _as_series(series: list[StoredCounts]) -> list[dict[str, Any]]:
    """Return what was counted over time, oldest first."""
    return [
        {"place": one.place, **one.counts.numbers(), "seen_at": iso(one.counts.seen_at)}
        for one in series
    ]


def delete(context: typer.Context, mention_id: Id) -> None:
    """Delete a mention. It stays deleted, however often it is seen again.

    [bold]Examples[/bold]

      mentions delete 7
    """
    from mentions.store.mentions import delete_mention

    with context_of(context).store() as store, store.writing() as session:
        before = _pick(session, mention_id).deleted_at
        delete_mention(session, mention_id, now=now())
    said = f"Mention {mention_id} was deleted before" if before else f"Deleted mention {mention_id}"
    typer.echo(f"{said}; `mentions restore {mention_id}` brings it back.")


def restore(context: typer.Context, mention_id: Id) -> None:
    """Bring back a deleted mention.

    [bold]Examples[/bold]

      mentions list --deleted

      mentions restore 7
    """
    from mentions.store.mentions import restore_mention

    with context_of(context).store() as store, store.writing() as session:
        before = _pick(session, mention_id).deleted_at
        restore_mention(session, mention_id)
    typer.echo(f"Mention {mention_id} {'is back' if before else 'was not deleted'}.")


def _pick(session: Session, mention_id: int) -> StoredMention:
    from mentions.store.mentions import load_mention

    stored = load_mention(session, mention_id)
    if stored is None:
        raise ConfigError(f"there is no mention {mention_id}; `mentions list` shows the ids")
    return stored
