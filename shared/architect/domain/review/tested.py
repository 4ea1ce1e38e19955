"""Which modules the tests reach: those that a test imports, and those that such a module passes on."""

from collections.abc import Mapping

from shared.architect.domain.review.project import Project
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Tested:
    """Modules of code with at least one function. `reached`: those that a test imports; `touched`: those and all that
    they import in turn. `share`: of them that tests reach."""

    modules: frozenset[str]
    reached: frozenset[str]
    touched: frozenset[str]

    @property
    def share(self) -> float:
        return len(self.reached) / len(self.modules)


def tested_modules(project: Project) -> Tested | None:
    """None where nothing can be said: no code with a function in it. A test reaches what it imports, and what a package
    that it imports takes from its own modules."""
    modules = frozenset(file.module for file in project.code() if file.measures.functions)
    if not modules:
        return None
    imported: dict[str, set[str]] = {}
    for one in project.graph.imports:
        imported.setdefault(one.importer, set()).add(one.imported)
    tests = {file.module for file in project.files if file.kind == "test"}
    start = {name for test in tests for name in imported.get(test, ())}
    reached = _followed(
        start, {one: {end for end in ends if end.startswith(f"{one}.")} for one, ends in imported.items()}
    )
    return Tested(modules, modules & reached, modules & _followed(start, imported))


def _followed(start: set[str], ends: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(ends.get(one, ()))
    return found
