"""Accounts, as staff read and change them."""

from functions.calls import context_of, identifier, next_cursor, repeatable, start_of, version_check
from functions.directory.models import (
    AsOf,
    CreateUserBody,
    EventsView,
    EventView,
    ExplanationView,
    ReasonBody,
    ReasonView,
    SetEmailBody,
    SetRolesBody,
    UserPatchBody,
    UserQuery,
    UsersView,
)
from functions.views import ReceiptView, UserView
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.create_user import Invitation
from shared.bootstrap import Container
from shared.edge.bodies import Page
from shared.edge.routes import Access, Answer, Call, Routes
from shared.kernel.errors import FieldError, ValidationFailed

routes: Routes[Container] = Routes("Directory")

READ = Access.permission("users:read")
WRITE = Access.permission("users:write", live=True)


@routes.post(
    "/v1/users",
    body=CreateUserBody,
    answers=UserView,
    status=201,
    access=WRITE,
    idempotency="required",
    located=True,
    errors=("email_taken", "username_taken"),
)
def create_user(call: Call[Container], body: CreateUserBody) -> Answer:
    """Invite somebody: the account is pending until the mailed link sets its first password."""
    wish = Invitation(body.email, body.username, body.display_name, body.locale, tuple(body.roles))
    user = call.parts.create_user(call.principal, wish, repeatable(call), context_of(call, "admin"))
    return Answer(body=UserView.of(user), headers={"Location": f"/v1/users/{user.id}"})


@routes.get("/v1/users", query=UserQuery, answers=UsersView, access=READ, errors=("invalid_cursor",))
def find_users(call: Call[Container, UserQuery]) -> Answer:
    """Accounts by exact address or username, by how a word of theirs begins, or all, newest first."""
    query, start = call.query, start_of(call)
    status = None if query.status is None else Status(query.status)
    if query.email is None and query.username is None:
        page = call.parts.search_users(query.q, status, start, query.limit)
        users = [UserView.of(user) for user in page.items]
        return Answer(body=UsersView(items=users, next_cursor=next_cursor(call, page.after)))
    if query.q is not None:
        raise ValidationFailed([FieldError("?q", "invalid", "Search by `q`, or look up by address or username.")])
    found = call.parts.read_users.find(query.email, query.username)
    fitting = [UserView.of(user) for user in found if status in (None, user.status)]
    return Answer(body=UsersView(items=fitting, next_cursor=None))


@routes.get("/v1/users/{user_id}", query=AsOf, answers=UserView, access=READ, errors=("not_found", "user_erased"))
def show_user(call: Call[Container, AsOf]) -> Answer:
    """One account, now or as it was."""
    user_id, moment = identifier(call, "user_id"), call.query.as_of
    if moment is None:
        return Answer(body=UserView.of(call.parts.read_users.get(user_id)))
    return Answer(body=UserView.of(call.parts.read_users.as_of(user_id, moment)), etag=False)


@routes.patch(
    "/v1/users/{user_id}",
    body=UserPatchBody,
    answers=UserView,
    access=WRITE,
    if_match="required",
    errors=("not_found", "user_erased", "username_taken", "version_conflict"),
)
def change_user(call: Call[Container], body: UserPatchBody) -> Answer:
    """Change somebody's profile: a merge patch."""
    wish = ProfileWish(body.model_dump(include=body.model_fields_set))
    arguments = identifier(call, "user_id"), wish, version_check(call), context_of(call, "admin"), call.principal
    return Answer(body=UserView.of(call.parts.change_profile(*arguments)))


@routes.delete(
    "/v1/users/{user_id}",
    answers=ReceiptView,
    access=Access.permission("users:delete", live=True),
    if_match="required",
    errors=("not_found", "user_erased", "last_admin", "version_conflict"),
)
def erase_user(call: Call[Container]) -> Answer:
    """Erase an account: its history stays verifiable, everything of the person goes."""
    arguments = call.principal, identifier(call, "user_id"), version_check(call), context_of(call, "admin")
    return Answer(body=ReceiptView.of(call.parts.erase_user.by_staff(*arguments)))


@routes.put(
    "/v1/users/{user_id}/email",
    body=SetEmailBody,
    answers=UserView,
    access=WRITE,
    if_match="required",
    errors=("not_found", "user_erased", "email_taken", "version_conflict"),
)
def set_email(call: Call[Container], body: SetEmailBody) -> Answer:
    """Set an address at once, unproven; both addresses are told, sessions end."""
    user_id, check = identifier(call, "user_id"), version_check(call)
    user = call.parts.set_email(call.principal, user_id, body.email, check, context_of(call, "admin"))
    return Answer(body=UserView.of(user))


@routes.put(
    "/v1/users/{user_id}/roles",
    body=SetRolesBody,
    answers=UserView,
    access=Access.permission("roles:write", live=True),
    if_match="required",
    errors=("not_found", "user_erased", "last_admin", "version_conflict"),
)
def set_roles(call: Call[Container], body: SetRolesBody) -> Answer:
    """Give an account exactly these roles; rights change with its next token."""
    user_id, check = identifier(call, "user_id"), version_check(call)
    user = call.parts.set_roles(call.principal, user_id, tuple(body.roles), check, context_of(call, "admin"))
    return Answer(body=UserView.of(user))


@routes.post(
    "/v1/users/{user_id}/suspend",
    body=ReasonBody,
    body_optional=True,
    answers=UserView,
    access=WRITE,
    idempotency="optional",
    errors=("not_found", "user_erased", "last_admin"),
)
def suspend_user(call: Call[Container], body: ReasonBody) -> Answer:
    """Suspend an account; its sessions end."""
    arguments = call.principal, identifier(call, "user_id"), body.reason, repeatable(call), context_of(call, "admin")
    return Answer(body=UserView.of(call.parts.suspend_user.suspend(*arguments)))


@routes.post(
    "/v1/users/{user_id}/reactivate",
    body=ReasonBody,
    body_optional=True,
    answers=UserView,
    access=WRITE,
    idempotency="optional",
    errors=("not_found", "user_erased"),
)
def reactivate_user(call: Call[Container], body: ReasonBody) -> Answer:
    """Reactivate a suspended account."""
    arguments = call.principal, identifier(call, "user_id"), body.reason, repeatable(call), context_of(call, "admin")
    return Answer(body=UserView.of(call.parts.suspend_user.reactivate(*arguments)))


@routes.get(
    "/v1/users/{user_id}/events",
    query=Page,
    answers=EventsView,
    access=Access.permission("audit:read"),
    errors=("not_found", "invalid_cursor"),
)
def list_user_events(call: Call[Container, Page]) -> Answer:
    """Everything that happened to an account, oldest first, with who and why."""
    page = call.parts.read_users.history(identifier(call, "user_id"), start_of(call), call.query.limit)
    items = [EventView.of(event) for event in page.items]
    return Answer(body=EventsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.get("/v1/users/{user_id}/explain", answers=ExplanationView, access=READ, errors=("not_found", "user_erased"))
def explain_user(call: Call[Container]) -> Answer:
    """Why this person can, or cannot, sign in."""
    user_id = identifier(call, "user_id")
    reasons = [ReasonView.of(reason) for reason in call.parts.read_users.explain(user_id)]
    return Answer(body=ExplanationView(user_id=user_id, can_sign_in=not reasons, reasons=reasons))
