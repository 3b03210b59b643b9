"""The sentence about an article where the extra that knows languages is installed."""

from __future__ import annotations

from importlib.util import find_spec

from mentions.core.summary.model import ArticleSummary
from mentions.report.language import speak


def told_in_words(article: ArticleSummary, language: str) -> str:
    """Return who mentioned an article, as a sentence; "" where babel is not installed."""
    if find_spec("babel") is None or not article.numbers.mentions:
        return ""
    from mentions.report.sentence import tell_article  # noqa: PLC0415 - it needs babel

    return tell_article(article, speak(language))
