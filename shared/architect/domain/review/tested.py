"""Which modules the tests reach: those that a test imports, and those that such a module passes on."""

from shared.architect.domain.review.project import Project
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Tested:
    """Modules of code with at least one function. `share`: of them that tests reach."""

    modules: frozenset[str]
    reached: frozenset[str]

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
    reached: set[str] = set()
    waiting = [name for test in tests for name in imported.get(test, ())]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting.extend(name for name in imported.get(module, ()) if name.startswith(f"{module}."))
    return Tested(modules, modules & reached)
