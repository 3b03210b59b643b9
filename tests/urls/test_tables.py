import tomllib
from importlib.resources import files

import pytest

from mentions.urls.tables import document, rows

DATA = files("mentions.urls") / "data"


@pytest.mark.parametrize("name", ["shorteners.txt", "shared_hosts.txt", "wrappers.txt"])
def test_rows_have_words_and_no_comments(name: str) -> None:
    found = rows(name)
    assert found
    assert all(row and not any("#" in word for word in row) for row in found)


@pytest.mark.parametrize("name", ["tracking.toml", "platforms.toml"])
def test_documents_are_toml(name: str) -> None:
    assert document(name) == tomllib.loads((DATA / name).read_text("utf-8"))
