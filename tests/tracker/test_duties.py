"""Which jobs the background run has, by what the config says."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentions.cli.making import making_of, telling_of
from mentions.settings import load_settings
from mentions.tracker.service.duties import Outside, jobs_of
from mentions.tracker.service.jobs import Job

ALWAYS = {"deliveries", "hosts", "hubs", "blogs", "plan", "upkeep"}
CONFIGS = {
    "as shipped": ("", ALWAYS | {"verify", "counts", "backup"}),
    "nothing but polling": (
        "[run]\nverify = false\nrefresh_counts = false\n",
        ALWAYS | {"backup"},
    ),
    "somebody is told": (
        "[[notify]]\nname = 'me'\nurl_env = 'X'\n",
        ALWAYS | {"verify", "counts", "backup", "notify"},
    ),
    "reports": (
        """
        run.zone = "Europe/Berlin"
        reports = [
            { name = "weekly", when = "0 8 * * mon" },
            { name = "daily", when = "0 7 * * *" },
        ]
        """,
        ALWAYS | {"verify", "counts", "backup", "report:weekly", "report:daily"},
    ),
    "evidence with pictures, for ever": (
        "[evidence]\nkeep = true\nscreenshots = true\n",
        ALWAYS | {"verify", "counts", "backup", "pictures"},
    ),
    "what was kept, for a year": (
        "[evidence]\ndays = 365\n",
        ALWAYS | {"verify", "counts", "backup", "evidence"},
    ),
}


def jobs(folder: Path, text: str) -> dict[str, Job]:
    file = folder / "config.toml"
    file.write_text(text)
    settings = load_settings(file, environ={})
    outside = Outside(telling=telling_of(settings), making=making_of(settings))
    return {one.name: one for one in jobs_of(settings, outside)}


@pytest.mark.parametrize(("text", "expected"), CONFIGS.values(), ids=CONFIGS.keys())
def test_jobs(tmp_path: Path, text: str, expected: set[str]) -> None:
    assert set(jobs(tmp_path, text)) == expected


def test_a_report_comes_by_the_clocks_of_the_run(tmp_path: Path) -> None:
    """The zone of [report] says which days it is about, not when it comes."""
    text = f"{CONFIGS['reports'][0]}[report]\nzone = 'Asia/Tokyo'\n"
    schedule = jobs(tmp_path, text)["report:weekly"].schedule
    assert str(schedule) == "0 8 * * mon (Europe/Berlin)"
