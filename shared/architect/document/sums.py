"""Results of calculations as texts, each with its unit."""

from shared.architect.document.numbers import availability, rounded, share
from shared.architect.document.wording import Wording
from shared.architect.domain.design.outcome import Calculation

SHARE_UNITS = frozenset({"share of minutes", "share", "share of reads"})


def sum_told(wording: Wording, calculation: Calculation) -> str:
    """In one line: "latency floor: 67 ms, over the limit of 20 ms"."""
    label, result = label_of(wording, calculation.key), amount(wording, calculation.result, calculation.unit)
    if calculation.limit is None:
        return wording.say("calculations.plain", label=label, result=result)
    limit = amount(wording, calculation.limit, calculation.unit)
    # What must not fall below its limit is told the other way round.
    least = (calculation.result >= calculation.limit) == bool(calculation.holds)
    verdict = ("holds" if calculation.holds else "fails") + ("_least" if least else "")
    return wording.say(f"calculations.{verdict}", label=label, result=result, limit=limit)


def label_of(wording: Wording, key: str) -> str:
    """Of a calculation; its key, where the words do not know it."""
    return wording.words.find(f"calculations.labels.{key}") or f"`{key}`"


def amount(wording: Wording, value: float, unit: str) -> str:
    if unit == "share of minutes":
        return availability(value)
    if unit in SHARE_UNITS:
        return share(float(f"{value:.4g}"))
    return f"{rounded(value)} {unit_of(wording, unit)}".strip()


def unit_of(wording: Wording, unit: str) -> str:
    return wording.words.find(f"calculations.units.{unit}") or unit
