"""Who is polled next."""

from mentions.store.leases import Due
from mentions.tracker.service.line import Line, lane_of


def due(number: int, host: str, source: str = "feed") -> Due:
    return Due(id=number, source=source, address=f"https://{host}.example/{number}")


def ids(taken: list[Due]) -> list[int]:
    return [one.id for one in taken]


def test_lanes_take_turns_the_longest_due_first() -> None:
    line = Line([*(due(n, "viele") for n in range(5)), due(5, "eins"), due(6, "zwei")])
    assert ids(line.take(4, {})) == [0, 5, 6, 1]
    assert len(line) == 3


def test_no_more_of_one_lane_at_a_time_than_are_allowed() -> None:
    line = Line([due(n, "viele") for n in range(5)], abreast=2)
    assert ids(line.take(9, {})) == [0, 1]
    assert ids(line.take(9, {"viele.example": 2})) == []
    assert ids(line.take(9, {"viele.example": 1})) == [2]
    assert ids(line.take(9, {})) == [3, 4]
    assert len(line) == 0


def test_searches_of_one_service_share_a_lane() -> None:
    one = due(1, "ada", "hackernews")
    other = due(2, "jörg", "hackernews")
    assert lane_of(one.source, one.address) == lane_of(other.source, other.address)


def test_what_cannot_be_loaded_has_a_lane_of_its_own() -> None:
    assert lane_of("uninstalled", "https://ada.example/") == "uninstalled:"
