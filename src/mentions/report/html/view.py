"""What the templates get: the summary, and every function they call with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from mentions.core.spread import spread_of
from mentions.core.summary.model import Act, ArticleSummary, Numbers, Scope, Summary, Told
from mentions.model import Kind
from mentions.report import named
from mentions.report.facts import heading, only_article
from mentions.report.html import charts, foreign, labels, spread
from mentions.report.html.colours import accents_of
from mentions.report.html.logo import logo_address
from mentions.report.look import Look
from mentions.report.obstacles import obstacle_detail, obstacle_words, place_name
from mentions.report.periods import first_mention, from_publication, last_day, period_label
from mentions.report.plain import safe
from mentions.report.sentence import person_name, tell_article
from mentions.report.speaker import Speaker

ARTICLES, PEOPLE, OUTLETS, UNSEEN, ROWS = 50, 50, 50, 100, 20
NOTICED = 3  # mentions shown on top for what their networks count
_COPIES = 20
_TITLE = 300
# Acts without words of their own: a name and a date say all of them.
_SILENT = frozenset({Kind.LIKE, Kind.BOOKMARK, Kind.REPOST})


def view_of(
    summary: Summary, look: Look, speaker: Speaker, *, shown: int, drawn: int
) -> dict[str, Any]:
    """Return everything the templates name.

    Args:
        summary: What to tell.
        look: How.
        speaker: The language.
        shown: Mentions shown of each article at most.
        drawn: Acts drawn in each spread tree at most.

    Raises:
        ConfigError: The logo cannot be read.
    """
    zone = summary.scope.zone
    return {
        "summary": summary,
        "scope": summary.scope,
        "language": speaker.language,
        "alone": only_article(summary) is not None,
        "direction": speaker.direction,
        "title": heading(summary, look.title, speaker),
        "period": period_label(summary.scope, speaker),
        "first_mention": lambda numbers: first_mention(numbers, summary.scope, speaker),
        "from_publication": lambda numbers: from_publication(numbers, summary.scope, speaker),
        "logo": logo_address(look.logo),
        "accents": accents_of(look.colour),
        "articles": [
            _article(article, speaker, shown=shown, drawn=drawn, key=f"post-{number}")
            for number, article in enumerate(summary.articles[:ARTICLES], 1)
        ],
        "limits": {
            "articles": ARTICLES,
            "people": PEOPLE,
            "outlets": OUTLETS,
            "unseen": UNSEEN,
            "rows": ROWS,
            "copies": _COPIES,
            "acts": shown,
        },
        "moment": lambda moment, **more: speaker.moment(moment, zone, **more),
        "timeline": partial(_timeline, summary.scope),
        "change": partial(_change, speaker),
        "by_hour": lambda hours: [(hour, number) for hour, number in enumerate(hours) if number],
        "columns": charts.columns_markup,
        "bar": charts.bar_markup,
        "told": partial(_told, speaker),
        "untold": partial(_untold, speaker),
        "obstacle": lambda unseen: obstacle_words(unseen, zone, speaker),
        "detail": obstacle_detail,
        "place": lambda source: place_name(source, speaker),
        **_functions(speaker),
    }


def _functions(speaker: Speaker) -> dict[str, Callable[..., Any]]:
    return {
        "name": foreign.name_markup,
        "ours": foreign.isolated_markup,
        "link": foreign.link_markup,
        "address": foreign.web_address,
        "avatar": foreign.avatar_markup,
        "words": lambda text: foreign.words_markup(text, speaker),
        "lang": lambda tag: foreign.language_markup(tag, speaker),
        "author": lambda mention: labels.author_label(mention, speaker),
        "called": person_name,
        "deed": lambda mention: named.deed(mention, speaker),
        "evidence": lambda mention: labels.evidence_label(mention, speaker),
        "health": lambda state: named.health_name(state, speaker),
        "kind": lambda kind: named.kind_name(kind, speaker),
        "tongue": lambda tag: named.language_name(tag, speaker),
        "platform": lambda one: named.platform_name(one, speaker),
    }


def title_of(article: ArticleSummary) -> str:
    """Return an article's title, else its address."""
    return safe(article.title or "", limit=_TITLE) or safe(article.url, limit=_TITLE)


def _timeline(scope: Scope, numbers: Numbers) -> charts.Timeline | None:
    since = scope.since.astimezone(ZoneInfo(scope.zone)).date() if scope.since else None
    until, made = last_day(scope), scope.made_at.astimezone(ZoneInfo(scope.zone)).date()
    return charts.timeline_of(numbers.days, since=since, until=until and min(until, made))


def _change(speaker: Speaker, now: int, before: int) -> str:
    """Return how a number stands to the one before: "+50 %"; nothing to a zero."""
    return speaker.percent((now - before) / before, signed=True) if before else ""


def _told(speaker: Speaker, told: Told) -> str:
    """Return how many state the number, and as of when."""
    parts = []
    if told.unknown and told.known:
        every = told.known + told.unknown
        parts.append(
            speaker.count(
                "{number} of {all} says it", "{number} of {all} say it", told.known, all=every
            )
        )
    if told.as_of:
        parts.append(speaker.say("oldest as of {day}", day=speaker.day(told.as_of, short=True)))
    if told.overridden:
        parts.append(speaker.say("{number} in the owner’s own word", number=told.overridden))
    return " · ".join(parts)


def _untold(speaker: Speaker, numbers: Numbers, *, brief: bool) -> str:
    """Return what no network told a number of; nothing where each told some."""
    asked = [
        (speaker.say("Followers"), numbers.followers),
        (speaker.say("Likes"), numbers.likes),
        (speaker.say("Reposts"), numbers.reposts),
    ]
    if not brief:
        asked.append((speaker.say("Replies"), numbers.replies))
        asked.append((speaker.say("Quotes"), numbers.quotes))
    names = [name for name, told in asked if told.unknown and not told.known]
    if not names:
        return ""
    return speaker.say("Not told by any network: {names}", names=", ".join(names))


def _article(
    article: ArticleSummary, speaker: Speaker, *, shown: int, drawn: int, key: str
) -> dict[str, Any]:
    """Return an article with what is shown of it."""
    heard = [act for act in article.acts if not act.muted]
    acts = heard[:shown]
    noticed = _noticed(heard)
    above = {act.id for act in noticed}
    rest = [act for act in acts if act.id not in above]
    return {
        "summary": article,
        "key": key,
        "title": title_of(article),
        "sentence": foreign.isolated_markup(tell_article(article, speaker)),
        "noticed": noticed,
        "spoken": [act for act in rest if not _is_silent(act)],
        "silent": [act for act in rest if _is_silent(act)],
        "left_out": article.left_out + len(heard) - len(rest) - len(above),
        "muted": len(article.acts) - len(heard),
        "spread": _spread(article, speaker, drawn=drawn, key=key),
    }


def _is_silent(act: Act) -> bool:
    return act.mention.kind in _SILENT and not act.mention.unread_report


def _noticed(acts: Sequence[Act]) -> list[Act]:
    """Return the mentions with words that others liked and passed on most; none at all of few."""
    heard = [act for act in acts if not _is_silent(act) and act.mention.text and _echo(act)]
    if len(heard) <= NOTICED:
        return []
    return sorted(heard, key=_echo, reverse=True)[:NOTICED]


def _echo(act: Act) -> int:
    counts = act.mention.counts
    return sum(filter(None, (counts.likes, counts.reposts, counts.replies, counts.quotes)))


def _spread(
    article: ArticleSummary, speaker: Speaker, *, drawn: int, key: str
) -> dict[str, Any] | None:
    """Return the spread tree of the acts there are; None where nobody had it from anybody."""
    if not article.numbers.spread_known:
        return None
    picture = spread.picture_of(spread_of(article.acts), limit=drawn)
    if picture is None:
        return None
    told = [_told_node(leaf, speaker) for leaf in picture.leaves]
    about = speaker.say("The list below it tells the same in words.")
    return {
        "svg": spread.spread_markup(
            picture,
            speaker,
            title=speaker.say("How the post spread, as a tree"),
            about=about,
            key=f"{key}-spread",
        ),
        "list": spread.nested_markup(picture, told),
        "legend": list(spread.kinds_of(picture)),
        "left_out": picture.left_out,
        "of_shown_only": article.left_out,
    }


def _told_node(leaf: spread.Leaf, speaker: Speaker) -> Markup:
    node = leaf.node
    if node.mention is None:
        name = foreign.name_markup(f"@{node.handle}" if node.handle else None)
    else:
        name = foreign.name_markup(labels.author_label(node.mention, speaker))
    url = node.mention.url if node.mention else None
    return Markup("{} <small>{}</small>").format(
        foreign.link_markup(url, name), labels.node_label(node, speaker)
    )
