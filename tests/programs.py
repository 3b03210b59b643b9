"""Programs of the system that some tests need."""

import os
import shutil
import subprocess
import time

import pytest

TRIES = 10
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")


def needed(*names: str, package: str, left_out: str) -> str:
    """Return the path of a program; root on Debian gets it installed, and CI has to have it.

    Args:
        names: What it may be called.
        package: Debian's package of it.
        left_out: What is not tested without it, as a sentence.
    """
    found = _find(names)
    may_install = os.geteuid() == 0 and shutil.which("apt-get")
    for _ in range(TRIES if may_install else 0):
        if found:
            break
        if not _apt("install", package):
            # Another process of these tests may be at the same, so not all of this need succeed.
            _apt("update", package)
            time.sleep(5)
        found = _find(names)
    if found is None:
        why = f"{package} is not installed: {left_out}"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return found


def _find(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _apt(command: str, package: str) -> bool:
    what = ["-y", "--no-install-recommends", package] if command == "install" else []
    done = subprocess.run(
        [*APT, command, *what],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
