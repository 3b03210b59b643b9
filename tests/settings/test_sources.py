"""`[sources.NAME]`: what may stand there, and that no token is ever shown."""

import os
from pathlib import Path

import pytest

from mentions.asking import Setup
from mentions.errors import ConfigError
from mentions.settings import Settings, load_settings

TOKEN = "geheim-4711"  # noqa: S105 - what must not be shown


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(text: str, **environ: str) -> Settings:
    Path("config.toml").write_text(text, "utf-8")
    return load_settings(Path("config.toml"), environ=environ)


def refused(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(text, **environ)
    return str(caught.value)


def secret(mode: int = 0o600, text: str = f"{TOKEN}\n") -> Path:
    path = Path("token")
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_a_source_nobody_speaks_of_has_the_defaults(folder: Path) -> None:
    settings = loaded("")
    assert settings.setup_of("lemmy") == Setup()
    assert settings.source("lemmy").enabled
    assert settings.setups() == {}
    assert settings.switched_off() == frozenset()


def test_what_a_source_gets(folder: Path) -> None:
    settings = loaded(
        "[sources.bluesky]\nbase_url = 'https://bsky.example/x/'\ntoken_env = 'BSKY'\n"
        "constellation = true\nvideo = false\n[sources.lemmy]\nenabled = false\nbudget = 9\n"
        "instances = ['https://a.example', 'https://b.example/']",
        BSKY=f" {TOKEN}\n",
    )
    assert settings.setup_of("bluesky") == Setup(
        instances=("https://bsky.example/x",), token=TOKEN, switches=frozenset({"constellation"})
    )
    assert settings.setup_of("lemmy").instances == ("https://a.example", "https://b.example")
    assert settings.switched_off() == {"lemmy"}
    assert settings.source("lemmy").budget == 9
    assert set(settings.setups()) == {"bluesky", "lemmy"}


def test_a_switch_that_the_source_does_not_have(folder: Path) -> None:
    switches = {"bluesky": {"constellation"}}
    text = "[sources.bluesky]\nconstelation = true\n[sources.feed]\nfast = true\nenabled = true\n"
    Path("config.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(Path("config.toml"), switches_of=lambda name: switches.get(name, set()))
    assert str(caught.value).splitlines() == [
        (
            "config.toml:2: sources.bluesky: no switch 'constelation'; did you mean "
            '"constellation"? Its switches: constellation'
        ),
        "config.toml:4: sources.feed: no switch 'fast'. It has none",
    ]


def test_budgets(folder: Path) -> None:
    settings = loaded("[sources.lemmy]\nbudget = 9\n[sources.feed]\nenabled = true")
    assert settings.budgets() == {"lemmy": 9}


def test_a_variable_that_is_not_set_is_no_mistake(folder: Path) -> None:
    text = "[sources.github]\ntoken_env = 'FORGE_KEY'"
    for settings in (loaded(text), loaded(text, FORGE_KEY="  ")):
        assert settings.setup_of("github").token is None
        assert settings.source("github").key_note() == "FORGE_KEY is not set"


def test_a_token_in_place_of_a_name_is_not_shown(folder: Path) -> None:
    note = loaded("[sources.github]\ntoken_env = 'ghp_4711geheim'").source("github").key_note()
    assert note == "the variable in token_env is not set"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such rights")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_token_that_others_can_read_is_refused(folder: Path, mode: int) -> None:
    secret(mode)
    told = refused("[sources.github]\ntoken_file = 'token'")
    says = "sources.github.token_file: others can read that file; run chmod 600 on it"
    assert told == f"config.toml:2: {says}"


def test_a_token_file_is_read(folder: Path) -> None:
    secret()
    settings = loaded("[sources.github]\ntoken_file = 'token'")
    assert settings.setup_of("github").token == TOKEN
    assert settings.source("github").key_note() == "from token"


def test_of_a_source_that_is_off_no_token_is_read(folder: Path) -> None:
    settings = loaded("[sources.github]\nenabled = false\ntoken_file = 'nowhere'")
    assert settings.setup_of("github").token is None
    assert settings.source("github").key_note() == "not read"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such file; put the token into it"),
        (" \n", "the file is empty; put the token into it"),
        ("one\ntwo\n", "the file holds more than one token on one line"),
        ("x" * 10_001, "the file holds more than one token on one line"),
        ("schlüssel", "the file holds more than one token on one line"),
    ],
)
def test_what_is_no_token(folder: Path, content: str | None, says: str) -> None:
    if content is not None:
        secret(text=content)
    told = refused("[sources.github]\ntoken_file = 'token'")
    assert told == f"config.toml:2: sources.github.token_file: {says}"


def test_a_folder_is_no_token(folder: Path) -> None:
    Path("token").mkdir()
    assert "is no file; name the file" in refused("[sources.github]\ntoken_file = 'token'")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("enabled = 'yes'", 2, "x.enabled: 'yes' will not do; expected: true or false, without"),
        ("budget = 0", 2, "x.budget: 0 will not do; expected: a whole number of requests a day"),
        ("budget = 1.5", 2, "x.budget: 1.5 will not do"),
        ("base_url = 'x'", 2, "x.base_url: will not do; expected: an address such as"),
        ("instances = 'https://a.example'", 2, "x.instances: will not do; expected: a list of"),
        ("instances = [\n'https://a.example',\n3]", 4, "x.instances: will not do"),
        ("base_url = 'https://a.example'\ninstances = []", 3, "give base_url or instances, not"),
        ("token_env = 'A'\ntoken_file = 'b'", 3, "give token_env or token_file, not both"),
        ("token_file = '~/x'", 2, "x.token_file: will not do; expected: a path in quotes"),
        ("\nenabeld = false", 3, 'x.enabeld: no such key; did you mean "enabled"? Valid here: ena'),
        ("baseurl = 'https://a.example'", 2, 'did you mean "base_url"?'),
        ("colour = 'red'", 2, "x.colour: no such key. Valid here: enabled, base_url,"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, line: int, says: str) -> None:
    told = refused(f"[sources.x]\n{text}")
    assert told.startswith(f"config.toml:{line}: sources.")
    assert says in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "text",
    [
        f"token = '{TOKEN}'",
        f"password = '{TOKEN}'",
        f"api_key = '{TOKEN}'",
        f"token_env = '{TOKEN}'",
        f"token_file = '~{TOKEN}'",
        f"tokken = '{TOKEN}'",
        f"base_url = 'https://me:{TOKEN}@a.example'",
        f"base_url = 'me:{TOKEN}@a.example'",
        f"instances = ['https://me:{TOKEN}@a.example']",
        f"instances = '{TOKEN}'",
    ],
)
def test_no_refusal_repeats_a_token(folder: Path, text: str) -> None:
    assert TOKEN not in refused(f"[sources.x]\n{text}")


def test_a_variable_with_two_lines_is_refused_unseen(folder: Path) -> None:
    told = refused("[sources.x]\ntoken_env = 'X_KEY'", X_KEY=f"{TOKEN}\nInjected: yes")
    assert told.endswith("sources.x.token_env: the variable holds more than one token on one line")


def test_nothing_that_is_printed_holds_the_token(folder: Path) -> None:
    settings = loaded("[sources.x]\ntoken_env = 'X_KEY'", X_KEY=TOKEN)
    for one in (settings, settings.source("x"), settings.setup_of("x"), settings.setups()):
        assert TOKEN not in f"{one!r} {one}"
    assert TOKEN not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sources = 3", "config.toml:1: sources: will not do; expected: a table, written [sources"),
        ("[sources]\nx = 3", "config.toml:2: sources.x: will not do; expected: a table, written ["),
        ("[[sources.x]]", "config.toml:1: sources.x: will not do; expected: a table, written [so"),
    ],
)
def test_it_is_a_table_of_tables(folder: Path, text: str, says: str) -> None:
    assert refused(text).startswith(says)


def test_a_source_that_does_not_exist_is_told_with_the_nearest(folder: Path) -> None:
    Path("config.toml").write_text("[poll]\n\n[sources.lemy]\nenabled = false")
    with pytest.raises(ConfigError) as caught:
        load_settings(Path("config.toml"), environ={}, sources=["lemmy", "feed"])
    (told,) = str(caught.value).splitlines()
    assert told.startswith("config.toml:3: sources: no source 'lemy'; did you mean \"lemmy\"? Th")
