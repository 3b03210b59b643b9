import tomllib
from importlib.resources import files

import pytest

from mentions.urls.tables import document, rows

DATA = files("mentions.urls") / "data"


@pytest.mark.parametrize(
    "name", ["shorteners.txt", "shared_hosts.txt", "same_hosts.txt", "wrappers.txt"]
)
def test_rows_have_words_and_no_comments(name: str) -> None:
    found = rows(name)
    assert found
    assert all(row and not any("#" in word for word in row) for row in found)


def test_the_domains_of_one_service_begin_alike_and_none_is_another_ones() -> None:
    others = [other for main, *others in rows("same_hosts.txt") for other in others]
    assert len(others) == len(set(others)) > 70
    for main, *named in rows("same_hosts.txt"):
        label = main.partition(".")[0]
        assert all(other.startswith(f"{label}.") for other in named)
        assert main not in others


@pytest.mark.parametrize("name", ["tracking.toml", "platforms.toml"])
def test_documents_are_toml(name: str) -> None:
    assert document(name) == tomllib.loads((DATA / name).read_text("utf-8"))
