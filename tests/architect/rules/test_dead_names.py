"""What SEC003 calls dead is dead, and what it proposes is there, in the libraries that are installed here."""

import importlib

import pytest

from shared.architect.domain.rules.security.sec003_error_that_does_not_exist import DEAD

INSTALLED = ("asyncio", "json", "subprocess", "sqlite3", "botocore", "boto3", "requests", "pydantic")


def found(name: str) -> object:
    """What a dotted name leads to, None where it leads nowhere."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            here: object = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            here = getattr(here, part, None)
        return here
    return None


@pytest.mark.parametrize("name", [one for one in DEAD if one.split(".")[0] in INSTALLED])
def test_a_dead_name_leads_nowhere_and_the_proposed_one_to_an_error(name: str) -> None:
    assert found(name) is None
    proposed = found(DEAD[name])
    assert isinstance(proposed, type)
    assert issubclass(proposed, BaseException)
