"""The kinds of mail that Rollbook sends, and what each may carry."""

from enum import StrEnum


class MailKind(StrEnum):
    """One kind of mail. The value is promised to clients (header `X-Rollbook-Kind`, the local inbox)."""

    VERIFY_EMAIL = "verify_email"
    ACCOUNT_EXISTS = "account_exists"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    EMAIL_CHANGE_CONFIRM = "email_change_confirm"
    EMAIL_CHANGED = "email_changed"
    INVITATION = "invitation"
    NEW_DEVICE = "new_device"
    ACCOUNT_CLOSED = "account_closed"
    WELCOME = "welcome"
    DESIGN_READY = "design_ready"
    DECISION_ACCEPTED = "decision_accepted"
    REVIEW_COMPLETED = "review_completed"

    @property
    def carries_token(self) -> bool:
        """Whether its link proves something, so that whoever holds the mail can act on it."""
        return self in _WITH_TOKEN

    @property
    def unasked(self) -> bool:
        """Whether anybody can cause it who knows an address: so many may go to one address within an hour."""
        return self in _UNASKED

    @property
    def of_system(self) -> bool:
        """Whether it tells the owner of a system what became of it: its link opens the page of that."""
        return self in _OF_SYSTEMS

    @property
    def path(self) -> str | None:
        """The page on the public URL that its link opens; None where each mail has its own, or no link."""
        return _PATHS.get(self)


_WITH_TOKEN = frozenset(
    {MailKind.VERIFY_EMAIL, MailKind.PASSWORD_RESET, MailKind.EMAIL_CHANGE_CONFIRM, MailKind.INVITATION}
)

_UNASKED = _WITH_TOKEN | {MailKind.ACCOUNT_EXISTS}

_OF_SYSTEMS = frozenset({MailKind.DESIGN_READY, MailKind.DECISION_ACCEPTED, MailKind.REVIEW_COMPLETED})

_PATHS = {
    MailKind.VERIFY_EMAIL: "/verify",
    MailKind.ACCOUNT_EXISTS: "/reset",
    MailKind.PASSWORD_RESET: "/reset",
    MailKind.PASSWORD_CHANGED: "/reset",
    MailKind.EMAIL_CHANGE_REQUESTED: "/reset",
    MailKind.EMAIL_CHANGE_CONFIRM: "/verify",
    MailKind.INVITATION: "/invitation",
    MailKind.NEW_DEVICE: "/reset",
    MailKind.WELCOME: "/sign-in",
}
