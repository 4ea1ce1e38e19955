"""A password is as long as its letters, however many code points it was typed with."""

import pytest
from pydantic import ValidationError

from functions.accounts.models import SignUpBody
from functions.sessions.models import SignInBody
from shared.accounts.domain.password import PasswordRules, typed_password
from shared.kernel.errors import ValidationFailed

COMPOSED, TYPED = "\u00e9" * 250 + "abcdef", "e\u0301" * 250 + "abcdef"


def test_the_longest_one_may_be_typed_in_its_longest_form() -> None:
    assert len(TYPED) > 256 == len(COMPOSED)
    assert SignUpBody.model_validate({"email": "ada@example.org", "password": TYPED}).password == TYPED
    assert SignInBody.model_validate({"identifier": "ada", "password": TYPED}).password == TYPED
    assert PasswordRules(15, "Rollbook").check(TYPED) == COMPOSED == typed_password(TYPED, "/password")


@pytest.mark.parametrize("password", [COMPOSED + "g", TYPED + "g"])
def test_one_letter_more_is_too_many_wherever_a_password_is_typed(password: str) -> None:
    for check in (PasswordRules(15, "Rollbook").check, lambda text: typed_password(text, "/password")):
        with pytest.raises(ValidationFailed) as refused:
            check(password)
        assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/password", "too_long")]


def test_the_work_stays_bounded() -> None:
    with pytest.raises(ValidationError):
        SignInBody.model_validate({"identifier": "ada", "password": "x" * 1025})
