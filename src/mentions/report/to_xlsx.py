"""A report as a workbook: mentions, numbers, people, outlets, coverage, method, charts.

Rows go out as they come, so the memory taken does not grow with them. The same report gives the
same bytes: nothing of the moment of writing stands in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from mentions.core.columns import COLUMNS, Holds
from mentions.core.summary.model import Act, Summary
from mentions.errors import ConfigError
from mentions.report.cells import printable
from mentions.report.english import Voice, voice_of
from mentions.report.facts import heading
from mentions.report.look import Look
from mentions.report.sheets import ACT_COLUMNS, Sheet, Value, act_cells, sheets_of
from mentions.report.to_csv import UNRESOLVED

# https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS = 1_048_576  # on a sheet, with its header
MOST_LINKS = 65_530  # on a sheet
LONGEST_LINK = 2_079
LONGEST_CELL = 32_767  # UTF-16 units

_FIRST_DAY = date(1900, 3, 1)  # what is earlier is another day to Excel than to everybody else
# XML 1.0 holds neither, and a file with one of them is "damaged" to Excel.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
# What turns the direction of what follows: a name with it would read as another one.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_LINKED = frozenset({"url", "author_url", "address"})
_WIDE = {"text": 60, "article": 50, "address": 50, "value": 40, "why": 40, "name": 30, "url": 40}
_WIDTH = 18

_PRINTED = 10  # columns that can still be read on a page's width
_A4 = 9  # https://xlsxwriter.readthedocs.io/page_setup.html#set_paper
# Of charts: days as days, not as the numbers Excel counts them by; bars from top to bottom.
_DAYS, _MOST_FIRST = {"date_axis": True, "num_format": "yyyy-mm-dd"}, {"reverse": True}
_NUMBER, _TEXT, _DATE = "0", "@", "yyyy-mm-dd hh:mm:ss"


def write_xlsx(
    summary: Summary, acts: Iterable[Act], path: Path, look: Look, *, most_rows: int = MOST_ROWS
) -> int:
    """Write a report as an Excel workbook; return how many mentions stand in it.

    Dates are real ones, in UTC; the texts that a spreadsheet would run stay texts.

    Args:
        summary: The numbers.
        acts: Every mention of the period, taken one at a time.
        path: The file, which is replaced.
        look: Its language and title.
        most_rows: Of a sheet; what does not fit goes on on the next.

    Raises:
        ConfigError: A part of the program is not installed, or there are no words for a language.
        OSError: The file cannot be written.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - a part that may not be installed
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - as above
    except ImportError as error:
        raise ConfigError("workbooks need xlsxwriter: pip install 'mentions[report]'") from error
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Rows wait in files there until the end; whatever happens, they are gone then.
    with TemporaryDirectory() as folder:
        whole = Path(folder, "whole.xlsx")
        book = xlsxwriter.Workbook(whole, settings | {"tmpdir": folder})
        count = _fill(book, summary, acts, look, most_rows)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # what the system said
        copyfile(whole, path)
    return count


def _fill(book: Any, summary: Summary, acts: Iterable[Act], look: Look, most_rows: int) -> int:
    """Write all sheets; return how many mentions stand in them."""
    made = summary.scope.made_at.astimezone(UTC).replace(tzinfo=None)
    voice = voice_of(look.language)
    title = _text(heading(summary, look.title, voice))
    book.set_properties({"title": title, "created": made})
    count = _Mentions(book, most_rows).write(acts)
    for sheet in sheets_of(summary, voice, reach=look.reach):
        _write(book, sheet)
    _write_charts(book, summary, voice)
    return count


class _Formats:
    """How cells look in a workbook."""

    def __init__(self, book: Any) -> None:
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        self.date = book.add_format({"num_format": _DATE})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": _NUMBER})
        self.text = book.add_format({"num_format": _TEXT})


class _Table:
    """A sheet that is filled from top to bottom."""

    def __init__(self, book: Any, title: str, header: Sequence[str], formats: _Formats) -> None:
        self._formats, self._header = formats, header
        self._sheet = book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.repeat_rows(0)
        if len(header) <= _PRINTED:
            self._sheet.fit_to_pages(1, 0)
        for place, name in enumerate(header):
            self._sheet.set_column(place, place, _WIDE.get(name, _WIDTH))
            self._sheet.write_string(0, place, name, formats.header)
        self.rows, self._links = 1, 0

    def add(self, cells: Iterable[Value]) -> None:
        """Write the next row."""
        for place, value in enumerate(cells):
            if value is not None:
                self._put(place, value)
        self.rows += 1

    def end(self) -> None:
        """Put filters on what was written."""
        self._sheet.autofilter(0, 0, self.rows - 1, len(self._header) - 1)

    def _put(self, place: int, value: Value) -> None:
        sheet, formats, at = self._sheet, self._formats, (self.rows, place)
        if isinstance(value, bool):
            sheet.write_boolean(*at, value)
        elif isinstance(value, int | float):
            # More digits than a float holds would be others.
            exact = abs(value) < 10**15
            sheet.write_number(*at, value, formats.number) if exact else self._say(at, str(value))
        elif isinstance(value, datetime):
            self._put_date(at, value)
        elif isinstance(value, date):
            sheet.write_datetime(*at, value, formats.day)
        else:
            is_link = self._header[place] in _LINKED and _LINK.fullmatch(value or "")
            self._link(at, value or "") if is_link else self._say(at, value or "")

    def _put_date(self, at: tuple[int, int], moment: datetime) -> None:
        utc = moment.astimezone(UTC).replace(tzinfo=None)
        if utc.date() < _FIRST_DAY:
            self._say(at, f"{utc.isoformat(sep=' ')}")
        else:
            self._sheet.write_datetime(*at, utc, self._formats.date)

    def _link(self, at: tuple[int, int], url: str) -> None:
        text = _text(url)
        if self._links >= MOST_LINKS or len(url) > LONGEST_LINK or text != url:
            self._say(at, url)
            return
        if self._sheet.write_url(*at, url, string=text) == 0:
            self._links += 1
        else:
            self._say(at, url)

    def _say(self, at: tuple[int, int], text: str) -> None:
        self._sheet.write_string(*at, _text(text), self._formats.text)


class _Mentions:
    """The sheets of mentions: one, or more where they do not fit."""

    def __init__(self, book: Any, most_rows: int) -> None:
        self._book, self._most = book, most_rows
        self._formats = _Formats(book)
        self._sheets = 0

    def write(self, acts: Iterable[Act]) -> int:
        """Write all of them; return how many."""
        count, table = 0, self._next()
        for act in acts:
            if table.rows >= self._most:
                table.end()
                table = self._next()
            table.add(_cells(act))
            count += 1
        table.end()
        return count

    def _next(self) -> _Table:
        self._sheets += 1
        title = "Mentions" if self._sheets == 1 else f"Mentions {self._sheets}"
        return _Table(self._book, title, ACT_COLUMNS, self._formats)


def _cells(act: Act) -> Iterable[Value]:
    """Return what stands in each of ACT_COLUMNS, as Excel knows it."""
    cells = act_cells(act)
    forms = [_FORMS.get(holds, _as_is) for holds in COLUMNS.values()]
    for form, cell in zip(forms, cells, strict=False):
        yield None if cell is None else form(cell)
    yield from cells[len(forms) :]


def _as_is(value: Any) -> Value:
    kept: Value = value
    return kept


def _listed(text: str) -> str:
    return ", ".join(json.loads(text))


def _linked(text: str) -> str:
    links = json.loads(text)
    return "\n".join(f"{link['found']} > {link['resolved'] or UNRESOLVED}" for link in links)


_FORMS: dict[Holds, Callable[[Any], Value]] = {
    Holds.MOMENT: datetime.fromisoformat,
    Holds.TRUTH: bool,
    Holds.LIST: _listed,
    Holds.LINKS: _linked,
}


def _write(book: Any, sheet: Sheet) -> None:
    table = _Table(book, sheet.title, sheet.header, _Formats(book))
    for row in sheet.rows:
        table.add(row)
    table.end()


def _write_charts(book: Any, summary: Summary, voice: Voice) -> None:
    """Write what the charts draw, and the charts: mentions by day, and by platform."""
    days = list(summary.numbers.days.items())
    platforms = [(one.name or "unknown", one.mentions) for one in summary.numbers.platforms]
    table = _Table(book, "Charts", ("day", "mentions", "platform", "mentions "), _Formats(book))
    for row in range(max(len(days), len(platforms))):
        day = days[row] if row < len(days) else (None, None)
        table.add((*day, *(platforms[row] if row < len(platforms) else (None, None))))
    sheet = book.get_worksheet_by_name("Charts")
    for kind, place, count, title, at, axis in (
        ("column", 0, len(days), voice.say("Mentions by day"), "F2", _DAYS),
        ("bar", 2, len(platforms), voice.say("Mentions by network"), "F20", _MOST_FIRST),
    ):
        if count:
            chart = book.add_chart({"type": kind})
            chart.add_series(
                {
                    "categories": ["Charts", 1, place, count, place],
                    "values": ["Charts", 1, place + 1, count, place + 1],
                }
            )
            chart.set_title({"name": title})
            chart.set_x_axis(axis)
            chart.set_legend({"none": True})
            sheet.insert_chart(at, chart)


def _text(text: str) -> str:
    """Return the text as a cell can hold it; what is too long ends in an ellipsis."""
    text = _TURNS.sub("", _NO_CHARACTERS.sub("\ufffd", printable(text)))
    if len(text) * 2 <= LONGEST_CELL:
        return text
    data = text.encode("utf-16-le")
    if len(data) <= 2 * LONGEST_CELL:
        return text
    return data[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
