"""Classes that are named for a Protocol and lack some of its methods."""

import ast
from collections.abc import Iterator, Mapping

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.project_wide import listed

_LEAST_LETTERS = 5  # a Protocol called `Bus` is the end of many names
_PROTOCOLS = ("typing.Protocol", "typing_extensions.Protocol")
_NEUTRAL = frozenset({"object", "Generic", "Protocol", "ABC"})
Class = tuple[SourceFile, ast.ClassDef]
_PORT = """\
from typing import Protocol


class OrderStore(Protocol):
    def get(self, key): ...

    def add(self, order): ...

    def remove(self, key): ...
"""
_BAD = """\
class MemoryOrderStore:
    def __init__(self):
        self._orders = {}

    def get(self, key):
        return self._orders[key]

    def add(self, order):
        self._orders[order.key] = order
"""
_GOOD = (
    _BAD
    + """\

    def remove(self, key):
        del self._orders[key]
"""
)


def check(project: Project) -> Iterator[Hit]:
    classes = _classes(project)
    ports = {name: one for name, (file, one) in classes.items() if _is_port(file, one) and _is_telling(one.name)}
    for name, (file, one) in classes.items():
        for port in ports.values():
            if one.name.endswith(port.name) and one.name != port.name and name not in ports:
                methods = _all_methods(one, classes)
                missing = sorted(_methods(port) - methods) if methods is not None else []
                if missing and len(missing) < len(_methods(port)):
                    message = (
                        f"`{one.name}` is named for the Protocol `{port.name}` and lacks "
                        f"{listed(f'{each}()' for each in missing)}."
                    )
                    yield file.hit(one, message)


def _classes(project: Project) -> Mapping[str, Class]:
    """By simple name; a name that two classes have says too little."""
    found: dict[str, list[Class]] = {}
    for file in project.code():
        for one in file.all(ast.ClassDef):
            found.setdefault(one.name, []).append((file, one))
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}


def _is_telling(name: str) -> bool:
    return len(name) >= _LEAST_LETTERS


def _is_port(file: SourceFile, one: ast.ClassDef) -> bool:
    bases = (base.value if isinstance(base, ast.Subscript) else base for base in one.bases)
    return any(file.name_of(base) in _PROTOCOLS for base in bases) and len(_methods(one)) >= 2


def _methods(one: ast.ClassDef) -> set[str]:
    return {each.name for each in one.body if isinstance(each, FunctionNode) and not each.name.startswith("_")}


def _all_methods(one: ast.ClassDef, classes: Mapping[str, Class]) -> set[str] | None:
    """Its own and those of its bases. None where a base is not known here, or names are made as they are asked for."""
    found: set[str] = set()
    waiting, seen = [one], {one.name}
    while waiting:
        each = waiting.pop()
        found |= _members(each)
        for base in each.bases:
            name = _last(base)
            if name in classes and name not in seen:
                seen.add(name)
                waiting.append(classes[name][1])
            elif name not in classes and name not in _NEUTRAL:
                return None
    return None if {"__getattr__", "__getattribute__"} & found else found


def _members(one: ast.ClassDef) -> set[str]:
    found = {each.name for each in one.body if isinstance(each, FunctionNode)}
    for each in one.body:
        targets = (
            each.targets if isinstance(each, ast.Assign) else [each.target] if isinstance(each, ast.AnnAssign) else []
        )
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _last(base: ast.expr) -> str:
    plain = base.value if isinstance(base, ast.Subscript) else base
    return plain.attr if isinstance(plain, ast.Attribute) else plain.id if isinstance(plain, ast.Name) else ""


RULE = ProjectRule(
    About(
        id="ARC008",
        family="architecture",
        title="A class lacks methods of the port that it is named for",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Every implementation of a port fulfils all of it, and one suite of tests proves it of each.",
        why=(
            "The type checker does not look where nothing is annotated: the call that is missing fails when it is "
            "first made, often only in production, where the other implementation is used."
        ),
        fix=(
            "Implement the methods, or split the port into the smaller ones that callers need; annotate the "
            "composition root with the Protocol so that the type checker compares them."
        ),
        source="PEP 544 (Protocols: structural subtyping)",
        bad={"shop/ports.py": _PORT, "shop/memory.py": _BAD},
        good={"shop/ports.py": _PORT, "shop/memory.py": _GOOD},
    ),
    check,
)  # fmt: skip
