"""Marking the people of a report who share every post."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from mentions.core.alerts.accounts import account_of
from mentions.core.summary.model import ArticleSummary, Person, Summary
from mentions.model import Author
from mentions.store.engine import Session
from mentions.store.sharing import sharers_among


def with_habits(session: Session, summary: Summary) -> Summary:
    """Return the summary with everybody marked who shares every post; no number changes.

    Those are looked for among the people with most mentions: whoever shares every post is.
    """
    sharers = sharers_among(session, [(_author(one), one.platform) for one in summary.people])
    if not sharers:
        return summary
    articles = tuple(_article(one, sharers) for one in summary.articles)
    return replace(summary, people=_marked(summary.people, sharers), articles=articles)


def _article(article: ArticleSummary, sharers: Collection[str]) -> ArticleSummary:
    people, sentence = _marked(article.people, sharers), _marked(article.sentence, sharers)
    return replace(article, people=people, sentence=sentence)


def _marked(people: Iterable[Person], sharers: Collection[str]) -> tuple[Person, ...]:
    return tuple(
        replace(one, shares_all=account_of(_author(one), one.platform) in sharers) for one in people
    )


def _author(one: Person) -> Author:
    return Author(name=one.name, handle=one.handle, url=one.url)
