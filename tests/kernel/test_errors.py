"""The error tree: every error has a stable code that its class knows, and says nothing it should not."""

import pytest

from shared.kernel.errors import (
    AccessRefused,
    Conflict,
    FieldError,
    Forbidden,
    Gone,
    InputRefused,
    Malformed,
    NotFound,
    Precondition,
    RollbookError,
    ServiceUnavailable,
    TooManyAttempts,
    Unauthenticated,
    Unsupported,
    ValidationFailed,
)

LEAVES = (Malformed, Unsupported, ValidationFailed, Unauthenticated, Forbidden, NotFound, Gone, Conflict, Precondition,
          TooManyAttempts, ServiceUnavailable)  # fmt: skip


@pytest.mark.parametrize("kind", [Malformed, Unsupported, Conflict, Precondition, Unauthenticated, Forbidden, NotFound])
def test_an_error_refuses_a_code_that_its_class_does_not_know(kind: type[RollbookError]) -> None:
    with pytest.raises(ValueError, match="no such thing"):
        kind("no such thing", "Whatever.")
    with pytest.raises(ValueError, match="service_unavailable"):
        kind("service_unavailable", "A code of another class.")


def test_the_root_and_its_branches_are_never_raised_themselves() -> None:
    for branch in (RollbookError, InputRefused, AccessRefused):
        assert branch.codes == frozenset()
        with pytest.raises(ValueError, match="has no code"):
            branch("forbidden", "Whatever.")


def test_no_two_classes_share_a_code() -> None:
    codes = [code for kind in LEAVES for code in kind.codes]
    assert sorted(codes) == sorted(set(codes))


def test_every_class_says_its_code_and_a_sentence() -> None:
    errors: list[RollbookError] = [
        Unauthenticated(), Forbidden(), NotFound(), Gone(), TooManyAttempts(7),
        ServiceUnavailable(), ValidationFailed(),
    ]  # fmt: skip
    codes = ["unauthenticated", "forbidden", "not_found", "user_erased", "too_many_attempts", "service_unavailable",
             "validation_failed"]  # fmt: skip
    assert [error.code for error in errors] == codes
    assert all(error.detail.endswith(".") and str(error) == error.detail for error in errors)


def test_waiting_is_said_in_whole_seconds() -> None:
    assert TooManyAttempts(retry_after=61).retry_after == 61
    assert ServiceUnavailable().retry_after == 1


def test_a_refused_member_is_named_by_its_place() -> None:
    error = ValidationFailed.of("/email", "invalid", "This is not an e-mail address.")
    assert error.errors == (FieldError("/email", "invalid", "This is not an e-mail address."),)
