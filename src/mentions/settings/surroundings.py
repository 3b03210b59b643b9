"""Whether what a config names is there: files, folders, articles. It is read and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mentions.settings.load import place_problems
from mentions.settings.locate import Place
from mentions.settings.shape import Settings
from mentions.urls.canonical import canonical_url


class Surroundings(NamedTuple):
    """What is wrong around a config, one line each with file, line and key.

    Attributes:
        wrong: What keeps something from working.
        doubtful: What may be right, but does nothing as far as the config tells.
    """

    wrong: list[str]
    doubtful: list[str]


def look_around(settings: Settings, path: Path) -> Surroundings:
    """Look whether the files, folders and articles are there that a config names.

    Args:
        settings: What the config says.
        path: Of the config; messages name it as given here.

    Raises:
        ConfigError: The config cannot be read any more.
    """
    wrong = [*_logo(settings), *_folders(settings)]
    return Surroundings(place_problems(wrong, path), place_problems(_articles(settings), path))


def _logo(settings: Settings) -> Iterator[tuple[Place, str]]:
    logo = settings.report.logo
    if logo is None:
        return
    if not logo.is_file():
        why = "is a folder; name the file in it" if logo.is_dir() else "no such file"
    elif not os.access(logo, os.R_OK):
        why = "cannot be read; check its permissions"
    else:
        return
    yield ("report", "logo"), f"report.logo: {logo}: {why}"


def _folders(settings: Settings) -> Iterator[tuple[Place, str]]:
    for number, one in enumerate(settings.reports):
        if why := _unwritable(one.folder):
            yield ("reports", number, "folder"), f"reports.folder: {one.folder}: {why}"
    kept = settings.evidence
    if kept.keep and (why := _unwritable(kept.folder)):
        yield ("evidence", "folder"), f"evidence.folder: {kept.folder}: {why}"


def _unwritable(folder: Path) -> str | None:
    """Return why no file can be put into a folder, which may be made first; None where it can."""
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return f"{there} is no folder; name another"
    if not os.access(there, os.W_OK | os.X_OK):
        return f"{there} cannot be written; check its permissions, or name another folder"
    return None


def _articles(settings: Settings) -> Iterator[tuple[Place, str]]:
    known = {canonical_url(url) for one in settings.articles for url in (one.url, *one.aliases)}
    named = {
        "notify": [one.articles for one in settings.notify],
        "reports": [one.articles for one in settings.reports],
    }
    for name, tables in named.items():
        for number, articles in enumerate(tables):
            for place, url in enumerate(articles):
                if canonical_url(url) not in known:
                    said = f"{name}.articles: {url!r} is no address of an article in this file"
                    yield (name, number, "articles", place), said
