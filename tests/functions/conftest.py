from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.console import ADMIN_EMAIL, ADMIN_PASSWORD
from shared.accounts.use_cases.sign_in import SignedIn
from shared.bootstrap import prepare, seed_admin
from tests.aws_environment import set_aws_environment
from tests.functions.office import PEER, Office, open_office


@pytest.fixture
def office(fresh_system: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    set_aws_environment(fresh_system, monkeypatch)
    prepare(fresh_system)
    with open_office(fresh_system, tmp_path) as made:
        yield made


@pytest.fixture
def admin(office: Office) -> SignedIn:
    seed_admin(office.environ, ADMIN_EMAIL, ADMIN_PASSWORD)
    return office.parts.sign_in(ADMIN_EMAIL, ADMIN_PASSWORD, PEER, "sample")
