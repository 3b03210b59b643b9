import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.websub.signature import METHODS, is_signed, parse_signature

SECRET = "geheim-ß"  # noqa: S105 - invented


def sign(body: bytes, method: str = "sha256", secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", METHODS)
@given(body=st.binary())
def test_what_is_signed_is_signed(method: str, body: bytes) -> None:
    assert is_signed(body, header=sign(body, method), secret=SECRET)
    assert is_signed(body, header=sign(body, method).upper(), secret=SECRET)
    assert not is_signed(body + b" ", header=sign(body, method), secret=SECRET)
    assert not is_signed(body, header=sign(body, method, "other"), secret=SECRET)


@given(st.text() | st.from_regex(r"[a-z0-9]*=[0-9a-fA-F]*"), st.binary(max_size=20))
def test_no_header_that_was_not_made_with_the_secret_signs(header: str, body: bytes) -> None:
    assert not is_signed(body, header=header, secret=SECRET)


@given(st.sampled_from(METHODS), st.binary(min_size=1, max_size=64))
def test_what_is_written_is_read(method: str, digest: bytes) -> None:
    assert parse_signature(f"{method}={digest.hex()}") == (method, digest)


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "=", "sha256", "sha256=", "sha256=0", "sha256=0g", "sha256=" + "0" * 129),
        *("sha224=00", "md5=00", "sha256=00,sha1=00", "sha256=٠٠", "sha256=00\nx"),
    ],
)
def test_what_is_no_signature(header: str | None) -> None:
    assert parse_signature(header) is None


def test_a_digest_cut_short_signs_nothing() -> None:
    assert not is_signed(b"x", header=sign(b"x")[:-2], secret=SECRET)
