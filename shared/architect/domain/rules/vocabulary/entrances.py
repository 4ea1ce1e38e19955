"""Where requests and events come in: Lambda handlers, and functions that answer HTTP routes."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.values import argument, parameters, text_of, value_of
from shared.kernel.dataclasses import dataclass

MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_METHODS = {"get", "post", "put", "patch", "delete", "route", "api_route", "head", "options"}
_ROUTERS = (
    "fastapi.", "starlette.", "flask.", "quart.", "aiohttp.", "sanic.", "litestar.", "falcon.", "bottle.", "chalice.",
    "aws_lambda_powertools.event_handler",
)  # fmt: skip
_LAMBDA_DECORATORS = (
    "inject_lambda_context", "capture_lambda_handler", "event_source", "log_metrics", "idempotent", "event_parser",
    "lambda_handler_decorator",
)  # fmt: skip
_EVENT_KEYS = frozenset(
    {
        "Records",
        "body",
        "httpMethod",
        "pathParameters",
        "requestContext",
        "queryStringParameters",
        "detail",
        "rawPath",
        "detail-type",
        "headers",
    }
)

_ROUTE = re.compile(rf"litestar|^\s*@[\w.]*\b({'|'.join(sorted(_METHODS))})\(", re.MULTILINE)
_HANDLER = re.compile(
    rf"def \w*handler\(|def \w+\([^)]{{0,2000}},\s*(\w*context|_*ctx)\b|LambdaContext|{'|'.join(_LAMBDA_DECORATORS)}"
)


@dataclass(frozen=True)
class Route:
    """`function` answers `methods` on `path`; `router`: the name that the decorator hangs on."""

    function: FunctionNode
    decorator: ast.Call
    methods: frozenset[str]
    path: str
    router: str


def may_answer(file: SourceFile, project: Project) -> bool:
    """Whether it is worth while to look: by its text alone, so that no tree is made for it."""
    kept = vars(file)
    if "_may_answer" not in kept:  # it outlives the tree
        told = _told_by_templates(project)
        named = any(f"def {one.rpartition('.')[2]}(" in file.text for one in told)
        kept["_may_answer"] = named or bool(_ROUTE.search(file.text)) or bool(_HANDLER.search(file.text))
    return bool(kept["_may_answer"])


def lambda_handlers(file: SourceFile, project: Project) -> list[FunctionNode]:
    """Functions that Lambda calls: told so by a template, by a decorator, or by what they take and read."""
    if not may_answer(file, project):
        return []
    return once(file, "_lambda_handlers", lambda: list(_lambda_handlers(file, project)))


def routes(file: SourceFile) -> list[Route]:
    """Functions under `@app.post("/orders")` and its like, whatever the app is called."""
    if not _ROUTE.search(file.text):
        return []
    return once(file, "_routes", lambda: list(_routes(file)))


def entrances(file: SourceFile, project: Project) -> list[FunctionNode]:
    return [*lambda_handlers(file, project), *(route.function for route in routes(file))]


def event_of(handler: FunctionNode) -> str:
    """The name under which a Lambda handler knows its event."""
    return next(iter(parameters(handler)), "")


def _lambda_handlers(file: SourceFile, project: Project) -> Iterator[FunctionNode]:
    told = _told_by_templates(project)
    for node in file.tree.body:
        if isinstance(node, FunctionNode) and (
            any(_names(one, file, node) for one in told)
            or _is_decorated(file, node)
            or _looks_called_by_lambda(file, node)
        ):
            yield node


def _told_by_templates(project: Project) -> frozenset[str]:
    return once(project, "_handlers_in_templates", lambda: frozenset(_handlers_in(project)))


def _handlers_in(project: Project) -> Iterator[str]:
    for template in project.templates.values():
        resources = template.get("Resources")
        for resource in resources.values() if isinstance(resources, dict) else ():
            properties = resource.get("Properties") if isinstance(resource, dict) else None
            handler = properties.get("Handler") if isinstance(properties, dict) else None
            if isinstance(handler, str) and "." in handler:
                yield handler.replace("/", ".")


def _names(handler: str, file: SourceFile, node: FunctionNode) -> bool:
    module, _, function = handler.rpartition(".")
    return function == node.name and (file.module == module or file.module.endswith(f".{module}"))


def _is_decorated(file: SourceFile, node: FunctionNode) -> bool:
    names = [file.name_of(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    return any(name.split(".")[-1].strip("()") in _LAMBDA_DECORATORS for name in names)


def _looks_called_by_lambda(file: SourceFile, node: FunctionNode) -> bool:
    told = [*node.args.posonlyargs, *node.args.args]
    if len(told) - len(node.args.defaults) != 2 or told[0].arg in ("self", "cls"):
        return False
    if file.name_of(told[1].annotation).endswith("LambdaContext"):
        return True
    named = told[1].arg.strip("_").lower() in ("context", "ctx", "lambda_context", "aws_context")
    if named and told[0].arg.strip("_").lower() in ("event", "evt", "payload"):
        return True
    return (named or node.name.endswith("handler")) and _reads_event(node, told[0].arg)


def _reads_event(node: FunctionNode, event: str) -> bool:
    for one in ast.walk(node):
        key: ast.AST | None = None
        if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and one.value.id == event:
            key = one.slice
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "get" and one.args:
            key = one.args[0] if isinstance(one.func.value, ast.Name) and one.func.value.id == event else None
        if isinstance(key, ast.Constant) and key.value in _EVENT_KEYS:
            return True
    return False


def _routes(file: SourceFile) -> Iterator[Route]:
    for function in file.functions():
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and (route := _route_of(file, function, decorator)):
                yield route


def _route_of(file: SourceFile, function: FunctionNode, decorator: ast.Call) -> Route | None:
    name = file.name_of(decorator.func)
    router, _, method = name.rpartition(".")
    given = argument(decorator, "path", 0) or argument(decorator, "rule", 0)
    if method not in _METHODS or given is None:
        return None
    path = text_of(file, given)
    if not (path.startswith("/") or router.startswith(_ROUTERS)):
        return None
    return Route(function, decorator, _methods_of(file, decorator, method), path, _router_of(decorator))


def _methods_of(file: SourceFile, decorator: ast.Call, method: str) -> frozenset[str]:
    if method not in ("route", "api_route"):
        return frozenset({method.upper()})
    told = value_of(file, argument(decorator, "methods") or argument(decorator, "method", 1))
    listed = [told] if isinstance(told, str) else told if isinstance(told, list) else ["GET"]
    return frozenset(str(one).upper() for one in listed)


def _router_of(decorator: ast.Call) -> str:
    return ast.unparse(decorator.func.value) if isinstance(decorator.func, ast.Attribute) else ""
