import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.settings.locate import Place, lines_of


def places(value: Any, place: Place = ()) -> dict[Place, Any]:
    """Every place in what tomllib returns, with the value there."""
    found = {place: value} if place else {}
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, member in members:
        found |= places(member, (*place, key))
    return found


def check(text: str) -> None:
    """Every number in the text is the line on which it stands: each must be found there."""
    lines = lines_of(text)
    values = places(tomllib.loads(text))
    assert lines.keys() == values.keys()
    for place, value in values.items():
        if type(value) is int:
            assert lines[place] == value, place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a = 1",
        "\n\n# a = 9\na = 4 # a = [",
        "[t]\na = 2\n\n[u]\nb = 5",
        "[a.b.c]\nx = 2\n[a.b]\ny = 4\n[a]\nz = 6",
        "[[t]]\na = 2\n[[t]]\na = 4\nb = 5",
        "[[t]]\n[t.u]\na = 3\n[[t]]\n[t.u]\na = 6",
        "[[t]]\n[[t.u]]\na = 3\n[[t.u]]\na = 5\n[[t]]\n[[t.u]]\na = 8",
        "a.b.c = 1\na.b.d = 2\n'a'.e = 3",
        '"a.b" = 1\n"c\\"]" . d = 2\n\'e"\' = 3\n"\\u00fc" = 4',
        "[ a . 'b c' ]\nx = 2\n  [[ d . \"e]\" ]]  # f\n  y = 4",
        "a = [1, 1,\n  2,  # 9, ]\n\n  4]\nb = 5",
        "a = [\n  [2, 2],\n  { b = 3, c.d = 3 },\n  [\n5]]\nz = 6",
        "a = {}\nb = { c = 2, d = { e = 2 }, f = [2, 2] }\ng = []\nh = 4",
        'a = """\n[b]\nc = 9\n"""\nd = 5',
        "a = '''\n'x' ''b'' = 9 '''\nd = 3",
        "a = \"\"\"\"\"x\"\"\"\"\"\nb = 2\nc = '''''x'''''\nd = 4",
        'a = "\\"]#"\nb = \'\\\'\nc = 3\nd = """\\\n  \\""" """\ne = 6',
        "a = 1979-05-27 07:32:00 # x\nb = 2\nc = [1979-05-27 07:32:00, 3]\nd = -1.5e3\ne = 5",
        "a = 'ü€😀' \nb = 2",
    ],
)
def test_lines_of(text: str) -> None:
    check(text)


_STRINGS = ["'a[b]'", '"c # \\" d"', "'''e\n[f] = '' '''", '"""\n"g"\\""""', "true", "1.5"]
_KEYS = st.sampled_from(["a", "b", "c-d", '"e.f"', "'g ]'"])
_VALUES = st.recursive(
    st.sampled_from(["@", *_STRINGS]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: "[ # ]\n" + ", # x\n".join(found) + "\n]"),
        st.lists(st.tuples(_KEYS, inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=6,
)
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(" = ".join),
    st.tuples(_KEYS, _KEYS, _VALUES).map(lambda parts: f"{parts[0]} . {parts[1]} = {parts[2]}"),
    st.lists(_KEYS, min_size=1, max_size=2).map(lambda keys: f"[{'.'.join(keys)}]"),
    st.lists(_KEYS, min_size=1, max_size=2).map(lambda keys: f" [[ {' . '.join(keys)} ]] # x"),
    st.just("# [x]"),
)


@given(st.lists(_LINES, max_size=8))
def test_whatever_tomllib_reads_is_found(lines: list[str]) -> None:
    text = "\n".join(lines)
    numbered = "\n".join(
        re.sub("@", str(number), line) for number, line in enumerate(text.split("\n"), 1)
    )
    try:
        tomllib.loads(numbered)
    except tomllib.TOMLDecodeError:
        return
    check(numbered)
