"""Shapes of code that several rules look for: loops, receivers, texts of SQL, words that a function uses."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.review.tree import below
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.values import UNKNOWN, text_of, value_of

Loop = ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_SQL = re.compile(r"^\s*(?:--[^\n]*\n\s*)*(?:with\b.*?\)\s*)?(select|insert|update|delete|merge)\b", re.I | re.S)


def loop_of(file: SourceFile, node: ast.AST) -> Loop | None:
    """The innermost loop or comprehension that repeats the node, in the same function."""
    child = node
    for up in file.above(node):
        if isinstance(up, FunctionNode | ast.Lambda | ast.ClassDef):
            return None
        if isinstance(up, ast.While) or (isinstance(up, ast.For | ast.AsyncFor) and child in up.body):
            return up
        if isinstance(up, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            first = up.generators[0]
            if child is not first or node not in set(below(first.iter)):
                return up
        child = up
    return None


def receiver(call: ast.Call) -> str:
    """What a method is called on, as it is written: `self._orders` of `self._orders.get(1)`."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def method(call: ast.Call) -> str:
    """The last part of what is called."""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def calls_matching(file: SourceFile, pattern: re.Pattern[str]) -> list[ast.Call]:
    """Calls of functions and methods whose last name the pattern matches, by way of an index."""
    named = once(file, "_calls_by_method", lambda: _by_method(file))
    return [call for name, calls in named.items() if pattern.match(name) for call in calls]


def _by_method(file: SourceFile) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for call in file.all(ast.Call):
        found.setdefault(method(call), []).append(call)
    return found


def functions_with(file: SourceFile, pattern: re.Pattern[str]) -> list[FunctionNode]:
    """Functions in which something of that name is called, in the order of the text."""
    found = {function for call in calls_matching(file, pattern) if (function := file.function_of(call))}
    return sorted(found, key=lambda one: one.lineno)


def words_of(file: SourceFile, node: ast.AST) -> frozenset[str]:
    """Identifiers, attributes, argument names and words in strings below a node, in lower case."""
    kept: dict[ast.AST, frozenset[str]] = once(file, "_words", dict)
    if node not in kept:
        kept[node] = frozenset(word.lower() for one in below(node) for word in _words(one))
    return kept[node]


def _words(node: ast.AST) -> Iterator[str]:
    for name in ("id", "attr", "arg", "name"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from re.findall(r"\w+", node.value[:2000])


def says(file: SourceFile, node: ast.AST, *parts: str) -> bool:
    """A word below the node has one of these parts in it."""
    words = words_of(file, node)
    return any(part in word for word in words for part in parts)


def verb_of_sql(file: SourceFile, call: ast.Call) -> str:
    """`select`, `insert`, `update`... of the statement that is the first argument; empty where it cannot be told."""
    if not call.args:
        return ""
    given = call.args[0]
    if isinstance(given, ast.Call):
        inner = method(given)
        return inner if inner in ("select", "insert", "update", "delete") else verb_of_sql(file, given)
    found = _SQL.match(text_of(file, given))
    return found.group(1).lower() if found else ""


def worth(file: SourceFile, node: ast.AST | None, project: Project) -> object:
    """What an expression is worth (see `value_of`), also where it is a constant of another file of the project."""
    found = value_of(file, node)
    if found is UNKNOWN and isinstance(node, ast.Name | ast.Attribute):
        module, _, name = file.name_of(node).rpartition(".")
        home = project.by_module.get(module)
        given = home.names.scopes.of(name, None) if home else []
        if home and len(given) == 1:
            return value_of(home, given[0])
    return found


def imported_anywhere(project: Project, libraries: frozenset[str]) -> bool:
    """Some file of the project imports one of them: what it makes may come to any other file."""
    tops = once(project, "_imported_tops", lambda: {n.partition(".")[0] for one in project.files for n in one.imports})
    return not tops.isdisjoint(libraries)


def names_below(node: ast.AST) -> set[str]:
    return {one.id for one in below(node) if isinstance(one, ast.Name)}


def targets_of(node: ast.AST) -> set[str]:
    """Names that a loop, an assignment or a `with` binds."""
    targets: list[ast.AST] = []
    if isinstance(node, ast.Assign):
        targets = [*node.targets]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.For | ast.AsyncFor | ast.comprehension):
        targets = [node.target]
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        targets = [one.target for one in node.generators]
    return {name for target in targets for name in names_below(target)}


def statements(function: ast.AST) -> Iterator[ast.AST]:
    """Everything that runs in a function itself, in the order of the text, nested functions left out."""
    todo = list(reversed(list(ast.iter_child_nodes(function))))
    while todo:
        node = todo.pop()
        if isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
            continue
        yield node
        todo.extend(reversed(list(ast.iter_child_nodes(node))))


def calls_in(file: SourceFile, function: ast.AST) -> list[tuple[ast.Call, str]]:
    """Calls that run in a function itself, in the order of the text, with their full names."""
    kept: dict[ast.AST, list[tuple[ast.Call, str]]] = once(file, "_calls_in", dict)
    if function not in kept:
        kept[function] = [(one, file.name_of(one.func)) for one in statements(function) if isinstance(one, ast.Call)]
    return kept[function]
