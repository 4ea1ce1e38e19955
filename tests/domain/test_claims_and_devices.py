"""What an account holds alone, and which devices are news."""

import hashlib
from datetime import timedelta

import pytest

from shared.accounts.domain import events as happened
from shared.accounts.domain.claims import claims_of, email_claim, username_claims
from shared.accounts.domain.devices import is_new, remember, without_versions
from tests.domain.stories import ACTIVE, ERASED, INVITED, NOW, USER, given


class Digests:
    """A digest without a key: enough to tell values apart."""

    def digest(self, kind: str, value: str) -> str:
        return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()


KEYED = Digests()


def test_an_account_holds_its_address_its_name_and_its_look() -> None:
    user = given(*ACTIVE)
    assert claims_of(KEYED, user) == {email_claim(KEYED, "ada@EXAMPLE.org"), *username_claims(KEYED, "ada")}
    assert claims_of(KEYED, given(INVITED)) == {email_claim(KEYED, "grace@example.org")}


def test_an_erased_account_and_none_hold_nothing() -> None:
    assert claims_of(KEYED, given(*ACTIVE, ERASED)) == frozenset()
    assert claims_of(KEYED, None) == frozenset()


def test_another_spelling_of_an_address_is_the_same_claim() -> None:
    respelled = given(*ACTIVE, happened.UserEmailChanged("ADA@example.org", "Ada@example.org", verified=False))
    assert claims_of(KEYED, respelled) == claims_of(KEYED, given(*ACTIVE))


def test_twins_differ_in_name_and_share_a_look() -> None:
    (name, look), (twin_name, twin_look) = username_claims(KEYED, "ace"), username_claims(KEYED, "асе")
    assert name != twin_name
    assert look == twin_look


def test_the_first_device_is_no_news_and_an_unknown_one_is() -> None:
    assert not is_new(None, "phone", NOW)
    known = remember(None, USER, "phone", NOW)
    assert not is_new(known, "phone", NOW)
    assert is_new(known, "laptop", NOW)
    assert not is_new(known, "laptop", NOW + timedelta(days=180)), "what lapsed is as good as never seen"


def test_twenty_devices_are_remembered_and_the_one_not_seen_for_longest_goes() -> None:
    known = None
    for number in range(20):
        known = remember(known, USER, f"device {number}", NOW)
    known = remember(known, USER, "device 0", NOW)
    known = remember(known, USER, "device 20", NOW)
    assert known.digests == (*(f"device {number}" for number in range(2, 20)), "device 0", "device 20")


CHROME = (
    "Mozilla/5.0 (Windows NT {}.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {}_1 like Mac OS X) AppleWebKit/605.1.15 Version/{}.1 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android {}; Pixel 8) AppleWebKit/537.36 Chrome/{}.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize("agent", [CHROME, FIREFOX, IPHONE, ANDROID])
def test_an_update_makes_no_new_device(agent: str) -> None:
    assert without_versions(agent.format(17, 142)) == without_versions(agent.format(18, 143))


def test_another_browser_system_or_phone_does() -> None:
    agents = [one.format(17, 142) for one in (CHROME, FIREFOX, IPHONE, ANDROID)]
    agents.append(ANDROID.format(17, 142).replace("Pixel 8", "Pixel 9"))
    assert len(set(map(without_versions, agents))) == 5
