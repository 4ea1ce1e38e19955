"""Which functions of the project run when one of them is called, as far as names tell."""

import ast
from collections.abc import Iterator, Mapping

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.once import once
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Located:
    file: SourceFile
    node: FunctionNode

    @property
    def place(self) -> tuple[str, int]:
        return self.file.path, self.node.lineno


def function_named(name: str, project: Project) -> Located | None:
    """The function or method of the project with this full name: `shop.orders.Basket.add`. Only the file that it must
    be in is looked at."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        file = project.by_module.get(".".join(parts[:end]))
        if file is not None:
            node = _by_symbol(file).get(".".join(parts[end:]))
            return Located(file, node) if node else None
    return None


def called_from(file: SourceFile, function: FunctionNode, project: Project, depth: int = 3) -> list[Located]:
    """The function itself, and those of the project that it calls, directly or through others of them."""
    seen: dict[FunctionNode, Located] = {function: Located(file, function)}
    edge = list(seen.values())
    for _ in range(depth):
        edge = [one for here in edge for one in _called_by(here, project) if one.node not in seen]
        seen |= {one.node: one for one in edge}
    return list(seen.values())


def resolved(file: SourceFile, call: ast.Call, project: Project) -> Located | None:
    """The project's function that a call means."""
    name = file.name_of(call.func).replace("()", "")  # a method of an instance is one of its class
    if name.startswith(("self.", "cls.")):
        owner = file.class_of(call)
        method = name.split(".", 1)[1]
        return function_named(f"{file.module}.{owner.name}.{method}", project) if owner else None
    return function_named(name, project) or function_named(f"{file.module}.{name}", project)


def _called_by(here: Located, project: Project) -> Iterator[Located]:
    for call, _ in here.file.calls(here.node):
        if found := resolved(here.file, call, project):
            yield found


def _by_symbol(file: SourceFile) -> Mapping[str, FunctionNode]:
    return once(file, "_by_symbol", lambda: {file.symbol_of(one): one for one in file.functions()})
