"""Numbers as people read them: the same digits in every language.

What somebody said is shown as it was said; what was computed has three digits at most, for it is no better than that.
"""

import math

_LEAST_LOSS = 9.99e-6  # five nines: nobody can tell more by multiplying promises
_SECONDS = ((86400, "d"), (3600, "h"), (60, "min"))


def exact(value: float) -> str:
    """1,500; 0.5; 0.00001: all that is known of it, up to twelve digits."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    text = f"{value:,.12f}".rstrip("0")
    return text if float(text.replace(",", "")) else f"{value:.3g}"


def rounded(value: float) -> str:
    """Three digits: 215, 0.0125, 1,240,000."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "∞"
    digits = 2 - math.floor(math.log10(abs(value)))
    return exact(round(value, digits))


def coarse(value: float) -> str:
    """One digit: what money is good for."""
    return exact(round(value, -math.floor(math.log10(abs(value))))) if value else "0"


def share(value: float) -> str:
    """0.9995 is 99.95%."""
    return f"{exact(round(value * 100, 4))}%"


def availability(value: float) -> str:
    """As many nines as tell: 99.79%, 99.995%, five at most. Never rounded up to what it does not reach."""
    loss = 1 - value
    if loss < _LEAST_LOSS:
        return ">99.999%"
    digits = max(0, 1 - math.floor(math.log10(loss * 100)))
    scale: int = 10**digits
    return f"{exact(math.floor(round(value * 100 * scale, 6)) / scale)}%"


def duration(seconds: float) -> str:
    """30 s, 5 min, 1.5 h, 2 d."""
    for size, unit in _SECONDS:
        if seconds >= size and (seconds * 10 / size) == int(seconds * 10 / size):
            return f"{exact(seconds / size)} {unit}"
    return f"{exact(seconds)} s"
