"""Which imports to cut so that a circle is none: few of them, found quickly, not always the fewest.

Eades, Lin and Smyth 1993: modules are put into a row, those that import much to the front; imports that run backwards
are the ones to cut.
"""

from collections.abc import Sequence

from shared.architect.domain.review.project import Import


def breakers(imports: Sequence[Import]) -> list[Import]:
    """One import per pair of modules, those of the fewest lines first."""
    ends: dict[str, set[str]] = {}
    for one in imports:
        ends.setdefault(one.importer, set()).add(one.imported)
        ends.setdefault(one.imported, set())
    place = {module: number for number, module in enumerate(_row(ends))}
    backwards: dict[tuple[str, str], list[Import]] = {}
    for one in imports:
        if place[one.importer] > place[one.imported]:
            backwards.setdefault((one.importer, one.imported), []).append(one)
    return [ones[0] for _, ones in sorted(backwards.items(), key=lambda pair: (len(pair[1]), pair[0]))]


def _row(ends: dict[str, set[str]]) -> list[str]:
    """Sinks to the back, sources to the front, and of the rest the one that imports most more than it is imported."""
    out = {module: set(others) - {module} for module, others in ends.items()}
    into: dict[str, set[str]] = {module: set() for module in out}
    for module, others in out.items():
        for other in others:
            into[other].add(module)
    front: list[str] = []
    back: list[str] = []
    while out:
        sink = min((one for one in out if not out[one]), default=None)
        source = min((one for one in out if not into[one]), default=None) if sink is None else None
        chosen = sink or source or min(out, key=lambda one: (len(into[one]) - len(out[one]), one))
        (back if sink else front).append(chosen)
        for other in out.pop(chosen):
            into[other].discard(chosen)
        for other in into.pop(chosen):
            out[other].discard(chosen)
    return [*front, *reversed(back)]
