"""Messages over real sockets, by a real sender; and whoever is killed, each arrives once."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.servers.teller import ARTICLE, a_telling, find, work_on
from werkzeug import Request, Response

from mentions.core.alerts.model import Rendered
from mentions.errors import ConfigError, MentionsError
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.batches import hand_over, load_batches
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.notices import Standing, load_due, load_open, load_standing, send_again
from mentions.tracker.telling.deliver import deliver, open_address
from mentions.tracker.telling.notify import send_test, tell
from mentions.tracker.telling.process import this_process
from mentions.tracker.telling.recipients import Telling
from mentions.tracker.telling.tidings import plan_notices

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRETS = ("hunter2pass", "hidden-path")
KILLS = 20
PERMALINK = re.compile(r"https://social\.example/\S+")


class Service:
    """A service that takes messages, for as long as it likes."""

    def __init__(self, server: HTTPServer) -> None:
        self.address = f"json://me:{SECRETS[0]}@localhost:{server.port}/{SECRETS[1]}"
        self.bodies: list[str] = []
        self.statuses: list[int] = []
        self.wait = threading.Event()
        self.asked = threading.Event()
        self.wait.set()
        server.expect_request(f"/{SECRETS[1]}").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.bodies.append(request.get_json()["message"])
        self.asked.set()
        self.wait.wait(20)
        return Response(status=self.statuses.pop(0) if self.statuses else 200)

    def wait_for_more(self) -> None:
        taken = len(self.bodies)
        wait_for(lambda: len(self.bodies) > taken, 60)

    def told(self) -> Counter[str]:
        return Counter(url for body in self.bodies for url in PERMALINK.findall(body))


@pytest.fixture
def service(httpserver: HTTPServer) -> Iterator[Service]:
    one = Service(httpserver)
    yield one
    one.wait.set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mentions.db") as opened:
        with opened.writing() as session:
            add_article(session, Article(url=ARTICLE), now=datetime.now(UTC) - timedelta(days=9))
        yield opened


@pytest.fixture
def telling(store: Store, service: Service) -> Telling:
    made = a_telling(store.name, service.address)
    run(store, made)
    return made


def run(store: Store, telling: Telling, **later: float) -> str | None:
    return asyncio.run(tell(store, telling, lambda: datetime.now(UTC) + timedelta(**later)))


def standing(store: Store) -> Standing:
    with store.reading() as session:
        return load_standing(session, since=datetime.now(UTC) - timedelta(days=1))["me"]


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_is_new_is_sent_in_one_message_and_once(
    store: Store, telling: Telling, service: Service
) -> None:
    urls = {find(store, "a"), find(store, "b")}
    assert run(store, telling) == "handed to the sender: 2 to me"
    assert run(store, telling) is None
    assert len(service.bodies) == 1
    assert service.told() == dict.fromkeys(urls, 1)
    assert (standing(store).sent, standing(store).waiting) == (2, 0)


def test_a_refused_message_is_sent_again_later(
    store: Store, telling: Telling, service: Service
) -> None:
    service.statuses = [500]
    find(store, "a")
    run(store, telling)
    assert run(store, telling) is None
    assert (standing(store).waiting, standing(store).sent) == (1, 0)
    run(store, telling, minutes=2)
    assert len(service.bodies) == 2
    assert (standing(store).waiting, standing(store).sent) == (0, 1)


def test_in_quiet_hours_nothing_is_sent(store: Store, service: Service) -> None:
    now = datetime.now(UTC)
    first, last = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    telling = a_telling(store.name, service.address, quiet=(first, last))
    run(store, telling)
    find(store, "a")
    run(store, telling)
    assert service.bodies == []
    run(store, telling, hours=1, minutes=1)
    assert len(service.bodies) == 1


def test_who_has_no_address_is_told_once_there_is_one(
    store: Store, telling: Telling, service: Service
) -> None:
    unset = Telling(
        recipients=telling.recipients,
        render=telling.render,
        database=telling.database,
        variables=telling.variables,
    )
    find(store, "a")
    assert run(store, unset) is None
    assert standing(store).waiting == 1
    run(store, telling)
    assert sum(service.told().values()) == 1


def test_a_killed_sender_leaves_it_uncertain_and_nothing_is_sent_by_itself(
    store: Store, telling: Telling, service: Service
) -> None:
    service.wait.clear()
    find(store, "a")
    work = threading.Thread(target=run, args=(store, telling))
    work.start()
    assert service.asked.wait(20)
    with store.reading() as session:
        (batch,) = load_batches(session)
    assert batch.sender
    os.kill(batch.sender["pid"], signal.SIGKILL)
    work.join(20)
    service.wait.set()
    run(store, telling, days=2)
    assert len(service.bodies) == 1
    assert standing(store).uncertain == 1
    with store.writing() as session:
        send_again(session, now=datetime.now(UTC))
    run(store, telling)
    assert len(service.bodies) == 2
    assert standing(store).sent == 1


def test_what_could_not_be_given_back_is_sent_though_its_maker_lives(
    store: Store, telling: Telling, service: Service
) -> None:
    """The sender found no database, and its maker none in which to note that."""
    find(store, "a")
    plan_notices(store, telling.recipients, datetime.now(UTC))
    with store.writing() as session:
        due = load_due(session, "me", datetime.now(UTC) + timedelta(minutes=5), limit=9)
        ids = [one.id for one in due]
        hand_over(session, "b", ids, this_process(), now=datetime.now(UTC))
    assert run(store, telling) is None
    assert run(store, telling, minutes=2) == "handed to the sender: 1 to me"
    assert len(service.bodies) == 1


def test_no_secret_is_kept_or_shown(store: Store, telling: Telling, service: Service) -> None:
    service.statuses = [401]
    find(store, "a")
    run(store, telling)
    service.statuses = [401]
    with pytest.raises(MentionsError) as caught:
        send_test(telling, "me")
    assert "401" in str(caught.value)
    assert store.folder
    kept = b"".join(path.read_bytes() for path in store.folder.glob("mentions.db*"))
    assert b"401" in kept
    for secret in (*SECRETS, service.address):
        assert secret.encode() not in kept
        assert secret not in str(caught.value) + repr(telling)


def test_a_wrong_address_is_named_by_its_variable(store: Store) -> None:
    telling = a_telling(store.name, "nothing-of://hunter2pass@the/kind")
    with pytest.raises(ConfigError, match=r"\$MENTIONS_NOTIFY_URL") as caught:
        send_test(telling, "me")
    assert "hunter2pass" not in str(caught.value)
    run(store, telling)
    find(store, "a")
    run(store, telling)
    assert standing(store).waiting == 1  # tried, and to be tried again


def test_nobody_listening_is_certain_and_no_answer_is_not(
    service: Service,
) -> None:
    rendered = Rendered(title="news", body="there is some")
    closed = open_address("json://localhost:1/", shown="$X")
    assert deliver(closed, rendered, address="json://localhost:1/").sure
    silent = open_address(service.address, shown="$X")
    silent.socket_read_timeout = 0.2
    service.wait.clear()
    ended = deliver(silent, rendered, address=service.address)
    service.wait.set()
    assert ended.why is not None
    assert not ended.sure


def test_killed_at_random_points_everything_arrives_once(
    store: Store, telling: Telling, service: Service
) -> None:
    """Kill the process that finds, notes and sends; what it stored is told exactly once."""
    draw = random.Random(2009)  # noqa: S311 - no secret
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.servers.teller"])
    for number in range(KILLS):
        process = context.Process(target=work_on, args=(store.name, service.address, number))
        process.start()
        if number + 1 == KILLS:  # the last one finds something, and has no time to tell of it
            wait_for(lambda: bool(_found_by(store, KILLS - 1)), 60)
        else:
            if number % 4 == 0:  # some get as far as telling, however busy the machine is
                service.wait_for_more()
            time.sleep(draw.uniform(0.02, 2.2))
        process.kill()
        process.join()
        process.close()
    sent_before = len(service.bodies)
    wait_for(lambda: _is_all_told(store, telling), 60)
    stored = _stored(store)
    with store.reading() as session:
        assert load_open(session) == []
    assert len(stored) > sent_before > 3  # by those who were killed, and by their senders
    assert service.told() == dict.fromkeys(stored, 1)


def _stored(store: Store) -> set[str | None]:
    with store.reading() as session:
        return {one.mention.url for one in load_mentions(session)}


def _found_by(store: Store, number: int) -> list[str | None]:
    return [url for url in _stored(store) if f"/{number}-" in (url or "")]


def _is_all_told(store: Store, telling: Telling) -> bool:
    run(store, telling, minutes=1)
    own = standing(store)
    return own.waiting == own.sending == 0
