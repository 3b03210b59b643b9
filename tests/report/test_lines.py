import io

import pytest

from mentions.errors import ParseError
from mentions.report.lines import utf8_lines

LATIN = "eins\nJörg\n".encode("latin-1")


def opened(data: bytes, errors: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors=errors)


def test_a_byte_order_mark_is_dropped() -> None:
    lines = opened("\ufeffJörg\n\ufeffx".encode(), "strict")
    assert list(utf8_lines(lines, name="a")) == ["Jörg\n", "\ufeffx"]


@pytest.mark.parametrize(
    ("errors", "says"),
    [
        ("surrogateescape", r"^a: line 2: not UTF-8; save it as UTF-8$"),
        ("strict", r"^a: after line 0: not UTF-8; save it as UTF-8$"),
    ],
)
def test_what_is_not_utf_8_is_told(errors: str, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        list(utf8_lines(opened(LATIN, errors), name="a"))
