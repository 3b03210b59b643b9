"""How unequal watches are: the shape of the Gamma prior, from what all of them found."""

from __future__ import annotations

import math
from collections.abc import Iterable

from mentions.core.plan.record import SHAPE

# The shapes that are tried, each 1.26 times the one before.
_SHAPES = tuple(0.05 * 10 ** (step / 10) for step in range(20))
# How far, in natural logarithms and standard deviations, a few watches may move the shape.
_SPREAD = 1.0


def learned_shape(pairs: Iterable[tuple[float, float]]) -> float:
    """Return the shape that makes what watches found most likely.

    Arrivals of a watch whose factor is Gamma distributed follow a negative binomial distribution;
    the shape is the likeliest of a few, with a log-normal prior around the usual one.

    Args:
        pairs: Of each watch, arrivals found and arrivals expected of a usual watch. A few
            thousand are enough.

    >>> learned_shape([]) == learned_shape([(0.0, 0.0)])
    True
    >>> learned_shape([(40.0, 1.0)] + [(0.0, 1.0)] * 39) < learned_shape([(1.0, 1.0)] * 40)
    True
    """
    told = [(found, exposure) for found, exposure in pairs if exposure > 0]
    return max(_SHAPES, key=lambda shape: _likelihood(shape, told))


def _likelihood(shape: float, pairs: list[tuple[float, float]]) -> float:
    known = shape * math.log(shape) - math.lgamma(shape)
    prior = -((math.log(shape / SHAPE) / _SPREAD) ** 2) / 2
    return prior + sum(
        known + math.lgamma(shape + found) - (shape + found) * math.log(shape + exposure)
        for found, exposure in pairs
    )
