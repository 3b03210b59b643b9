"""What looking at blogs came to, as it is printed."""

import pytest
from tests.report.samples import pipe

from mentions.core.blogs.model import BlogResult
from mentions.report.to_blogs import render_looks

BLOG = "https://blog.example/"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (f"{BLOG}: is gone (410)", f"{BLOG}: could not be looked at: is gone (410)"),
        (
            f"{BLOG}feed/: is gone (410)",
            f"{BLOG}: could not be looked at: {BLOG}feed/: is gone (410)",
        ),
        (None, f"{BLOG}: could not be looked at: unknown"),
    ],
    ids=["the same address", "another address", "no reason"],
)
def test_an_address_is_told_once(error: str | None, line: str) -> None:
    console = pipe()
    render_looks([BlogResult(blog=BLOG, looked=False, error=error)], console=console)
    assert console.file.getvalue() == f"{line}\n"  # type: ignore[attr-defined]
