"""Clients of the closed loop, each a thread: as many more as make the system answer more."""

import threading
import time
from collections.abc import Callable

_FIRST = 2
_MOST = 64
_GAIN = 1.1  # twice the clients must bring a tenth more answers, else the system is saturated


class Crowd:
    """`visit` is what one client does until it is over; it is given its number."""

    def __init__(self, visit: Callable[[int], None]) -> None:
        self._visit = visit
        self._threads: list[threading.Thread] = []

    @property
    def size(self) -> int:
        return len(self._threads)

    def grow(self, to: int) -> None:
        for number in range(self.size, to):
            thread = threading.Thread(target=self._visit, args=(number,), name=f"client {number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def join(self, seconds: float) -> bool:
        """Whether everybody finished what they had begun within that time."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)


def saturate(crowd: Crowd, rate_with: Callable[[], float], told: Callable[[int, float], None]) -> int:
    """Doubles the clients until that no longer brings a tenth more answers per second; how many there are then.

    `rate_with` measures the rate of those that are there; `told` hears of each step.
    """
    crowd.grow(_FIRST)
    best = 0.0
    while True:
        rate = rate_with()
        told(crowd.size, rate)
        if rate < best * _GAIN or crowd.size >= _MOST:
            return crowd.size
        best = rate
        crowd.grow(crowd.size * 2)
