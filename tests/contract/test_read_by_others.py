"""What the store writes is plain DynamoDB: pynamodb, which knows nothing of our codec, reads and writes the same."""

from typing import Any

import pytest
from pynamodb.attributes import BinaryAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from shared.accounts.domain.user import User
from shared.bootstrap import Container
from shared.kernel.keys import DataKey
from shared.kernel.records import ABSENT, Put
from tests.contract.samples import new_id, user


@pytest.fixture
def parts(environ: dict[str, str]) -> Container:
    return Container.of(environ)


def model(environ: dict[str, str], table: str, **members: Any) -> Any:
    place = {"table_name": environ[f"ROLLBOOK_{table}_TABLE"], "region": environ["AWS_REGION"]}
    meta = type("Meta", (), {**place, "host": environ["AWS_ENDPOINT_URL"]})
    return type("Item", (Model,), {"Meta": meta, **members})


def test_an_account_is_read_by_pynamodb(parts: Container, environ: dict[str, str]) -> None:
    wanted = user()
    parts.store.transact([Put(wanted, ABSENT)])
    items = model(
        environ,
        "DIRECTORY",
        pk=UnicodeAttribute(hash_key=True),
        sk=UnicodeAttribute(range_key=True),
        version=NumberAttribute(),
        email=UnicodeAttribute(),
        roles=ListAttribute(of=UnicodeAttribute),
        status=UnicodeAttribute(),
    )
    found = items.get(f"USER#{wanted.id}", "STATE", consistent_read=True)
    assert (found.version, found.email, list(found.roles), found.status) == (
        wanted.version,
        wanted.email,
        list(wanted.roles),
        wanted.status.value,
    )
    found.update(actions=[items.version.set(wanted.version + 1)])
    read_again = parts.store.get(User.key_of(wanted.id))
    assert read_again is not None
    assert read_again.version == wanted.version + 1


def test_octets_are_octets_to_pynamodb(parts: Container, environ: dict[str, str]) -> None:
    """On the wire they are base64, once."""
    wanted = DataKey(new_id(), b"\x00\xff sealed")
    parts.store.transact([Put(wanted, ABSENT)])
    items = model(environ, "KEYS", id=UnicodeAttribute(hash_key=True), sealed=BinaryAttribute(legacy_encoding=False))
    assert items.get(f"DATA#{wanted.key.parts[0]}", consistent_read=True).sealed == b"\x00\xff sealed"
    assert parts.store.get(wanted.key) == wanted
