"""What a value per step usually is, and whether one stands out: median and MAD, computed online."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque

# Of normally distributed values the standard deviation is so many median absolute deviations.
_NORMAL = 1.4826


class RobustBaseline:
    """Median and robust standard deviation of the last finite values.

    A value is a spike when it exceeds both `median + sigmas * stddev` and `median + (ratio - 1) *
    |median|`: the second floor keeps a flat series, whose deviation is near 0, from making a spike
    of every ripple, and works for negative values too. It is judged against the values before it,
    and joins them then, so that a level that stays is the new normal after half a window; a spike
    moves the median by one place at most. Nothing is judged before `minimum` values. NaN and
    infinity are never part of it.

    Exact, not estimated: the window is kept sorted (bisection), hence the median is one look and
    the MAD a bisection, done only for values above the second floor. About a microsecond for a
    value.
    """

    __slots__ = ("_minimum", "_order", "_ratio", "_sigmas", "_sorted", "_window")

    def __init__(
        self, *, window: int = 128, minimum: int = 64, sigmas: float = 7.0, ratio: float = 1.3
    ) -> None:
        if not 2 <= minimum <= window:
            raise ValueError(f"minimum={minimum} is not between 2 and window={window}")
        if sigmas <= 0 or ratio <= 1:
            raise ValueError(f"sigmas={sigmas} must be above 0 and ratio={ratio} above 1")
        self._window, self._minimum, self._sigmas, self._ratio = window, minimum, sigmas, ratio
        self._order: deque[float] = deque()
        self._sorted: list[float] = []

    def add(self, value: float) -> bool:
        """Takes the next value; True when it is a spike."""
        if not math.isfinite(value):
            return False
        values, order = self._sorted, self._order
        count = len(values)
        spike = False
        if count >= self._minimum:
            median = (values[(count - 1) // 2] + values[count // 2]) / 2
            spike = (
                value > median + (self._ratio - 1) * abs(median)
                and value > median + self._sigmas * self.stddev
            )
        if count == self._window:
            del values[bisect_left(values, order.popleft())]
        order.append(value)
        insort(values, value)
        return spike

    def clear(self) -> None:
        """Forgets everything: what comes is another curve."""
        self._order.clear()
        self._sorted.clear()

    @property
    def ready(self) -> bool:
        """Whether there are values enough to judge by."""
        return len(self._sorted) >= self._minimum

    @property
    def median(self) -> float:
        """The median; NaN without values."""
        values = self._sorted
        count = len(values)
        return (values[(count - 1) // 2] + values[count // 2]) / 2 if count else math.nan

    @property
    def stddev(self) -> float:
        """1.4826 times the median absolute deviation; NaN without values."""
        values = self._sorted
        count = len(values)
        if not count:
            return math.nan
        upper = self._nearest(count // 2 + 1)
        mad = upper if count % 2 else (self._nearest(count // 2) + upper) / 2
        return _NORMAL * mad

    def _nearest(self, rank: int) -> float:
        """The rank-th smallest distance from the median: that of the farther end of the nearest
        `rank` values.
        """
        values, median = self._sorted, self.median
        # The nearest values stand side by side: bisects for where they begin.
        low, high = 0, len(values) - rank
        while low < high:
            middle = (low + high) // 2
            if median - values[middle] > values[middle + rank] - median:
                low = middle + 1
            else:
                high = middle
        return max(median - values[low], values[low + rank - 1] - median)
