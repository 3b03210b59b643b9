"""What somebody new types, also wrongly: each time a word that helps."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
WORK = "https://blog.example.org/post-1"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["notify", "test"], "A name under [[notify]]."),
        (["evidence"], "config.toml says so under [evidence]."),
        (["config", "check"], "name under [[articles]]"),
    ],
)
def test_help_keeps_its_brackets(mentions: Command, command: list[str], said: str) -> None:
    assert said in re.sub(r"\s+", " ", mentions(*command, "--help").out)


def test_a_name_that_nobody_has_is_muted_and_the_nearest_is_named(mentions: Command) -> None:
    mentions("poll")
    done = mentions("mute", "Jule Ankr")
    assert (done.code, done.out) == (0, "Muted: Jule Ankr\n")
    assert done.err == "Note: nobody of that name is stored yet; the nearest: Jule Anker.\n"
    assert mentions("mute", "Jule Anker").err == ""


def test_an_outlet_that_mentions_nothing_is_marked_and_the_nearest_is_named(
    mentions: Command,
) -> None:
    mentions("poll")
    done = mentions("mark", "outlet", "ankerket.example", "--reach", "3")
    assert (done.code, done.out) == (0, "Noted for ankerket.example: reach 3.\n")
    assert done.err.startswith("Note: no mention by that outlet is stored yet; the nearest: anker")
    assert mentions("mark", "outlet", "ankerkette.example", "--reach", "3").err == ""


def test_verify_all_does_not_name_itself(mentions: Command) -> None:
    assert mentions("verify", "--all").out == "No mentions yet; `mentions poll` looks for them.\n"


def test_the_name_of_the_file_tells_the_form(mentions: Command) -> None:
    mentions("poll")
    assert mentions("export", "-o", "all.jsonl").code == 0
    assert json.loads(Path("all.jsonl").read_text("utf-8").splitlines()[0])["article"]
    mentions("export", "-o", "all.jsonl", "--format", "csv")
    assert Path("all.jsonl").read_text("utf-8").startswith("article,kind,")


def test_extract_says_that_nothing_is_there(mentions: Command) -> None:
    page = Path("page.html")
    page.write_text("<p>nothing</p>")
    done = mentions("extract", str(page), "--article", WORK, "--base-url", "https://x.example/")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Note: no mention of it there; `mentions explain` tells why.\n"


def added_to_config(more: str) -> str:
    config = Path("config.toml")
    text = f"{config.read_text('utf-8')}\n{more}"
    config.write_text(text, "utf-8")
    return text


def test_check_tells_of_a_logo_and_a_folder_that_are_not_there(mentions: Command) -> None:
    config = Path("config.toml")
    text = config.read_text("utf-8").replace("[report]\n", '[report]\nlogo = "none.png"\n')
    text += '\n[[reports]]\nname = "a"\nwhen = "0 8 * * mon"\nfolder = "file/reports"\n'
    config.write_text(text, "utf-8")
    Path("file").write_text("")
    done = mentions("config", "check")
    assert (done.code, done.out) == (2, "")
    line = text.splitlines().index('logo = "none.png"') + 1
    logo, folder = done.err.splitlines()
    assert logo.startswith(f"mentions: config.toml:{line}: report.logo: ")
    assert logo.endswith("none.png: no such file")
    assert f"config.toml:{len(text.splitlines())}: reports.folder: " in folder
    assert folder.endswith("is no folder; name another")


def test_check_doubts_articles_that_nobody_tracks(mentions: Command) -> None:
    text = added_to_config(
        f'[[notify]]\nname = "me"\nurl_env = "A"\narticles = ["{WORK}?utm_source=x",\n'
        '"https://blog.example.org/other"]\n'
    )
    done = mentions("config", "check")
    assert done.code == 0
    (note,) = done.err.splitlines()
    assert note.startswith(f"Note: config.toml:{len(text.splitlines())}: notify.articles: ")
    assert "'https://blog.example.org/other' is no address of an article" in note


def test_check_is_silent_where_all_is_there(mentions: Command) -> None:
    Path("logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    config = Path("config.toml")
    text = config.read_text("utf-8").replace("[report]\n", '[report]\nlogo = "logo.png"\n')
    config.write_text(f'{text}\n[[reports]]\nname = "a"\nwhen = "0 8 * * mon"\n', "utf-8")
    done = mentions("config", "check")
    assert (done.code, done.err) == (0, "")
