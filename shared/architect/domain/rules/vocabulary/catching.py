"""`except` clauses: what they catch, and where the text of the error goes."""

import ast
import builtins
from collections.abc import Iterator

from shared.architect.domain.review.source import SourceFile

BROAD = frozenset({"", "Exception", "BaseException"})


def caught_by(file: SourceFile, handler: ast.ExceptHandler) -> list[str]:
    """Full names of the classes that are caught; one empty name for a bare `except:`."""
    if handler.type is None:
        return [""]
    told = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [file.name_of(one) for one in told]


def is_builtin_error(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def handlers(file: SourceFile) -> Iterator[ast.ExceptHandler]:
    return file.all(ast.ExceptHandler)


def handler_of(file: SourceFile, node: ast.AST) -> ast.ExceptHandler | None:
    """The `except` clause that the node stands in, in the same function."""
    for one in file.above(node):
        if isinstance(one, ast.ExceptHandler):
            return one
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return None
    return None


def texts_of(handler: ast.ExceptHandler) -> Iterator[ast.expr]:
    """Expressions in the clause that are the text of its error: `str(e)`, `repr(e)`, `f"...{e}"`, `e.args[0]`,
    `"%s" % e`, `traceback.format_exc()`, and names that were given one of them."""
    aliases = {""}
    for node in _nodes(handler):
        if isinstance(node, ast.Assign) and _is_text(node.value, handler.name, aliases):
            aliases |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    for node in _nodes(handler):
        if isinstance(node, ast.expr) and _is_text(node, handler.name, aliases):
            yield node


def tells_error(file: SourceFile, node: ast.AST, texts: list[ast.expr]) -> bool:
    """One of the texts stands in this expression, outside of a call that is no plain packaging of it."""
    if node in texts:
        return True
    if isinstance(node, ast.Call):
        given = (*node.args, *(keyword.value for keyword in node.keywords))
        packs = file.name_of(node.func).rpartition(".")[2] in _PACKS or _last(node.func) in _PACKS
        return packs and any(tells_error(file, one, texts) for one in given)
    if isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.JoinedStr | ast.FormattedValue | ast.BinOp | ast.BoolOp):
        return any(tells_error(file, one, texts) for one in ast.iter_child_nodes(node))
    return False


_PACKS = frozenset({"dumps", "dict", "str", "format", "jsonify", "make_response", "encode"})


def _nodes(handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    return (node for statement in handler.body for node in ast.walk(statement))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.AST, name: str | None, aliases: set[str]) -> bool:
    def is_error(one: ast.AST) -> bool:
        return name is not None and isinstance(one, ast.Name) and one.id == name

    if isinstance(node, ast.Name):
        return node.id in aliases
    if isinstance(node, ast.Call):
        if _last(node.func) == "format_exc":
            return True
        simple = isinstance(node.func, ast.Name) and node.func.id in ("str", "repr") and len(node.args) == 1
        formatted = isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        return (simple or formatted) and any(is_error(one) for one in node.args)
    if isinstance(node, ast.FormattedValue):
        return is_error(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        right = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return any(is_error(one) for one in right)
    if isinstance(node, ast.Attribute):
        return is_error(node.value) and node.attr in ("message", "msg", "args")
    return False
