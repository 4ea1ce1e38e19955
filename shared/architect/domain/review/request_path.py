"""Which modules run when somebody is waiting: those that answer requests or messages, and what they import."""

from shared.architect.domain.review.project import Project

_VIEW_FILES = ("views.py", "consumers.py", "viewsets.py")


def on_request_path(project: Project) -> frozenset[str]:
    """Names of modules."""
    imported: dict[str, set[str]] = {}
    for one in project.graph.imports:
        if not one.typing_only:
            imported.setdefault(one.importer, set()).add(one.imported)
    waiting = [
        file.module for file in project.code() if file.measures.answers or file.path.rsplit("/", 1)[-1] in _VIEW_FILES
    ]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(imported.get(module, ()))
    return frozenset(found)
