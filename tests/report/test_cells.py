import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.report.cells import guard, printable, unguard

DANGEROUS = st.text(st.sampled_from("'\"=+-@＝＋－＠\t\r\n ;|(ab\u00a0"), max_size=12) | st.text()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""),
        ("Hallo", "Hallo"),
        ("a=b", "a=b"),
        ("mail@example.org", "mail@example.org"),
        ("'tis", "'tis"),
        ('"Zitat"', '"Zitat"'),
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@clab", "'@clab"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(1)", "'＠SUM(1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ('"=1', "'\"=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'\tx", "''\tx"),
        ('"\tx', "'\"\tx"),
        # A spreadsheet that expects semicolons makes cells of these pieces.
        ("Gruß;=HYPERLINK(1)", "Gruß;'=HYPERLINK(1)"),
        ("a\n=cmd|'/C calc'!A0", "a\n'=cmd|'/C calc'!A0"),
        ("a\r\n @SUM (1)\tb", "a\r\n' @SUM (1)\tb"),
        ("a;'=f(x)", "a;''=f(x)"),
        ("Na ;-) schön ;-(", "Na ;-) schön ;-("),
        ("- eins\n- zwei", "'- eins\n- zwei"),
        ("Liste:\n- eins, zwei", "Liste:\n- eins, zwei"),
    ],
)
def test_guard(text: str, cell: str) -> None:
    assert guard(text) == cell
    assert unguard(cell) == text


@given(DANGEROUS)
def test_what_was_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(DANGEROUS)
def test_nothing_guarded_begins_as_a_formula(text: str) -> None:
    start = guard(text).lstrip(' \u00a0"')[:1]
    assert start not in set("=+-@＝＋－＠\t\r\n")


@given(DANGEROUS, DANGEROUS)
def test_no_two_texts_share_a_cell(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) is (one == other)


@given(DANGEROUS)
def test_a_cell_that_a_spreadsheet_bared_is_still_read(text: str) -> None:
    """Excel drops the apostrophe when such a cell is edited: the text is none the worse."""
    bared = guard(text)
    if bared.startswith("'") and not text.startswith("'"):
        assert unguard(unguard(bared)) == unguard(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\r\nc", "a\tb\r\nc"),
        ("\0\x1b[31m\x7f\x9b", "\ufffd\ufffd[31m\ufffd\ufffd"),
        ("\ud800x\udc00", "\ufffdx\ufffd"),
        ("Straße 👍\u2028", "Straße 👍\u2028"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert printable(expected) == expected
