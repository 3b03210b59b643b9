"""The message that comes with a report: title and body as plain text.

The report itself is attached; here stands what it says in a few lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mentions.core.alerts.model import Rendered
from mentions.core.summary.model import ArticleSummary, Numbers, Summary
from mentions.report.facts import heading, only_article
from mentions.report.language import isolated, speak
from mentions.report.remarks import coverage_lines
from mentions.report.sentence import platform_title, tell_article
from mentions.report.to_notice import calm, calmed

if TYPE_CHECKING:
    from mentions.report.speaker import Speaker

SHOWN = 3  # articles that are named
_TITLE = 120
_WEB = "web"


def render_report_notice(
    summary: Summary, language: str, *, files: Sequence[Path], failed: Sequence[str] = ()
) -> Rendered:
    """Return what to say of a report, with its files.

    Args:
        summary: What it tells.
        language: Of the recipient.
        files: That were written, all into one folder.
        failed: Formats that were not.

    Raises:
        ConfigError: There are no words for the language, or babel is not installed.
    """
    speaker = speak(language)
    lines = [" ".join(_numbers(summary, speaker)), *_articles(summary, speaker)]
    coverage, unseen = coverage_lines(summary, speaker)
    if unseen:
        missing = "A place that could not be looked at may hold mentions that are missing here."
        coverage += f" {speaker.say(missing)}"
    parts = ["\n".join(lines), coverage]
    if failed:
        parts.append(speaker.say("Could not be made: {formats}.", formats=speaker.names(failed)))
    return Rendered(
        title=_title(summary, speaker),
        body="\n\n".join(parts),
        files=tuple(map(str, files)),
        unattached=_unattached(files, speaker),
    )


def _title(summary: Summary, speaker: Speaker) -> str:
    title, scope = calm(heading(summary, None, speaker), _TITLE), summary.scope
    zone = ZoneInfo(scope.zone)
    end = (scope.until or scope.made_at) - timedelta(microseconds=1)
    last = speaker.day(end.astimezone(zone), short=True)
    if scope.since is None:
        return speaker.say("{title}, up to {day}", title=title, day=last)
    first = speaker.day(scope.since.astimezone(zone), short=True)
    if first == last:
        return speaker.say("{title}, {day}", title=title, day=last)
    return speaker.say("{title}, {since} to {until}", title=title, since=first, until=last)


def _numbers(summary: Summary, speaker: Speaker) -> Iterator[str]:
    """Yield how many there were, where most of them, and how many before."""
    numbers, before = summary.numbers, summary.before
    if numbers.mentions:
        yield _counted(numbers, speaker)
    else:
        yield speaker.say("No mentions are known from this time.")
    if before is not None:
        yield f"{speaker.say('{number} in the period before', number=before.mentions)}."


def _counted(numbers: Numbers, speaker: Speaker) -> str:
    mentions = _mentions(numbers, speaker)
    if numbers.people:
        number = numbers.people
        people = speaker.count("{number} person", "{number} people", number, context="by")
        mentions = speaker.say("{mentions} by {people}", mentions=mentions, people=people)
    most = next((one for one in numbers.platforms if one.name), None)
    if most is None:
        return f"{mentions}."
    where = speaker.say("on the web")
    if most.name != _WEB:
        network = platform_title(most.name or "", speaker)
        where = speaker.say("on {platform}", platform=network)
    if most.mentions == numbers.mentions:
        return speaker.say("{mentions} {where}.", mentions=mentions, where=where)
    return speaker.say(
        "{mentions}, {number} of them {where}.",
        mentions=mentions,
        number=most.mentions,
        where=where,
    )


def _articles(summary: Summary, speaker: Speaker) -> Iterator[str]:
    """Yield who mentioned the one article there is, or the articles with most mentions."""
    articles = [one for one in summary.articles if one.numbers.mentions]
    only = only_article(summary)
    if only and articles:
        yield calmed(tell_article(only, speaker))
        return
    for one in articles[:SHOWN]:
        yield f"- {_heading(one)}: {_mentions(one.numbers, speaker)}"
    if more := max(len(articles) - SHOWN, 0) + summary.left_out:
        yield speaker.count("… and {number} more", "… and {number} more", more)


def _heading(article: ArticleSummary) -> str:
    return isolated(calm(article.title or article.url, _TITLE))


def _mentions(numbers: Numbers, speaker: Speaker) -> str:
    return speaker.count("{number} mention", "{number} mentions", numbers.mentions)


def _unattached(files: Sequence[Path], speaker: Speaker) -> str:
    if not files:
        return ""
    return speaker.say(
        "The report is in the folder {folder}: {files}",
        folder=files[0].parent,
        files=", ".join(one.name for one in files),
    )
