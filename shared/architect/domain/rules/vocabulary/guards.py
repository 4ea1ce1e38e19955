"""What stands before a route and asks who calls: dependencies, decorators, routers, middleware."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.entrances import Route
from shared.architect.domain.rules.vocabulary.once import once, one_by_one

_WORDS = (
    "auth", "user", "token", "principal", "permission", "admin", "scope", "identity", "api_key", "apikey", "login",
    "secur", "bearer", "role", "session_required", "jwt", "account", "tenant", "member", "staff", "protected", "owner",
    "superuser", "signature", "verify", "require",
)  # fmt: skip
# A decorator that is told who may call: also "everybody", which somebody decided.
_DECLARING = frozenset(
    {"access", "auth", "permission", "permissions", "scopes", "roles", "security", "authorizer", "guards", "requires"}
)
_APPS = ("FastAPI", "iddleware", "before_request")
_MIDDLEWARE = ("AuthenticationMiddleware", "JWTMiddleware", "AuthMiddleware")


def sounds_like_a_guard(name: str) -> bool:
    return any(word in name.lower() for word in _WORDS)


def is_guarded(file: SourceFile, route: Route, project: Project) -> bool:
    """By a dependency among its parameters, by its decorator's `dependencies`, or by another decorator."""
    told = once(project, "_guarding_types", lambda: frozenset(_guarding_types(project)))
    for one in route.function.decorator_list:
        if one is route.decorator:
            if any(_depends(file, one.value) or one.arg in _DECLARING for one in route.decorator.keywords):
                return True
        elif sounds_like_a_guard(ast.unparse(one)):
            return True
    arguments = route.function.args
    defaults = [*arguments.defaults, *(one for one in arguments.kw_defaults if one)]
    annotations = [one.annotation for one in (*arguments.args, *arguments.kwonlyargs) if one.annotation]
    named = {name.rpartition(".")[2] for one in annotations for name in [file.name_of(one)] if name}
    return bool(named & told) or any(_depends(file, one) for one in (*defaults, *annotations))


def router_is_guarded(file: SourceFile, route: Route, project: Project) -> bool:
    """By what the router was made with, a `before_request` on it, or how it was included."""
    home, router = _home_of(file, route.router, project)
    for call, name in home.calls():
        parent = home.parents.get(call)
        targets = [ast.unparse(one) for one in parent.targets] if isinstance(parent, ast.Assign) else []
        if router in targets and any(_depends(home, keyword.value) for keyword in call.keywords):
            return True
        if name.endswith("before_request") and router in ast.unparse(call.func):
            return True
    return any(sounds_like_a_guard(one) for one in _before_requests(file)) or _is_included(file, project)


def _home_of(file: SourceFile, router: str, project: Project) -> tuple[SourceFile, str]:
    """Where the router is made, and its name there: it may be imported."""
    module, _, name = file.aliases.get(router.partition(".")[0], "").rpartition(".")
    other = project.by_module.get(module)
    return (other, name) if other is not None else (file, router)


def project_is_guarded(project: Project) -> bool:
    """The whole application is: by its own dependencies, a middleware, or Django REST's default permissions."""
    return once(project, "_project_is_guarded", lambda: any(_app_is_guarded(file) for file in _with(project, _APPS)))


def _with(project: Project, words: tuple[str, ...]) -> Iterator[SourceFile]:
    """Files in which one of the words stands."""
    return one_by_one(file for file in project.code() if any(word in file.text for word in words))


def _app_is_guarded(file: SourceFile) -> bool:
    for call, name in file.calls():
        last = name.rpartition(".")[2]
        if name in ("fastapi.FastAPI", "fastapi.applications.FastAPI"):
            if any(one.arg == "dependencies" and _depends(file, one.value) for one in call.keywords):
                return True
        elif last in ("add_middleware", "Middleware") and call.args:
            given = file.name_of(call.args[0]).rpartition(".")[2]
            if given in _MIDDLEWARE or "auth" in given.lower():
                return True
    return any("@app.before_request" in one or "middleware" in one.lower() for one in _guarding_hooks(file))


def _guarding_hooks(file: SourceFile) -> Iterator[str]:
    for function in file.functions():
        for one in function.decorator_list:
            told = f"@{ast.unparse(one)}"
            if ("before_request" in told or "middleware" in told) and sounds_like_a_guard(function.name):
                yield told


def _before_requests(file: SourceFile) -> Iterator[str]:
    for function in file.functions():
        if any(ast.unparse(one).endswith("before_request") for one in function.decorator_list):
            yield function.name


def _is_included(file: SourceFile, project: Project) -> bool:
    """`app.include_router(orders.router, dependencies=[Depends(current_user)])` somewhere."""
    return any(
        name.endswith("include_router")
        and bool(call.args)
        and other.name_of(call.args[0]).startswith(file.module)
        and any(_depends(other, one.value) for one in call.keywords if one.arg == "dependencies")
        for other in _with(project, ("include_router",))
        for call, name in other.calls()
    )


def _depends(file: SourceFile, node: ast.AST) -> bool:
    """`Depends(current_user)`, `Security(...)` in it, of something that sounds like a guard."""
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        last = file.name_of(call.func).rpartition(".")[2]
        if last == "Security":
            return True
        if last == "Depends" and any(sounds_like_a_guard(file.name_of(one) or ast.unparse(one)) for one in call.args):
            return True
    return False


def _guarding_types(project: Project) -> Iterator[str]:
    """Names of `CurrentUser = Annotated[User, Depends(current_user)]`."""
    for file in _with(project, ("Depends", "Security")):
        for node in file.tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if isinstance(value, ast.Subscript) and _depends(file, value):
                targets = node.targets if isinstance(node, ast.Assign) else []
                yield from (one.id for one in targets if isinstance(one, ast.Name))
