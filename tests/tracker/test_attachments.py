"""Files go with a message where that can be, and are told of where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.servers.webhook import Webhook
from werkzeug import Request, Response

from mentions.core.alerts.model import Rendered
from mentions.tracker.telling.deliver import LARGEST, deliver, open_address

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def service(httpserver: HTTPServer) -> Webhook:
    return Webhook(httpserver)


def test_where_nothing_can_be_attached_the_folder_is_named(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    told: list[str] = []

    def take(request: Request) -> Response:
        told.append(request.get_json()["message"])
        return Response("{}")

    httpserver.expect_request("/message").respond_with_handler(take)
    (tmp_path / "a.csv").write_text("a")
    words = Rendered(
        title="t", body="b", files=(str(tmp_path / "a.csv"),), unattached="in reports/"
    )
    address = f"gotify://localhost:{httpserver.port}/token"
    assert deliver(open_address(address, shown="$X"), words, address=address).why is None
    assert told == ["b\n\nin reports/"]


def test_files_that_are_gone_or_too_large_are_told_of_instead(
    service: Webhook, tmp_path: Path
) -> None:
    odd = tmp_path / "ein Ordner?mit=100%25"
    odd.mkdir()
    (odd / "a.csv").write_text("ä")
    large = odd / "b.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST)
    there, gone = str(odd / "a.csv"), str(odd / "c.csv")
    for files in ((there,), (there, gone), (there, str(large))):
        words = Rendered(title="t", body="b", files=files, unattached="in reports/")
        open_ = open_address(service.address, shown="$X")
        assert deliver(open_, words, address=service.address).why is None
    assert [len(one["attachments"]) for one in service.messages] == [1, 1, 0]
    told = [one["message"] for one in service.messages]
    assert told == ["b", "b\n\nin reports/", "b\n\nin reports/"]
    assert service.files() == {"a.csv": "ä"}
