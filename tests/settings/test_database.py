"""Where the database is, by a config that is wrong elsewhere."""

from pathlib import Path

import pytest

from mentions.errors import ConfigError
from mentions.settings.database import find_database


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    "text",
    [
        '[fetch]\ntiemout = 3\n[database]\npath = "a.db"\n',
        '[database]  # hier\npath = "a.db"\n[run]\nzone = Berlin\n',
        '[run]\nzone = Berlin\n\n[database]\npath = "a.db"\n',
        '[run]\r\nzone = Berlin\r\n[database]\r\npath = "a.db"\r\n',
    ],
)
def test_only_its_own_table_counts(config: Path, text: str) -> None:
    config.write_bytes(text.encode())
    assert find_database(config) == config.parent / "a.db"


def test_the_address_may_stand_in_the_environment(config: Path) -> None:
    config.write_text('[database]\nurl_env = "WO"\n[run]\nzone = Berlin\n')
    environ = {"WO": "postgresql+psycopg://ich@db.example/mentions"}
    assert find_database(config, environ=environ) == environ["WO"]


@pytest.mark.parametrize(
    "text",
    ["[database]\npath = a.db\n", "[database]\npath = 3\n", "database = 3\n", "\xff"],
)
def test_what_does_not_say_it_is_told(config: Path, text: str) -> None:
    config.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config\.toml"):
        find_database(config)


def test_a_config_that_is_missing_says_nothing(config: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        find_database(config)
