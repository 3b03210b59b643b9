"""Who is polled next."""

from mentions.store.leases import Due
from mentions.tracker.service.line import Line, lane_of


def due(number: int, host: str, source: str = "feed") -> Due:
    return Due(id=number, source=source, address=f"https://{host}.example/{number}")


def ids(taken: list[Due]) -> list[int]:
    return [one.id for one in taken]


def test_lanes_take_turns_the_longest_due_first() -> None:
    line = Line([*(due(n, "viele") for n in range(5)), due(5, "eins"), due(6, "zwei")])
    assert ids(line.take(4, {}, apart=0)) == [0, 5, 6, 1]
    assert len(line) == 3


def test_no_more_of_one_lane_at_a_time_than_are_allowed() -> None:
    line = Line([due(n, "viele") for n in range(5)], abreast=2)
    assert ids(line.take(9, {}, apart=0)) == [0, 1]
    assert ids(line.take(9, {"viele.example": 2}, apart=0)) == []
    assert ids(line.take(9, {"viele.example": 1}, apart=0)) == [2]
    assert ids(line.take(9, {}, apart=0)) == [3, 4]
    assert len(line) == 0


def test_searches_of_one_service_share_a_lane() -> None:
    one = due(1, "ada", "hackernews")
    other = due(2, "jörg", "hackernews")
    assert lane_of(one.source, one.address) == lane_of(other.source, other.address)


def test_what_cannot_be_loaded_has_a_lane_of_its_own() -> None:
    assert lane_of("uninstalled", "https://ada.example/") == "uninstalled:"


def test_lanes_that_failed_have_a_share_of_their_own() -> None:
    failed = {"a.example", "b.example", "c.example"}
    hosts = ("a", "b", "c", "gut", "besser")
    line = Line([due(n, host) for n, host in enumerate(hosts)], failed=failed.__contains__)
    assert ids(line.take(9, {}, apart=1)) == [3, 4, 0]
    assert ids(line.take(9, {}, apart=0)) == []
    assert ids(line.take(9, {}, apart=9)) == [1, 2]
    assert len(line) == 0


def test_those_that_failed_have_their_share_however_many_others_wait() -> None:
    line = Line([due(n, f"h{n}") for n in range(9)], failed={"h8.example"}.__contains__)
    assert ids(line.take(2, {}, apart=1)) == [0, 8]


def test_one_that_answers_waits_among_the_others_again() -> None:
    failed = {"a.example", "b.example"}
    line = Line([due(n, host) for n, host in enumerate("aab")], failed=failed.__contains__)
    assert ids(line.take(9, {}, apart=0)) == []
    failed.remove("a.example")
    line.answered("a.example")
    assert ids(line.take(9, {}, apart=0)) == [0, 1]


def test_one_that_fails_meanwhile_waits_apart() -> None:
    failed: set[str] = set()
    line = Line([due(n, "a") for n in range(3)], abreast=1, failed=failed.__contains__)
    assert ids(line.take(9, {}, apart=0)) == [0]
    failed.add("a.example")
    assert ids(line.take(9, {}, apart=0)) == []
    assert ids(line.take(9, {}, apart=1)) == [1]
