from pathlib import Path

import pytest

from mentions.errors import ConfigError
from mentions.settings import load_settings


def test_without_it_there_is_no_callback_address(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    assert load_settings(tmp_path / "config.toml").websub.callback is None


@pytest.mark.parametrize("path", ["", "/", "/websub", "/websub/"])
def test_an_address(tmp_path: Path, path: str) -> None:
    (tmp_path / "config.toml").write_text(f'[websub]\ncallback = "https://m.example{path}"')
    assert load_settings(tmp_path / "config.toml").websub.callback == f"https://m.example{path}"


@pytest.mark.parametrize(
    "value",
    ["m.example/websub", "https://m.example/?x=", "https://m.example/#x", "https://a:b@m.example/"],
)
def test_what_hubs_could_not_call(tmp_path: Path, value: str) -> None:
    (tmp_path / "config.toml").write_text(f'[websub]\ncallback = "{value}"')
    with pytest.raises(ConfigError, match=r"config.toml:2: websub.callback: .* expected: an addr"):
        load_settings(tmp_path / "config.toml")
