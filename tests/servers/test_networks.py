"""The server that answers as all networks do."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.servers.networks import SAMPLES, config_for, load_networks, served

from mentions.settings import load_settings

ROUTES = """
[[route]]
path = "/api/search"
query = { q = "a b", page = 2 }
file = "second.json"

[[route]]
path = "/api/search"
headers = { Content-Type = "application/json", X-Page = "1" }
file = "first.json"

[[route]]
method = "POST"
path = "/api/ä"
status = 401
"""


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    folder.mkdir()
    (folder / "routes.toml").write_text(ROUTES, "utf-8")
    (folder / "first.json").write_text("[1]")
    (folder / "second.json").write_text("[2]")
    return tmp_path


def ask(url: str, method: str = "GET") -> tuple[int, bytes, str | None]:
    request = urllib.request.Request(url, method=method)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read(), answer.headers["x-page"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b"", None


def test_the_first_route_that_fits_answers(samples: Path) -> None:
    with served(load_networks(samples)) as base:
        assert ask(f"{base}/forum/api/search?page=2&q=a+b&x=1") == (200, b"[2]", None)
        assert ask(f"{base}/forum/api/search?page=3&q=a+b") == (200, b"[1]", "1")
        assert ask(f"{base}/forum/api/search", "HEAD") == (200, b"", "1")
        assert ask(f"{base}/forum/api/%C3%A4", "POST")[0] == 401
        assert ask(f"{base}/forum/api/%C3%A4")[0] == 404
        assert ask(f"{base}/elsewhere/api/search")[0] == 404


def test_the_config_is_right(samples: Path, tmp_path: Path) -> None:
    text = config_for("http://127.0.0.1:8000", ["forum"])
    (tmp_path / "config.toml").write_text(text)
    settings = load_settings(tmp_path / "config.toml", environ={})
    assert settings.setup_of("forum").instances == ("http://127.0.0.1:8000/forum",)


def test_the_samples_of_every_network_can_be_served() -> None:
    networks = load_networks()
    assert set(networks) == {file.parent.name for file in SAMPLES.glob("*/routes.toml")}
    assert all(routes for routes in networks.values())
