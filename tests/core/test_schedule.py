from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.schedule import next_poll_at

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "failures", "wait", "expected"),
    [
        (3600, 0, None, timedelta(hours=1)),
        (3600, 1, None, timedelta(hours=2)),
        (3600, 10, None, timedelta(days=1)),
        (3600, 10_000, None, timedelta(days=1)),
        (172_800, 5, None, timedelta(days=2)),
        (3600, 0, timedelta(hours=3), timedelta(hours=3)),
        (3600, 0, timedelta(seconds=5), timedelta(hours=1)),
    ],
)
def test_next_poll_at(
    interval: int, failures: int, wait: timedelta | None, expected: timedelta
) -> None:
    assert next_poll_at(NOON, interval=interval, failures=failures, wait=wait) - NOON == expected
