"""Which modules run when somebody is waiting: those that answer requests or messages, and what they import."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.project import ImportGraph, Project
from shared.architect.domain.review.source import SourceFile

_ROUTE = re.compile(
    r"(^|\.)(get|post|put|patch|delete|route|websocket|api_route|api_view|middleware|task|shared_task)$"
)
_HANDLER = re.compile(r"^(lambda_)?handler$|_handler$")
_VIEW_FILES = ("views.py", "consumers.py", "viewsets.py")


def on_request_path(project: Project) -> frozenset[str]:
    """Names of modules."""
    imported: dict[str, set[str]] = {}
    for one in project.graph.imports:
        if not one.typing_only:
            imported.setdefault(one.importer, set()).add(one.imported)
    waiting = [file.module for file in project.code() if any(_entries(file))]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(imported.get(module, ()))
    return frozenset(found)


def _entries(file: SourceFile) -> Iterator[bool]:
    if file.path.rsplit("/", 1)[-1] in _VIEW_FILES:
        yield True
    for function in file.functions():
        names = [argument.arg for argument in function.args.args[:2]]
        if names == ["event", "context"] and _HANDLER.search(function.name):
            yield True
        for decorator in function.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(called, ast.Attribute | ast.Name) and _ROUTE.search(ast.unparse(called)):
                yield True


def importers_of(graph: ImportGraph, module: str) -> frozenset[str]:
    """Who imports it, directly; typing-only imports left out."""
    return frozenset(one.importer for one in graph.imports if one.imported == module and not one.typing_only)
