"""Content-Encoding with a bound: a small body that unpacks to gigabytes stops at the limit.

Every decoder hands out small pieces, one at a time, and only when asked for the next; so whoever
stops asking has spent no more than one piece.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
# How much one step may unpack; keeps memory flat whatever the ratio.
_STEP = 65_536
# Two come from a server that packs what its application has packed; more is no mistake.
_MAX_LAYERS = 2
# gzip members, zstd frames: one as a rule; some servers send one for each 64 KB.
_MAX_PARTS = 1_000
# RFC 9659: 8 MB is what a zstd decoder for the web must bear, and may insist on.
_ZSTD_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
# The first bits of a brotli stream whose window is 16 MB (RFC 7932, 9.1). The decoder fills it
# before it hands out a byte, whatever was asked for. Usual encoders take 4 MB, and less for less.
_WIDEST = 0b1111
_CUT_OFF = "the compressed data ends in the middle"


class DecodeError(ValueError):
    """The bytes are not what the Content-Encoding header says."""


class DecodeOverflowError(DecodeError):
    """What stands between two layers of packing is larger than the whole may be."""


class Decoder(Protocol):
    """Unpacks a stream."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to; packed data in pieces of about 64 KB.

        Raises:
            DecodeError: Damaged data.
        """
        ...

    def finish(self) -> None:
        """Say that no data follows.

        Raises:
            DecodeError: The packed data ends in the middle.
        """
        ...


def decoder_for(encoding: str, max_bytes: int) -> Decoder:
    """Return a decoder for a Content-Encoding header (RFC 9110, section 8.4).

    Args:
        encoding: The header as it came; of two codings the last one was applied last.
        max_bytes: How much the packed data inside packed data may be.

    Raises:
        DecodeError: A coding we did not offer, or more than two on top of each other.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > _MAX_LAYERS:
        raise DecodeError(f"packed more than {_MAX_LAYERS} times")
    unknown = next((name for name in names if name not in _CODINGS), None)
    if unknown is not None:
        raise DecodeError(f"packed as {unknown[:40]!r}, which was not asked for")
    layers = [_CODINGS[name]() for name in reversed(names)]
    if not layers:
        return _Plain()
    return layers[0] if len(layers) == 1 else _Nested(layers[0], layers[1], max_bytes)


class _Plain:
    """What is not packed."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Whatever came is whole as far as one can see here."""


class _Nested:
    """Packed data inside packed data; both are bounded."""

    def __init__(self, outer: Decoder, inner: Decoder, room: int) -> None:
        self._outer = outer
        self._inner = inner
        self._room = room

    def feed(self, data: bytes) -> Iterator[bytes]:
        for piece in self._outer.feed(data):
            self._room -= len(piece)
            if self._room < 0:
                raise DecodeOverflowError("packed data inside packed data is too large")
            yield from self._inner.feed(piece)

    def finish(self) -> None:
        self._outer.finish()
        self._inner.finish()


class _Unit(Protocol):
    """One gzip member, one zstd frame."""

    @property
    def ended(self) -> bool: ...

    @property
    def rest(self) -> bytes: ...

    def unpack(self, data: bytes) -> Iterator[bytes]: ...


class _Parts:
    """Units one after the other; then perhaps garbage, which browsers ignore, too.

    Args:
        start: Opens a unit that begins with these bytes.
        is_next: Whether another unit begins with these bytes.
        sniff: How many bytes the two want to see.
    """

    def __init__(
        self, start: Callable[[bytes], _Unit], is_next: Callable[[bytes], bool], *, sniff: int
    ) -> None:
        self._start = start
        self._sniff = sniff
        self._is_next = is_next
        self._unit: _Unit | None = None
        self._begun = 0
        self._early = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data, self._early = self._early + data, b""
        while data and not self._over:
            if self._unit is None:
                if len(data) < self._sniff:
                    self._early = data
                    return
                if self._begun and not self._is_next(data):
                    self._over = True
                    return
                self._unit = self._start(data)
                self._begun += 1
                if self._begun > _MAX_PARTS:
                    raise DecodeError(f"more than {_MAX_PARTS:,} compressed parts")
            yield from self._unit.unpack(data)
            data = self._unit.rest
            if self._unit.ended:
                self._unit = None

    def finish(self) -> None:
        # No byte at all is an empty body: some servers name a coding even then.
        if self._unit is not None or (self._early and not self._begun):
            raise DecodeError(_CUT_OFF)


class _Zlib:
    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(window)

    @property
    def ended(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data

    def unpack(self, data: bytes) -> Iterator[bytes]:
        full = True  # a full piece may leave something behind even when all input is used up
        while (data or full) and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, _STEP)
            except zlib.error as error:
                raise DecodeError("the compressed data is broken") from error
            data = self._stream.unconsumed_tail
            full = len(piece) == _STEP
            yield piece


class _Zstd:
    def __init__(self, _: bytes) -> None:
        self._stream = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)

    @property
    def ended(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data

    def unpack(self, data: bytes) -> Iterator[bytes]:
        while not self._stream.eof:
            try:
                piece = self._stream.decompress(data, _STEP)
            except zstd.ZstdError as error:
                raise DecodeError("the compressed data is broken") from error
            data = b""
            yield piece
            if self._stream.needs_input:
                return


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data and not self._begun and data[0] & _WIDEST == _WIDEST:
            raise DecodeError("a brotli window of 16 MB, which is more than is unpacked here")
        more = bool(data) and not self._stream.is_finished()
        self._begun = self._begun or more
        while more:
            try:
                piece = self._stream.process(data, output_buffer_limit=_STEP)
            except brotli.error as error:
                raise DecodeError("the compressed data is broken") from error
            data = b""
            yield piece
            # It takes all input in and says that it can accept more while output is waiting.
            waiting = bool(piece) or not self._stream.can_accept_more_data()
            more = waiting and not self._stream.is_finished()

    def finish(self) -> None:
        if self._begun and not self._stream.is_finished():
            raise DecodeError(_CUT_OFF)


_GZIP = zlib.MAX_WBITS | 16
_SKIPPED = 0x50


def _is_gzip(data: bytes) -> bool:
    return data.startswith(b"\x1f\x8b")


def _is_zstd(data: bytes) -> bool:
    """Tell a zstd frame, or one to be skipped (RFC 8878, 3.1)."""
    skipped = data[1:4] == b"\x2a\x4d\x18" and data[0] & 0xF0 == _SKIPPED
    return skipped or data.startswith(b"\x28\xb5\x2f\xfd")


def _deflate(data: bytes) -> _Unit:
    """Read "deflate" as zlib (RFC 9110, 8.4.1.2), or raw, as some servers send it."""
    is_zlib = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
    return _Zlib(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


_gzip = partial(_Parts, lambda _: _Zlib(_GZIP), _is_gzip, sniff=2)
_CODINGS: dict[str, Callable[[], Decoder]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": partial(_Parts, _deflate, lambda _: False, sniff=2),
    "br": _Brotli,
    "zstd": partial(_Parts, _Zstd, _is_zstd, sniff=4),
}
