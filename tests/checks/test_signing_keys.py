"""Check 34: what is published of our signing keys, and how long."""

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.checks.tokens import decoded
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
