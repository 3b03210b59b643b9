"""Exporting a million mentions beside what else reads SQLite; `python -m benchmarks.export`.

Every program is a process of its own and writes the same rows to a file. The others write cells as
they are stored; ours also makes dates ISO 8601, opens the lists and guards against formulas.
sqlite-utils stands in an environment of its own: `--sqlite-utils PATH` names its program.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.export_data import make_database

SQL = """SELECT a.canonical AS article, m.kind, m.channel, m.platform, m.author_name,
m.author_handle, m.author_url, m.author_photo, m.text, m.url, m.published, m.published_zone_known,
m.first_seen, m.language, m.hashtags, m.via, m.links, m.reporter_name, m.reporter_url, m.evidence,
m.source,
max(m.merged_from, (SELECT count(*) FROM sightings s WHERE s.mention_id = m.id)) AS merged_from,
m.parent, m.likes, m.reposts, m.replies, m.quotes, m.followers, m.counted_at,
m.health, m.health_at
FROM mentions m JOIN articles a ON a.id = m.article_id
WHERE m.deleted_at IS NULL AND a.removed_at IS NULL ORDER BY m.happened_at, m.id"""

PLAIN = """
import csv, sqlite3, sys
with open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    writer = csv.writer(out)
    rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[3])
    writer.writerow([column[0] for column in rows.description])
    writer.writerows(rows)
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a process took."""

    cpu: float  # seconds
    memory: float  # MB at its peak


def programs(folder: Path, peer: str | None) -> Iterator[tuple[str, list[str], Path | None]]:
    """Yield name, command, and the file that standard output goes to."""
    database, config = str(folder / "mentions.db"), str(folder / "config.toml")
    ours = [sys.executable, "-m", "mentions", "--config", config, "export", "-o"]
    if shutil.which("sqlite3"):
        command = ["sqlite3", "-readonly", "-csv", "-header", database, SQL]
        yield "sqlite3 command line", command, folder / "cli.csv"
    plain = [sys.executable, "-c", PLAIN, database, str(folder / "plain.csv"), SQL]
    yield "csv module over sqlite3", plain, None
    if peer:
        yield "sqlite-utils --csv", [peer, database, SQL, "--csv"], folder / "peer.csv"
        yield "sqlite-utils --nl", [peer, database, SQL, "--nl"], folder / "peer.jsonl"
    yield "mentions export, CSV", [*ours, str(folder / "ours.csv")], None
    jsonl = [*ours, str(folder / "ours.jsonl"), "--format", "jsonl"]
    yield "mentions export, JSONL", jsonl, None


def measured(command: list[str], target: Path | None) -> Run:
    """Run a command to its end."""
    with Path(target or os.devnull).open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed: {process.returncode}")
    return Run(cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def main() -> None:
    """Make the database, run each program in turn, print medians and the worst memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sqlite-utils", default=shutil.which("sqlite-utils"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="export") as name:
        folder = Path(name)
        make_database(folder / "mentions.db", given.mentions)
        config = f'[database]\npath = "{folder}/mentions.db"\n'
        (folder / "config.toml").write_text(config, "utf-8")
        names: dict[str, list[Run]] = {}
        for _ in range(given.rounds):
            for title, command, target in programs(folder, given.sqlite_utils):
                names.setdefault(title, []).append(measured(command, target))
    floor = names.get("sqlite3 command line")
    for title, runs in names.items():
        cpu = median(run.cpu for run in runs)
        ratio = f"{cpu / median(run.cpu for run in floor):5.2f}x" if floor else "    -"
        print(f"{title:26} {cpu:6.2f} s CPU {ratio} {max(run.memory for run in runs):5.0f} MB")


if __name__ == "__main__":
    main()
