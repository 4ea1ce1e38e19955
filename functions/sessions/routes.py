"""Sign in, refresh, sign out."""

from functions.calls import live_caller
from functions.sessions.models import RefreshBody, SignInBody, TokensView
from shared.bootstrap import Container
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Sessions")


@routes.post(
    "/v1/sessions",
    body=SignInBody,
    answers=TokensView,
    status=201,
    access=Access.public(),
    errors=("invalid_credentials", "email_not_verified", "account_suspended", "too_many_attempts"),
)
def sign_in(call: Call[Container], body: SignInBody) -> Answer:
    """Sign in with an address or a username."""
    return Answer(
        body=TokensView.of(call.parts.sign_in(body.identifier, body.password, call.client, call.correlation_id))
    )


@routes.post(
    "/v1/sessions/refresh",
    body=RefreshBody,
    answers=TokensView,
    access=Access.public(),
    errors=("invalid_refresh_token",),
)
def refresh(call: Call[Container], body: RefreshBody) -> Answer:
    """Exchange a refresh token for a new pair. A used one ends its session."""
    return Answer(body=TokensView.of(call.parts.refresh_session(body.refresh_token, call.client)))


@routes.delete("/v1/sessions/current", access=Access.own())
def sign_out(call: Call[Container]) -> Answer:
    """Sign out: this session ends now."""
    caller = live_caller(call)
    call.parts.own_sessions.end(caller, caller.session_id, call.client)
    return Answer()
