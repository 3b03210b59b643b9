"""How findings are shown."""

from io import StringIO

from rich.console import Console

from mentions.report.to_doctor import findings_as_json, render_findings
from mentions.tracker.doctor import fail, ok, warn

FOUND = [ok("clock", "12:00"), warn("contact", "none", "name one"), fail("tls", "none", "install")]


def shown(*findings: object) -> str:
    out = StringIO()
    render_findings(findings, console=Console(file=out, width=100))
    return out.getvalue()


def test_each_has_a_line_and_what_to_do() -> None:
    assert shown(*FOUND).splitlines() == [
        "ok      clock    12:00",
        "warn    contact  none",
        "                 -> name one",
        "fail    tls      none",
        "                 -> install",
        "",
        "1 thing that does not work, 1 warning.",
    ]


def test_nothing_is_wrong() -> None:
    assert shown(FOUND[0]).endswith("\nNothing is wrong.\n")


def test_as_json() -> None:
    assert findings_as_json(FOUND)[1] == {
        "area": "contact",
        "state": "warn",
        "what": "none",
        "advice": "name one",
    }
