"""Several processes, and one that is killed: on real databases, in real processes."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import open_store
from mentions.store.mentions import load_mentions

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
ARTICLE = "https://blog.example/firewall"

POLL = '''
import sys
from datetime import UTC, datetime
from mentions.core.changes import Found, Sighting, keys_of, plan_changes
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.store.changes import save_changes
from mentions.store.engine import open_store
from mentions.store.mentions import load_known

where, place, what = sys.argv[1:]
NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)

def found(number):
    url = f"https://social.example/jens/{number}"
    mention = Mention(
        article="https://blog.example/firewall", kind=Kind.MENTION, channel=Channel.POST,
        platform="twitter", author=Author(handle="jens"), text=f"Nummer {number}", url=url,
        first_seen=NOW, evidence=Evidence.LINK, source=place,
    )
    seen = Sighting(source=place, channel=Channel.POST, evidence=Evidence.LINK, url=url)
    return Found(mention=mention, sighting=seen)

def poll(store, numbers):
    """Plan in one session and store in another, so that plans are overtaken."""
    seen = [found(number) for number in numbers]
    with store.writing() as session:
        known = load_known(session, 1, keys_of(seen))
    with store.writing() as session:
        save_changes(session, plan_changes(seen, known), now=NOW)
        if what == "hang":
            print("stored, not committed", flush=True)
            sys.stdin.read()

with open_store(where) as store:
    print("ready", flush=True)
    if what == "hang":
        poll(store, range(50))
    for number in range(40):
        poll(store, [number, number + 1])
'''


def run(where: str, place: str, what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", POLL, where, place, what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.fixture
def tracked(where: str) -> str:
    with open_store(where) as store, store.writing() as session:
        assert add_article(session, Article(url=ARTICLE), now=NOW) == 1
    return where


def numbers(where: str) -> list[tuple[str, int]]:
    with open_store(where) as store, store.reading() as session:
        found = [one.mention for one in load_mentions(session)]
    return sorted((one.text or "", one.merged_from) for one in found)


def test_two_processes_do_not_store_one_act_twice(tracked: str) -> None:
    processes = [run(tracked, f"https://{place}.example/", "poll") for place in "ab"]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert numbers(tracked) == sorted((f"Nummer {number}", 2) for number in range(41))


def test_killed_while_storing_leaves_nothing_half(tracked: str) -> None:
    with run(tracked, "https://a.example/", "hang") as process:
        assert process.stdout
        assert process.stdout.readlines(20) == [b"ready\n", b"stored, not committed\n"]
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert numbers(tracked) == []


def test_killed_at_any_moment_leaves_all_or_nothing(tmp_path: Path) -> None:
    file = str(tmp_path / "mentions.db")
    for step in range(4):
        Path(file).unlink(missing_ok=True)
        with open_store(file) as store, store.writing() as session:
            add_article(session, Article(url=ARTICLE), now=NOW)
        with run(file, "https://a.example/", "poll") as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            time.sleep(step * 0.03)
            process.kill()
        stored = [text for text, _ in numbers(file)]
        assert sorted(stored) == sorted(f"Nummer {number}" for number in range(len(stored)))


def test_two_processes_may_create_the_database_at_once(empty: str) -> None:
    code = "import sys; from mentions.store.engine import open_store; open_store(sys.argv[1])"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, empty], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
