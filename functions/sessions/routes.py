"""Sign in, refresh, sign out."""

from functions.calls import live_caller
from functions.sessions.models import RefreshBody, SignInBody, TokensView
from shared.bootstrap import Container
from shared.edge.metrics import Metric, Outcomes
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Sessions")

SIGN_INS = Outcomes(
    Metric.SIGN_INS,
    "succeeded",
    {
        "invalid_credentials": "invalid_credentials",
        "too_many_attempts": "throttled",
        "email_not_verified": "email_not_verified",
        "account_suspended": "account_suspended",
    },
)
REFRESHES = Outcomes(Metric.REFRESHES, "rotated", {"invalid_refresh_token": "refused", "refresh_reuse": "reuse"})


@routes.post(
    "/v1/sessions",
    body=SignInBody,
    answers=TokensView,
    status=201,
    access=Access.public(),
    errors=("invalid_credentials", "email_not_verified", "account_suspended", "too_many_attempts"),
    outcomes=SIGN_INS,
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
    outcomes=REFRESHES,
)
def refresh(call: Call[Container], body: RefreshBody) -> Answer:
    """Exchange a refresh token for a new pair. A used one ends its session."""
    return Answer(body=TokensView.of(call.parts.refresh_session(body.refresh_token, call.client)))


@routes.delete("/v1/sessions/current", access=Access.own())
def sign_out(call: Call[Container]) -> Answer:
    """Sign out: this session ends now."""
    call.parts.own_sessions.sign_out(live_caller(call), call.client)
    return Answer()
