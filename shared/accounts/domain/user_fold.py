"""How events change a User: `evolve` folds one in. The state of an account is the fold of its stream, nothing else."""

from dataclasses import replace
from functools import singledispatch

from shared.accounts.domain import events as happened
from shared.accounts.domain.user import EmailChange, Status, User
from shared.kernel.events import Event


def evolve(user: User | None, event: Event) -> User:
    """The state after `event`. A payload whose key is gone leaves the rest of the state as it was."""
    envelope = event.envelope
    if user is None:
        user = User(
            id=envelope.stream_id,
            status=Status.PENDING,
            email="",
            email_verified=False,
            version=0,
            hash="",
            created_at=envelope.occurred_at,
            updated_at=envelope.occurred_at,
        )
    user = replace(user, version=envelope.version, updated_at=envelope.occurred_at, hash=event.hash)
    return _apply(event.payload, user, event)


@singledispatch
def _apply(_payload: object, user: User, _event: Event) -> User:
    return user


@_apply.register
def _(payload: happened.UserRegistered, user: User, _event: Event) -> User:
    return replace(
        user,
        email=payload.email,
        username=payload.username,
        display_name=payload.display_name,
        locale=payload.locale,
        roles=tuple(sorted(payload.roles)),
        signup_id=payload.signup_id,
        has_password=payload.signup_id is not None,
    )


@_apply.register
def _(_payload: happened.UserEmailVerified, user: User, _event: Event) -> User:
    return replace(user, status=Status.ACTIVE, email_verified=True)


@_apply.register
def _(payload: happened.UserProfileChanged, user: User, _event: Event) -> User:
    return replace(user, **dict(payload.changes))  # type: ignore[arg-type]  # names were checked by change_profile


@_apply.register
def _(payload: happened.UserEmailChangeRequested, user: User, event: Event) -> User:
    envelope = event.envelope
    return replace(user, email_change=EmailChange(payload.new_email, envelope.event_id, envelope.occurred_at))


@_apply.register
def _(payload: happened.UserEmailChanged, user: User, _event: Event) -> User:
    moved = replace(user, email=payload.email, email_verified=payload.verified, email_change=None)
    return moved if payload.verified else _end_sessions(moved)


@_apply.register
def _(payload: happened.UserPasswordChanged, user: User, event: Event) -> User:
    ended = _end_sessions(user, kept=payload.session_id)
    return replace(ended, has_password=True, password_changed_at=event.envelope.occurred_at)


@_apply.register
def _(_payload: happened.UserPasswordReset, user: User, event: Event) -> User:
    return replace(_end_sessions(user), has_password=True, password_changed_at=event.envelope.occurred_at)


@_apply.register
def _(payload: happened.UserRolesChanged, user: User, _event: Event) -> User:
    return replace(user, roles=payload.roles)


@_apply.register
def _(_payload: happened.UserSuspended, user: User, event: Event) -> User:
    suspended = replace(user, status=Status.SUSPENDED, status_before=user.status)
    return replace(_end_sessions(suspended), suspended_at=event.envelope.occurred_at)


@_apply.register
def _(_payload: happened.UserReactivated, user: User, _event: Event) -> User:
    return replace(user, status=user.status_before or Status.ACTIVE, status_before=None, suspended_at=None)


@_apply.register
def _(_payload: happened.UserErased, user: User, _event: Event) -> User:
    return User(
        id=user.id,
        status=Status.ERASED,
        email="",
        email_verified=False,
        version=user.version,
        hash=user.hash,
        created_at=user.created_at,
        updated_at=user.updated_at,
        sessions_epoch=user.sessions_epoch + 1,
    )


def _end_sessions(user: User, kept: str | None = None) -> User:
    return replace(user, sessions_epoch=user.sessions_epoch + 1, kept_session=kept)
