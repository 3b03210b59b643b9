"""When a token says that it ends."""

import base64
import json
from datetime import UTC, datetime

import pytest

from mentions.sources._jwt import expiry_of


def jwt(claims: object) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.x"


@pytest.mark.parametrize(
    ("token", "ends"),
    [
        (jwt({"exp": 1795420860}), datetime(2026, 11, 23, 8, 1, tzinfo=UTC)),
        (jwt({"exp": 10**30}), None),
        (jwt({"exp": -5}), None),
        (jwt({"exp": "soon"}), None),
        (jwt({"exp": True}), None),
        (jwt({}), None),
        (jwt([]), None),
        ("a.b", None),
        ("a.!.c", None),
        ("a.A.c", None),
        ("opaque", None),
    ],
)
def test_when_a_token_says_it_ends(token: str, ends: datetime | None) -> None:
    assert expiry_of(token) == ends
