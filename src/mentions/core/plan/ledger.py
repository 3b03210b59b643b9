"""What was spent of the budget: more on a busy hour is less in the hours after it."""

from __future__ import annotations

from typing import NamedTuple

from mentions.core.plan.curve import DAY

# How much of a day's budget may be saved up.
_SAVED = 0.1
# What of a day's budget the coming day may take at the least, whatever the debt: a run that looked
# at everything must not leave new articles unseen for days.
_KEPT = 0.25


class Ledger(NamedTuple):
    """Requests sent beyond the even flow of the budget.

    Attributes:
        debt: Requests; below 0 is saved.
        at: Up to when, in seconds since 1970.
    """

    debt: float
    at: float


def after_spending(ledger: Ledger, requests: float, *, budget: float, now: float) -> Ledger:
    """Return the ledger after further requests.

    Args:
        ledger: As it was.
        requests: All that were sent since then, failed ones included.
        budget: Requests a day.
        now: Seconds since 1970; a clock set back counts as no time.
    """
    passed = max(now - ledger.at, 0.0)
    debt = ledger.debt + requests - budget * passed / DAY
    return Ledger(max(debt, -_SAVED * budget), max(now, ledger.at))


def left_for_a_day(ledger: Ledger, *, budget: float) -> float:
    """Return the requests that the coming day may take: the budget less the debt.

    A quarter of the budget may always be taken, so a large debt is paid over several days.

    >>> left_for_a_day(Ledger(debt=30, at=0), budget=100)
    70
    """
    return max(budget - ledger.debt, _KEPT * budget)
