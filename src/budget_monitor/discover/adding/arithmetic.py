"""The arithmetic of looking for sums: how far rounding leads, choices of signs, and how fine figures are."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from budget_monitor.discover.matrix import Mask, Matrix, Whole

MAX_DEVIATIONS_OF_ROUNDING = 6
"""Standard deviations that a sum of rounded figures may be off."""


def likely_gap(squares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far rounding leads a sum astray, from the sum of the squares of what it can be for each figure: in sums of
    many lines much less than it could, which would be more than a line, and then any lines would fit.
    """
    return MAX_DEVIATIONS_OF_ROUNDING * np.sqrt(np.maximum(squares, 0) / 3)


@cache
def signs_of(count: int) -> Whole:
    """Every choice of signs for this many terms, one a row, except all of them added."""
    return np.array([signs for signs in product((1, -1), repeat=count) if -1 in signs], np.int64)


def cancelling(terms: Whole) -> Mask:
    """The columns in which one term undoes another: what is left is shorter, and where a row repeats one, nothing."""
    sizes = np.sort(np.abs(terms), axis=0)
    found: Mask = np.zeros(terms.shape[1], np.bool_)
    for column in np.flatnonzero(((sizes[1:] == sizes[:-1]) & (sizes[1:] != 0)).any(axis=0)):
        figures = set(terms[:, column].tolist())
        found[column] = any(figure and -figure in figures for figure in figures)
    return found


def steps_of(matrix: Matrix) -> Whole:
    """The finest difference between two figures of each column: thousands where all are whole thousands."""
    steps: Whole = np.maximum(np.gcd.reduce(matrix.values, axis=0), 1)
    return steps
