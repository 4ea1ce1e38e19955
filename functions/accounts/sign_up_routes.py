"""Sign up, prove an address, reset a password: open to everybody, telling nobody who has an account."""

from functions.accounts.models import AcceptedView, AddressBody, ConfirmResetBody, SignUpBody, VerifyEmailBody
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.bootstrap import Container
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Sign-up")


@routes.post(
    "/v1/signup",
    body=SignUpBody,
    answers=AcceptedView,
    status=202,
    access=Access.public(),
    errors=("username_taken", "too_many_attempts"),
)
def sign_up(call: Call[Container], body: SignUpBody) -> Answer:
    """Sign up. The answer is the same whether or not the address is known."""
    wish = SignUpWish(**{name: getattr(body, name) for name in SignUpBody.model_fields})
    call.parts.sign_up(wish, call.client, call.correlation_id)
    return Answer(body=AcceptedView())


@routes.post("/v1/email/verify", body=VerifyEmailBody, access=Access.public(), errors=("invalid_token",))
def verify_email(call: Call[Container], body: VerifyEmailBody) -> Answer:
    """Prove an address with the token that was mailed to it: of a new account, or of a change."""
    call.parts.verify_email(body.token, call.client, call.correlation_id)
    return Answer()


@routes.post(
    "/v1/email/verify/resend",
    body=AddressBody,
    answers=AcceptedView,
    status=202,
    access=Access.public(),
    errors=("too_many_attempts",),
)
def resend_verification(call: Call[Container], body: AddressBody) -> Answer:
    """Ask for a new verification mail; older ones of the same sign-up stop working."""
    call.parts.request_mail("resend_verification", body.email, call.client, call.correlation_id)
    return Answer(body=AcceptedView())


@routes.post(
    "/v1/password-resets",
    body=AddressBody,
    answers=AcceptedView,
    status=202,
    access=Access.public(),
    errors=("too_many_attempts",),
)
def request_password_reset(call: Call[Container], body: AddressBody) -> Answer:
    """Ask for a password reset mail."""
    call.parts.request_mail("reset_password", body.email, call.client, call.correlation_id)
    return Answer(body=AcceptedView())


@routes.post("/v1/password-resets/confirm", body=ConfirmResetBody, access=Access.public(), errors=("invalid_token",))
def confirm_password_reset(call: Call[Container], body: ConfirmResetBody) -> Answer:
    """Set a new password with a mailed token; all sessions end."""
    call.parts.reset_password(body.token, body.new_password, call.client, call.correlation_id)
    return Answer()
