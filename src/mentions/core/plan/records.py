"""The records of very many watches, in 48 bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from mentions.core.plan.record import Record

_WIDTH = len(Record._fields)


class Records:
    """A table of records, one row a watch: a million of them take 48 MB.

    >>> table = Records()
    >>> table.append(Record(0.0, 60.0, found=2.0))
    >>> table[0].found, len(table)
    (2.0, 1)
    """

    __slots__ = ("_values",)

    def __init__(self, data: bytes = b"") -> None:
        """Take what `to_bytes` gave on a machine of the same byte order."""
        self._values = array("d", data)
        if len(self._values) % _WIDTH:
            raise ValueError("not a whole number of records")

    def __len__(self) -> int:
        return len(self._values) // _WIDTH

    def __getitem__(self, row: int) -> Record:
        if not 0 <= row < len(self):
            raise IndexError(row)
        return Record(*self._values[row * _WIDTH : (row + 1) * _WIDTH])

    def __setitem__(self, row: int, record: Record) -> None:
        if not 0 <= row < len(self):
            raise IndexError(row)
        self._values[row * _WIDTH : (row + 1) * _WIDTH] = array("d", record)

    def __iter__(self) -> Iterator[Record]:
        return (self[row] for row in range(len(self)))

    def append(self, record: Record) -> None:
        """Add a row."""
        self._values.extend(record)

    def to_bytes(self) -> bytes:
        """Return all rows."""
        return self._values.tobytes()
