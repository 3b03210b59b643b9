"""What holds for every test.

Property tests look for new examples at the desk; unattended, every run draws the same ones.
Processes side by side collect the same cases in the same order, or none of them starts.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("unattended", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("unattended")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A set has another order in each process: cases are a tuple, a list or sorted."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        cases = mark.args[1] if len(mark.args) > 1 else mark.kwargs.get("argvalues")
        if isinstance(cases, set | frozenset):
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: its cases are a set; sort them")
