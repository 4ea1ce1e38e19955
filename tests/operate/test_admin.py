"""`make admin`, against the emulator: a new stage gets its keys and its administrator, and a mistake a sentence."""

import os
from pathlib import Path

import pytest

from infra.operate.__main__ import main
from infra.operate.admin import Terminal, make_admin
from infra.operate.deployment import Deployment
from infra.operate.refusals import Refused
from shared.kernel.principal import Client
from tests.operate.conftest import Stage

EMAIL = "keeper@rollbook.example"
PASSWORD = "seven lanterns by the door"
SOMEWHERE = Client("192.0.2.1", "a terminal")


class Person:
    """Types these one after the other, and reads what is said."""

    def __init__(self, *types: str) -> None:
        self.types, self.asked, self.read = list(types), list[str](), list[str]()

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.read.append, self._typed)

    def _typed(self, question: str) -> str:
        self.asked.append(question)
        return self.types.pop(0)


def make(stage: Stage, person: Person, email: str = EMAIL) -> str:
    with Deployment.find(stage.name).entered() as environ:
        return make_admin(environ, email, person.terminal)


def test_a_new_stage_gets_its_keys_and_an_administrator_who_can_sign_in(stage: Stage) -> None:
    user_id = make(stage, Person(PASSWORD, PASSWORD))
    signed_in = stage.parts.sign_in(EMAIL, PASSWORD, SOMEWHERE, "test")
    assert stage.parts.tokens.read(signed_in.access_token)["sub"] == user_id
    assert stage.parts.users.get(user_id).roles == ("admin",)


def test_without_a_terminal_a_password_is_made_up_and_shown_once(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert stage.run("admin", "--email", EMAIL) == 0
    said = capsys.readouterr().out
    (shown,) = [line.rpartition(" ")[2] for line in said.splitlines() if "shown this once" in line]
    assert stage.parts.sign_in(EMAIL, shown, SOMEWHERE, "test")
    assert stage.run("admin", "--email", EMAIL) == 0
    assert "shown this once" not in capsys.readouterr().out


def test_it_may_be_repeated_and_asks_for_no_password_of_an_account_that_has_one(stage: Stage) -> None:
    first, again = Person(PASSWORD, PASSWORD), Person()
    assert make(stage, first) == make(stage, again)
    assert again.read[-1] == "The account existed before and keeps its password."
    assert stage.parts.sign_in(EMAIL, PASSWORD, SOMEWHERE, "test")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("too short", "too short"), "15"),
        ((PASSWORD, PASSWORD + "!"), "The two passwords differ."),
        (("rollbookrollbook", "rollbookrollbook"), "name of the service"),
    ],
    ids=["short", "differing", "guessable"],
)
def test_a_password_that_will_not_do_is_refused_with_a_sentence(
    stage: Stage, typed: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        make(stage, Person(*typed))
    assert sentence in str(refused.value)
    assert make(stage, Person(PASSWORD, PASSWORD))


def test_a_text_that_is_no_address_is_refused_with_a_sentence(stage: Stage) -> None:
    with pytest.raises(Refused, match="address"):
        make(stage, Person(PASSWORD, PASSWORD), "keeper")


def test_an_unknown_stage_is_named(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "--stage", "nowhere", "--email", EMAIL]) == 2
    assert "There is no stage nowhere in eu-central-1" in capsys.readouterr().err


def test_without_credentials_or_region_nothing_is_begun(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert stage.run("admin", "--email", EMAIL) == 2
    assert "There are no AWS credentials" in capsys.readouterr().err
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    assert stage.run("admin", "--email", EMAIL) == 2
    assert "No AWS region" in capsys.readouterr().err


def test_the_operators_environment_is_as_before(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "old")
    before = dict(os.environ)
    with Deployment.find(stage.name).entered():
        assert os.environ["ROLLBOOK_KEYS_TABLE"] == f"rollbook-{stage.name}-keys"
    assert dict(os.environ) == before


def test_a_profile_with_a_role_lends_its_credentials_to_the_commands(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The functions' own clients know neither profiles with roles nor single sign-on."""
    config = tmp_path / "config"
    config.write_text(
        "[profile ops]\nrole_arn = arn:aws:iam::000000000000:role/ops\nsource_profile = own\nregion = eu-central-1\n"
        "[profile own]\naws_access_key_id = own\naws_secret_access_key = own\n"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "ops")
    with Deployment.find(stage.name).entered() as environ:
        assert "AWS_PROFILE" not in os.environ
        assert environ["AWS_SESSION_TOKEN"]
        assert environ["AWS_ACCESS_KEY_ID"] not in ("own", "local")
        assert make_admin(environ, EMAIL, Person(PASSWORD, PASSWORD).terminal)
