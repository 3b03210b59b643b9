"""The shipped sample, polled once by the program itself: exactly the labelled mentions."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from labels import sample_labels
from scoring import Score, score, seen

from mentions.model import Mention
from mentions.report.record import mention_of

ROOT = Path(__file__).parent.parent.parent
NOT_IN_A_RECORD = ("id",)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> list[Mention]:
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(ROOT / "config.toml", folder)
    shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")
    for command in (["poll"], ["list", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "mentions", *command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
    records = [
        {name: value for name, value in record.items() if name not in NOT_IN_A_RECORD}
        for record in json.loads(done.stdout)
    ]
    return [mention_of(record) for record in records]


def test_exactly_the_labelled_mentions(stored: list[Mention]) -> None:
    total = Score()
    score(total, "sample", sample_labels(), [seen(mention) for mention in stored])
    assert (total.missed, total.wrong, total.flaws) == ([], [], []), total.report()
    assert total.right == len(stored)


def test_what_page_and_feed_show_is_merged(stored: list[Mention]) -> None:
    twice = {one.author.name for one in stored if one.merged_from == 2}
    assert {"Ingo Becker", "Sören Petri"} <= twice
    (pinged,) = [one for one in stored if one.merged_from == 3]
    assert pinged.author.name == "Jule Anker", "ping, feed and the pinging page itself"
