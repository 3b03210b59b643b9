"""Wrong use and broken input: one clear line, the exit code, no traceback, nothing stored half."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "object"]
ARTICLE = "https://blog.example.org/post-1"


def complaint(done: object, code: int) -> str:
    assert done.code == code, done
    assert "Traceback" not in done.err
    assert done.err.strip()
    return done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "999"], "there is no mention 999"),
        (["list", "https://nobody.example/"], "no article 'https://nobody.example/'"),
        (["list", "--since", "yesterday"], "no date; write it as 2009-07-14"),
        (["articles", "add", "blog.example.org"], "write it in full, with https://"),
        (["articles", "alias", "1", "not a url"], "write it in full"),
        (["articles", "remove", "77"], "no article '77'"),
        (["watches", "add", "rss", "https://a.example/"], "no source 'rss'"),
        (["watches", "add", "feed", "file:data/sample/comments.xml"], "config.toml names them"),
        (["watches", "add", "feed", "ftp://a.example/"], "write it in full"),
        (["watches", "remove", "99"], "no watch '99'"),
        (["watches", "show", "99"], "no watch '99'"),
        (["watches", "resume", "99"], "no watch '99'"),
        (["watches", "resume", "1"], "1 is not stopped"),
        (["import", "missing.csv"], "missing.csv: cannot be read"),
        (["import", "config.toml"], "ends in .csv, .jsonl or .xml"),
        (["extract", "x.html", "--article", "nonsense"], "'nonsense' is not an address"),
        (["--config", "other.toml", "list"], "other.toml: no such file"),
        (["list", "--since", "0001-01-01T00:00:00+23:59"], "no date; write it as 2009-07-14"),
        (["export", "-o", "."], ".: is a folder; name a file in it"),
        (["export", "--coverage", "x.txt"], "x.txt: name a file that ends in .csv or .json"),
        (["export", "-o", "/"], "/: is a folder; name a file in it"),
        (["export", "-o", "data"], "data: is a folder; name a file in it"),
    ],
)
def test_wrong_usage(mentions: Command, arguments: list[str], words: str) -> None:
    assert words in complaint(mentions(*arguments), 2)


def test_a_config_that_was_named_must_be_there(
    mentions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for commands that need none: they would work with other limits than the owner's."""
    monkeypatch.setenv("MENTIONS_CONFIG", "other.toml")
    for command in ("extract", "explain"):
        done = mentions(command, "data/sample/article.html", "--article", ARTICLE)
        assert "other.toml: no such file" in complaint(done, 2)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["list", "--nonsense"], ["show"], ["show", "x"], ["poll", "x"]]
)
def test_unknown_commands_and_options(mentions: Command, arguments: list[str]) -> None:
    complaint(mentions(*arguments), 2)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("empty.html", b"", "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "binary"),
        ("missing.html", None, "no such file"),
        ("folder", "dir", "this is a folder"),
    ],
)
def test_pages_that_cannot_be_read(
    mentions: Command, project: Path, name: str, body: bytes | str | None, words: str
) -> None:
    if body == "dir":
        (project / name).mkdir()
    elif isinstance(body, bytes):
        (project / name).write_bytes(body)
    for command in ("extract", "explain"):
        err = complaint(mentions(command, name, "--article", ARTICLE), 1)
        assert words in err
        assert name in err


def test_a_huge_page_is_refused(mentions: Command, project: Path) -> None:
    with (project / "huge.html").open("wb") as file:
        file.truncate(200_000_000)
    err = complaint(mentions("extract", "huge.html", "--article", ARTICLE), 1)
    assert "raise max_bytes" in err


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("interval = 900", "intervall = 900", ["intervall", "interval", "config.toml:"]),
        ("\n[poll]", "\n[pol]", ["pol", "poll"]),
        ('source = "feed"', 'source = "fead"', ["fead", "feed"]),
        ("interval = 900", "interval = 'often'", ["interval", "seconds"]),
        ("interval = 900", "interval = ", ["not valid TOML"]),
    ],
)
def test_a_typo_in_the_config(
    mentions: Command, project: Path, old: str, new: str, words: list[str]
) -> None:
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8").replace(old, new, 1), "utf-8")
    for command in (["config", "check"], ["poll"], ["list"]):
        err = complaint(mentions(*command), 2)
        assert all(word in err for word in words)
    assert not (project / "data" / "mentions.db").exists()


def test_a_broken_place_is_told_and_the_rest_is_stored(mentions: Command, project: Path) -> None:
    (project / "data" / "sample" / "comments.xml").unlink()
    done = mentions("poll")
    assert done.code == 1
    assert "Looked at 3 of 4 places" in done.out
    assert "comments.xml: there is no such file" in done.out
    last = done.out.splitlines()[-1]
    assert last.startswith("In all: looked at 3 of 4 places; file:")
    assert "comments.xml never: there is no such file" in last
    assert "Jens" in done.out


def test_an_unreadable_database(mentions: Command, project: Path) -> None:
    (project / "data" / "mentions.db").write_text("this is no database, whatever it says" * 99)
    assert "not a database" in complaint(mentions("list"), 1)


def test_a_folder_where_the_database_should_be(mentions: Command, project: Path) -> None:
    (project / "data" / "mentions.db").mkdir()
    assert "is a folder" in complaint(mentions("poll"), 1)


def test_an_unwritable_export(mentions: Command) -> None:
    assert "cannot be written" in complaint(mentions("export", "-o", "missing/folder/x.csv"), 1)


def test_a_bad_row_stores_nothing(mentions: Command, project: Path) -> None:
    mentions("poll")
    mentions("export", "-o", "a.csv")
    before = mentions("list", "--json").out
    lines = (project / "a.csv").read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("Jens", "Someone New").replace("mention", "mention", 1)
    bad = lines[-1].replace("https://", "", 1).replace(",", ",nonsense-kind,", 1)
    (project / "b.csv").write_text("".join([*lines, bad]), "utf-8")
    err = complaint(mentions("import", "b.csv"), 1)
    assert f"b.csv:{len(lines) + 1}" in err.replace("line ", "") or str(len(lines) + 1) in err
    assert mentions("list", "--json").out == before


def test_hostile_names_are_harmless(mentions: Command, project: Path) -> None:
    page = project / "page.html"
    page.write_text(
        '<ol class="commentlist"><li class="comment" id="comment-1"><cite class="fn">'
        '=HYPERLINK("http://evil.example")\x1b[31m[red]\u202e</cite>'
        '<div class="comment-content"><p>@SUM(1)</p></div></li></ol>',
        "utf-8",
    )
    config = project / "config.toml"
    text = config.read_text("utf-8").replace("data/sample/article.html", "page.html")
    config.write_text(text, "utf-8")
    assert mentions("poll").code == 0
    listed = mentions("list", "--json").out
    assert json.loads(listed)
    for command in (["list"], ["show", "1"]):
        out = mentions(*command).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    exported = mentions("export").out
    assert "\"'=HYPERLINK" in exported or "'=HYPERLINK" in exported
    assert "'@SUM" in exported
