"""Check 34: what is published of our signing keys, and how long."""

from datetime import timedelta

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.checks.opened import Opened
from tests.checks.tokens import UNAUTHENTICATED, ask, decoded, parts_of, signed_live
from tests.journeys.town import Person, Town

JWKS = "/.well-known/jwks.json"
PUBLIC = {"alg", "e", "kid", "kty", "n", "use"}
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}  # RFC 7518, sections 6.3.2 and 6.4.1


def test_check_34_only_public_members_are_published(town: Town) -> None:
    answer = town.client().get(JWKS)
    assert answer.headers["cache-control"] == "max-age=300"
    assert list(answer.body) == ["keys"]
    assert answer.body["keys"]
    for key in answer.body["keys"]:
        assert key.keys() == PUBLIC
        assert not key.keys() & PRIVATE
        assert (key["kty"], key["alg"], key["use"], key["e"]) == ("RSA", "RS256", "sig", "AQAB")
        assert len(decoded(key["n"])) * 8 >= 2048
    assert len({key["kid"] for key in answer.body["keys"]}) == len(answer.body["keys"])


def test_check_34_a_token_is_verified_by_what_is_published(town: Town, person: Person) -> None:
    keys = KeySet.import_key_set(town.client().get(JWKS).body)
    verified = jwt.decode(str(person.client.token), keys, algorithms=["RS256"])
    assert verified.claims["sub"] == person.id


def rotate(town: Town) -> None:
    assert town.client().post("/_local/schedules/rotate-signing-keys", {"detail": {"now": True}}).status == 200


def published(town: Town) -> list[str]:
    return [key["kid"] for key in town.client().get(JWKS).body["keys"]]


def signs_with(town: Town, person: Person) -> str:
    """The key of a token issued now."""
    return str(parts_of(str(town.sign_in(person).client.token))[0]["kid"])


def test_check_34_a_rotated_key_is_accepted_until_its_last_token_has_expired_and_then_no_more(opened: Opened) -> None:
    """With the times of a real rotation, on a clock that this test moves.

    Published for 15 minutes before it signs, the new key is in every verifier's copy (kept for 5) when its first token
    appears. The old one stays for the 5 minutes of its last token, and one more for clocks that differ.
    """
    town, person = opened.town, opened.town.person()
    (old,) = published(town)
    header, claims = parts_of(str(person.client.token))
    # Nothing but its key ends this one.
    lasting = signed_live(town, header, {**claims, "exp": claims["exp"] + 86_400})
    rotate(town)
    with opened.clock.later(timedelta(minutes=6)):
        (kept, new) = published(town)
        assert (kept == old, new != old) == (True, True)
        assert signs_with(town, person) == old
        rotate(town)  # a schedule may fire twice
    with opened.clock.later(timedelta(minutes=14, seconds=50)):
        assert (published(town), signs_with(town, person)) == ([old, new], old)
        last = str(town.sign_in(person).client.token)
    with opened.clock.later(timedelta(minutes=16)):
        assert (published(town), signs_with(town, person)) == ([old, new], new)
    with opened.clock.later(timedelta(minutes=19, seconds=30)):
        assert published(town) == [old, new]
        assert [ask(town, token).status for token in (last, lasting)] == [200, 200]
        fresh = str(town.sign_in(person).client.token)
        keys = KeySet.import_key_set(town.client().get(JWKS).body)
        assert all(jwt.decode(token, keys, algorithms=["RS256"]) for token in (last, fresh))
    with opened.clock.later(timedelta(minutes=22)):
        assert published(town) == [new]
        assert [ask(town, token).outcome for token in (last, lasting)] == [UNAUTHENTICATED] * 2
        assert ask(town, fresh).status == 200
