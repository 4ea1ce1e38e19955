"""One's own account."""

from functions.accounts.models import (
    AcceptedView,
    ActivitiesView,
    ActivityView,
    ChangeEmailBody,
    ChangePasswordBody,
    OwnEventView,
    OwnHistoryView,
    ProfileBody,
    SessionsView,
    SessionView,
)
from functions.calls import context_of, identifier, live_caller, next_cursor, start_of, version_check
from functions.views import ReceiptView, UserView
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.bootstrap import Container
from shared.edge.bodies import Page
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Own account")


@routes.get("/v1/me", answers=UserView, access=Access.own())
def show_me(call: Call[Container]) -> Answer:
    """Your account."""
    return Answer(body=UserView.of(live_caller(call).user))


@routes.patch(
    "/v1/me",
    body=ProfileBody,
    answers=UserView,
    access=Access.own(),
    if_match="optional",
    errors=("username_taken", "version_conflict"),
)
def change_me(call: Call[Container], body: ProfileBody) -> Answer:
    """Change your profile: a merge patch."""
    wish = ProfileWish(body.model_dump(include=body.model_fields_set))
    user_id, context = call.principal.user_id, context_of(call, "user")
    return Answer(body=UserView.of(call.parts.change_profile(user_id, wish, version_check(call), context)))


@routes.delete("/v1/me", answers=ReceiptView, access=Access.own(), errors=("reauthentication_required", "last_admin"))
def erase_me(call: Call[Container]) -> Answer:
    """Close and erase your account; needs a sign-in younger than 10 minutes."""
    return Answer(body=ReceiptView.of(call.parts.erase_user.own(live_caller(call), context_of(call, "user"))))


@routes.put(
    "/v1/me/password",
    body=ChangePasswordBody,
    access=Access.own(),
    errors=("wrong_password", "too_many_attempts"),
)
def change_password(call: Call[Container], body: ChangePasswordBody) -> Answer:
    """Change your password; every other session ends."""
    caller, context = live_caller(call), context_of(call, "user")
    call.parts.change_password(caller, body.current_password, body.new_password, call.client, context)
    return Answer()


@routes.post(
    "/v1/me/email",
    body=ChangeEmailBody,
    answers=AcceptedView,
    status=202,
    access=Access.own(),
    errors=("wrong_password", "too_many_attempts"),
)
def request_email_change(call: Call[Container], body: ChangeEmailBody) -> Answer:
    """Ask for another address; it becomes yours when you prove it."""
    caller, context = live_caller(call), context_of(call, "user")
    call.parts.request_email_change(caller, body.new_email, body.password, call.client, context)
    return Answer(body=AcceptedView())


@routes.get("/v1/me/sessions", query=Page, answers=SessionsView, access=Access.own(), errors=("invalid_cursor",))
def list_my_sessions(call: Call[Container, Page]) -> Answer:
    """Your signed-in devices, newest first."""
    caller = live_caller(call)
    page = call.parts.own_sessions.list(caller, start_of(call), call.query.limit)
    items = [SessionView.of(session, caller.session_id) for session in page.items]
    return Answer(body=SessionsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.delete("/v1/me/sessions/{session_id}", access=Access.own(), errors=("not_found",))
def end_my_session(call: Call[Container]) -> Answer:
    """End one of your sessions."""
    call.parts.own_sessions.end(live_caller(call), identifier(call, "session_id"), call.client)
    return Answer()


@routes.get("/v1/me/history", query=Page, answers=OwnHistoryView, access=Access.own(), errors=("invalid_cursor",))
def show_my_history(call: Call[Container, Page]) -> Answer:
    """What happened to your account, oldest first."""
    page = call.parts.read_users.history(call.principal.user_id, start_of(call), call.query.limit)
    items = [OwnEventView.of(event) for event in page.items]
    return Answer(body=OwnHistoryView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.get("/v1/me/activity", query=Page, answers=ActivitiesView, access=Access.own(), errors=("invalid_cursor",))
def show_my_activity(call: Call[Container, Page]) -> Answer:
    """Sign-ins and sessions of your account, newest first."""
    page = call.parts.own_sessions.activity(live_caller(call), start_of(call), call.query.limit)
    items = [ActivityView.of(activity) for activity in page.items]
    return Answer(body=ActivitiesView(items=items, next_cursor=next_cursor(call, page.after)))
