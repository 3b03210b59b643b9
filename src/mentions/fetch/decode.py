"""Content-Encoding with a bound: a small body that unpacks to gigabytes stops at the limit."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli

ACCEPTED = "gzip, deflate, br"
# How much one step may unpack; keeps memory flat whatever the ratio.
_STEP = 65_536


class DecodeError(ValueError):
    """The bytes are not what the Content-Encoding header says."""


class Decoder(Protocol):
    """Unpacks a stream step by step."""

    def feed(self, data: bytes, room: int) -> bytes:
        """Return at most `room` bytes more, unpacked.

        Raises:
            DecodeError: Damaged data.
        """
        ...


class _Plain:
    def feed(self, data: bytes, room: int) -> bytes:
        return data[:room]


class _Zlib:
    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        if not self._begun and data:
            self._begun = True
            # "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers send it raw.
            if not self._gzip and data[0] & 0x0F != zlib.DEFLATED:
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        out = bytearray()
        try:
            while data and len(out) < room and not self._stream.eof:
                out += self._stream.decompress(data, min(_STEP, room - len(out)))
                data = self._stream.unconsumed_tail
        except zlib.error as error:
            raise DecodeError(str(error)) from error
        return bytes(out)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        try:
            out += self._stream.process(data, output_buffer_limit=min(_STEP, room))
            while len(out) < room and not self._stream.can_accept_more_data():
                out += self._stream.process(b"", output_buffer_limit=min(_STEP, room - len(out)))
        except brotli.error as error:
            raise DecodeError(str(error)) from error
        return bytes(out)


def decoder_for(encoding: str) -> Decoder:
    """Return a decoder for a Content-Encoding header; only one coding is ever accepted.

    Raises:
        DecodeError: A coding we did not offer.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip"}:
        return _Zlib(gzip=True)
    if name == "deflate":
        return _Zlib(gzip=False)
    if name == "br":
        return _Brotli()
    raise DecodeError(f"Content-Encoding {name!r} was not offered")
