"""What a schema cannot say: the refusals of valid-looking requests, and the rest, that the contract wants all the same.

Each line names one operation, what exactly is let pass, and why. Everything that is not named here fails the run.
"""

from dataclasses import dataclass

INBOX = "an address is checked as mail servers do (RFC 5321, 6531), which is stricter than any format"
PASSWORD = "common, repeated and personal passwords are refused; length counts after NFC"  # noqa: S105
NAME = "names are prepared by PRECIS (RFC 8265): which letters it takes is no pattern"
DISPLAY = "control, direction and invisible characters of all Unicode are refused; length counts after NFC"
ROLES = "which roles exist is state"
ERASED = "the account may have been erased: state, like 404"
MOVED = "If-Match may name a version that is not there: state, like 409"
USED = "the key may have been used for another request: state, like 409"
MAILED = "which mailed tokens exist is state"
PLACE = "a cursor is sealed: which ones open is state"
SYSTEM = "a system's name holds no control, direction or invisible characters of all Unicode; length counts after NFC"
WORDS = "what is printable in all Unicode is no pattern"
SOMETHING = "that at least one of several members says something is no rule of OpenAPI"
SIZE = "how large a file may be depends on what it holds: a template is smaller than an archive of code"
EITHER = "that either one member or another is told is no rule of OpenAPI"
DAY = "a day that has passed is no day to live with something until: state"
RELATIVE = "a path is relative and printable in all Unicode, and narrows a rule only"
BLANK = "blanks of all Unicode say nothing; length counts without those that repeat"
RULES = "which rules there are is knowledge that grows"
DRAFTED = "which options a design has, and which decisions a system has, is state"


@dataclass(frozen=True)
class Refusal:
    """A valid request to `operation` may be answered with `code`.

    With `pointer` (a whole RFC 6901 pointer, `*` for one index) only where every fault named is one let pass.
    `fault`: the code of the fault.
    """

    operation: str
    code: str
    why: str
    pointer: str = ""
    fault: str = ""


def _faults(operation: str, why: str, pointer: str, *faults: str) -> tuple[Refusal, ...]:
    return tuple(Refusal(operation, "validation_failed", why, pointer, fault) for fault in faults)


def _profile(operation: str) -> tuple[Refusal, ...]:
    return (
        *_faults(operation, NAME, "/username", "invalid", "too_short", "too_long"),
        *_faults(operation, DISPLAY, "/display_name", "invalid", "too_short", "too_long"),
    )


def _address(operation: str, pointer: str = "/email") -> tuple[Refusal, ...]:
    return _faults(operation, INBOX, pointer, "invalid")


def _password(operation: str, pointer: str) -> tuple[Refusal, ...]:
    return _faults(operation, PASSWORD, pointer, "blocklisted", "too_short", "too_long")


REFUSALS: tuple[Refusal, ...] = (
    *_faults("sign_in", PASSWORD, "/password", "too_long"),
    *_address("sign_up"),
    *_profile("sign_up"),
    *_password("sign_up", "/password"),
    *_address("resend_verification"),
    *_address("request_password_reset"),
    Refusal("verify_email", "invalid_token", MAILED),
    Refusal("confirm_password_reset", "invalid_token", MAILED),
    *_password("confirm_password_reset", "/new_password"),
    *_profile("change_me"),
    Refusal("change_me", "stale_version", MOVED),
    *_password("change_password", "/new_password"),
    *_faults("change_password", PASSWORD, "/current_password", "too_long"),
    *_faults("request_email_change", PASSWORD, "/password", "too_long"),
    *_address("request_email_change", "/new_email"),
    *_address("create_user"),
    *_profile("create_user"),
    *_faults("create_user", ROLES, "/roles/*", "invalid"),
    *_profile("change_user"),
    *_address("set_email"),
    *_faults("set_roles", ROLES, "/roles/*", "invalid"),
    *(
        Refusal(operation, "user_erased", ERASED)
        for operation in (
            "show_user",
            "change_user",
            "erase_user",
            "set_email",
            "set_roles",
            "suspend_user",
            "reactivate_user",
            "explain_user",
        )
    ),
    *(
        Refusal(operation, "stale_version", MOVED)
        for operation in ("change_user", "erase_user", "set_email", "set_roles")
    ),
    *(
        Refusal(operation, "idempotency_key_reused", USED)
        for operation in ("create_user", "suspend_user", "reactivate_user")
    ),
    *(
        Refusal(operation, "invalid_cursor", PLACE)
        for operation in (
            "list_my_sessions",
            "show_my_history",
            "show_my_activity",
            "list_roles",
            "find_users",
            "list_user_events",
        )
    ),
    *_faults("request_design", SYSTEM, "/system", "invalid", "too_short", "too_long"),
    *_faults("request_design", WORDS, "/requirements/residency", "invalid"),
    *_faults("answer_questions", WORDS, "/answers/residency", "invalid"),
    *_faults("answer_questions", SOMETHING, "/answers", "required"),
    *_faults("show_what_if", WORDS, "?residency", "invalid", "too_long"),
    *_faults("show_what_if", "how many parameters there are is no rule of OpenAPI", "?", "required", "too_long"),
    *_faults("record_decision", DRAFTED, "/option", "invalid"),
    *_faults("record_decision", DRAFTED, "/dimension", "invalid"),
    *_faults("supersede_decision", DRAFTED, "/by", "invalid"),
    *_faults("request_review", SYSTEM, "/system", "invalid", "too_short", "too_long"),
    *_faults("request_review", SIZE, "/source/size_bytes", "too_long"),
    *_faults("offer_source", SIZE, "/size_bytes", "too_long"),
    *_faults("add_suppression", EITHER, "", "invalid"),
    *_faults("add_suppression", RULES, "/rule", "invalid"),
    *_faults("add_suppression", RELATIVE, "/path", "invalid"),
    *_faults("add_suppression", BLANK, "/reason", "too_short"),
    *_faults("add_suppression", DAY, "/expires_on", "invalid"),
    *_faults("set_house_rules", "that every dimension keeps an option is no rule of OpenAPI", "", "invalid"),
    *(
        Refusal(operation, "stale_version", MOVED)
        for operation in (
            "answer_questions",
            "accept_decision",
            "reject_decision",
            "supersede_decision",
            "change_system",
            "set_house_rules",
        )
    ),
    *(
        Refusal(operation, "idempotency_key_reused", USED)
        for operation in (
            "request_design",
            "answer_questions",
            "record_decision",
            "accept_decision",
            "reject_decision",
            "supersede_decision",
            "request_review",
            "add_suppression",
            "offer_source",
        )
    ),
    *(
        Refusal(operation, "invalid_cursor", PLACE)
        for operation in (
            "list_designs",
            "list_systems",
            "list_decisions",
            "list_facts",
            "list_reviews",
            "list_suppressions",
        )
    ),
    *_faults("find_users", "that one parameter excludes others is no rule of OpenAPI", "?q", "invalid"),
)

# Read after an erasure, by contract section 8: the events stay, with unchanged hashes, and without what was personal.
READABLE_AFTER_ERASURE = frozenset({"list_user_events"})
