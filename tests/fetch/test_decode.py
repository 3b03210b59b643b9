import gzip
import random
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.fetch.decode import ACCEPTED, DecodeError, DecodeOverflowError, decoder_for

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOM = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def unpack(packing: str, *chunks: bytes, room: int = ROOM) -> bytes:
    decoder = decoder_for(packing, room)
    out = b"".join(piece for chunk in chunks for piece in decoder.feed(chunk))
    decoder.finish()
    return out


def one_by_one(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


@pytest.mark.parametrize("packing", PACK)
@settings(deadline=None)
@given(data=st.binary(max_size=2_000), cut=st.integers(min_value=0, max_value=2_000))
def test_what_was_packed_comes_back(packing: str, data: bytes, cut: int) -> None:
    packed = PACK[packing](data)
    assert unpack(packing, packed[:cut], packed[cut:]) == data
    assert unpack(packing, *one_by_one(packed)) == data


@settings(deadline=None)
@given(data=st.binary(max_size=500))
def test_deflate_without_its_wrapping(data: bytes) -> None:
    assert unpack("deflate", *one_by_one(raw_deflate(data))) == data


@pytest.mark.parametrize("packing", [name for name in PACK if name != "identity"])
def test_a_long_body_comes_in_small_pieces(packing: str) -> None:
    pieces = list(decoder_for(packing, ROOM).feed(PACK[packing](bytes(3_000_000))))
    assert sum(map(len, pieces)) == 3_000_000
    assert max(map(len, pieces)) <= 1_000_000


@pytest.mark.parametrize("packing", [name for name in PACK if name != "identity"])
@pytest.mark.parametrize("kept", [1, 5, 0.5, -1])
def test_half_of_it_is_not_all_of_it(packing: str, kept: float) -> None:
    noise = random.Random(7).randbytes(5_000)  # noqa: S311 - data, no secret
    packed = PACK[packing](noise)
    end = int(len(packed) * kept) if isinstance(kept, float) else kept
    with pytest.raises(DecodeError, match="ends in the middle"):
        unpack(packing, packed[:end])


def test_raw_deflate_cut_off() -> None:
    with pytest.raises(DecodeError, match="ends in the middle"):
        unpack("deflate", raw_deflate(b"Hallo Welt" * 50)[:-1])


@pytest.mark.parametrize("packing", [*PACK, "gzip, br"])
def test_no_byte_at_all_is_an_empty_body(packing: str) -> None:
    assert unpack(packing) == unpack(packing, b"") == b""


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_parts_follow_each_other(packing: str) -> None:
    packed = PACK[packing](b"Hallo ") + PACK[packing](b"") + PACK[packing](b"Welt")
    assert unpack(packing, packed) == unpack(packing, *one_by_one(packed)) == b"Hallo Welt"


def test_a_zstd_frame_that_is_to_be_skipped() -> None:
    skipped = b"\x53\x2a\x4d\x18\x04\x00\x00\x00abcd"
    packed = skipped + zstd.compress(b"Hallo") + skipped
    assert unpack("zstd", packed) == unpack("zstd", *one_by_one(packed)) == b"Hallo"


@pytest.mark.parametrize("packing", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("garbage", [b"\0", b"\0" * 600, b"<!-- cached -->", b"\x1f"])
def test_garbage_behind_the_end_is_ignored(packing: str, garbage: bytes) -> None:
    packed = PACK[packing](b"Hallo") + garbage
    assert unpack(packing, packed) == unpack(packing, *one_by_one(packed)) == b"Hallo"


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_parts_without_end(packing: str) -> None:
    with pytest.raises(DecodeError, match="more than 1,000"):
        unpack(packing, PACK[packing](b"") * 1_001)


@pytest.mark.parametrize(
    ("header", "layers"),
    [
        ("gzip, gzip", ("gzip", "gzip")),
        ("br, gzip", ("br", "gzip")),
        ("GZIP ,zstd", ("gzip", "zstd")),
        ("identity, deflate, identity, br", ("deflate", "br")),
        ("x-gzip", ("gzip",)),
        (" , ", ()),
    ],
)
def test_two_layers_are_unpacked(header: str, layers: tuple[str, ...]) -> None:
    packed = b"Hallo Welt" * 100
    for name in layers:
        packed = PACK[name](packed)
    assert unpack(header, packed) == unpack(header, *one_by_one(packed)) == b"Hallo Welt" * 100


def test_what_stands_between_the_layers_is_bounded() -> None:
    packed = gzip.compress(b"\x53\x2a\x4d\x18\xff\xff\xff\x00" + bytes(2_000_000))
    with pytest.raises(DecodeOverflowError):
        unpack("zstd, gzip", packed)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("compress", "'compress', which was not asked for"),
        ("gzip, aws-chunked", "not asked for"),
        ("gzip\x00", "not asked for"),
        ("gzip;q=1", "not asked for"),
        ("gzip, gzip, gzip", "more than 2 times"),
    ],
)
def test_other_packings_are_refused(header: str, words: str) -> None:
    with pytest.raises(DecodeError, match=words):
        decoder_for(header, ROOM)


def test_a_zstd_window_is_8_mb_at_the_most() -> None:
    options = {zstd.CompressionParameter.window_log: 24}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(bytes(100)) + packer.flush()
    with pytest.raises(DecodeError, match="broken"):
        unpack("zstd", packed)


@pytest.mark.parametrize("window", range(10, 25))
def test_a_brotli_window_is_8_mb_at_the_most(window: int) -> None:
    packer = brotli.Compressor(lgwin=window)
    packed = packer.process(b"Hallo") + packer.finish()
    if window < 24:
        assert unpack("br", packed) == b"Hallo"
    else:
        with pytest.raises(DecodeError, match="16 MB"):
            unpack("br", packed)


@pytest.mark.parametrize("packing", [name for name in PACK if name != "identity"])
@settings(deadline=None)
@given(data=st.binary(max_size=200), flip=st.integers(min_value=0))
def test_damage_is_told_or_harmless(packing: str, data: bytes, flip: int) -> None:
    packed = bytearray(PACK[packing](data))
    packed[flip % len(packed)] ^= 1 << flip % 8
    for broken in (bytes(packed), data):
        try:
            unpack(packing, broken)
        except DecodeError as error:
            assert str(error)  # noqa: PT017 - both ways are fine, nothing else is


def test_all_that_is_offered_is_known() -> None:
    for name in ACCEPTED.split(", "):
        assert unpack(name, PACK[name](b"Hallo")) == b"Hallo"
