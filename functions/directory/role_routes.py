"""Roles."""

from functions.calls import context_of, next_cursor, start_of
from functions.directory.models import DefineRoleBody, RolesView, RoleView
from shared.bootstrap import Container
from shared.edge.bodies import Page
from shared.edge.routes import Access, Answer, Call, Routes
from shared.edge.told import ROLE_NAME

routes: Routes[Container] = Routes("Roles")

WRITE = Access.permission("roles:write", live=True)


@routes.get(
    "/v1/roles",
    query=Page,
    answers=RolesView,
    access=Access.permission("roles:read", "users:read"),
    errors=("invalid_cursor",),
)
def list_roles(call: Call[Container, Page]) -> Answer:
    """Roles by name, built-in ones included."""
    page = call.parts.define_roles.list(start_of(call), call.query.limit)
    items = [RoleView.of(role) for role in page.items]
    return Answer(body=RolesView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.put(
    "/v1/roles/{name}",
    body=DefineRoleBody,
    answers=RoleView,
    access=WRITE,
    path_rules={"name": ROLE_NAME},
    errors=("builtin_role", "last_admin", "version_conflict"),
)
def define_role(call: Call[Container], body: DefineRoleBody) -> Answer:
    """Make or replace a role."""
    wish = call.path["name"], tuple(body.permissions), body.description
    return Answer(body=RoleView.of(call.parts.define_roles.define(call.principal, *wish, context_of(call, "admin"))))


@routes.delete(
    "/v1/roles/{name}",
    access=WRITE,
    path_rules={"name": ROLE_NAME},
    errors=("not_found", "builtin_role", "role_in_use"),
)
def remove_role(call: Call[Container]) -> Answer:
    """Remove a role that nobody holds."""
    call.parts.define_roles.remove(call.principal, call.path["name"], context_of(call, "admin"))
    return Answer()
