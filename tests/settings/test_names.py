"""Names in the config that belong together: who is sent which report."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentions.errors import ConfigError
from mentions.settings import load_settings

ME = "[[notify]]\nname = 'me'\nurl_env = 'X'\n"
WEEKLY = "[[reports]]\nname = 'weekly'\nwhen = '0 8 * * mon'\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ME + ME, 5, "notify.name: two [[notify]] have the name 'me'; give each its own"),
        (WEEKLY + WEEKLY, 5, "reports.name: two [[reports]] have the name 'weekly'"),
        (WEEKLY + "send_to = ['me']", 4, "no [[notify]] has the name 'me'. There is none yet"),
        (
            ME + WEEKLY + "send_to = [\n'me',\n'mee']",
            9,
            "reports.send_to: no [[notify]] has the name 'mee'; did you mean \"me\"? There are: me",
        ),
        (ME + WEEKLY + "send_to = ['boss']", 7, "the name 'boss'. There are: me"),
        (WEEKLY + "send_to = 'me'", 4, "reports.send_to: 'me' will not do; expected: a list of"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(file, environ={})
    (told,) = str(caught.value).splitlines()
    assert told.startswith(f"{file}:{line}: ")
    assert says in told


def test_a_name_may_stand_in_both_lists_and_be_sent_several(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    me_too = WEEKLY.replace("weekly", "me") + "send_to = ['me']\n"
    file.write_text(ME + me_too + WEEKLY + "send_to = ['me']\n")
    settings = load_settings(file, environ={})
    assert [one.send_to for one in settings.reports] == [("me",), ("me",)]
