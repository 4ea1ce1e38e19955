"""The parts of the lifecycle alone: the state, the environment, the emulator, the sentence about an error."""

import os
from pathlib import Path

import pytest

from infra.local import state
from infra.local.child import describe
from infra.local.console import admin
from infra.local.emulator import Emulator
from infra.local.environment import chosen_by_person, setting, without_foreign
from infra.local.failures import EmulatorFailed, EmulatorMissing, StateInUse


def test_a_state_belongs_to_one_and_a_second_system_gets_an_empty_one_that_goes(tmp_path: Path) -> None:
    first = state.claim(tmp_path, 8000, keep=False)
    (first.path / "note").write_text("mine")
    assert state.running_on(tmp_path, 8000) == os.getpid()
    assert state.running_on(tmp_path, 8001) is None

    with pytest.raises(StateInUse, match="on port 8000"):
        state.claim(tmp_path, 8001, keep=True)
    second = state.claim(tmp_path, 8001, keep=False)
    assert (second.path.name, second.emulator, list(second.path.iterdir())) == ("state-8001", None, [])
    second.release()
    assert not second.path.exists()

    first.release()
    assert state.running_on(tmp_path, 8000) is None
    third = state.claim(tmp_path, 8000, keep=True)
    assert (third.path / "note").read_text() == "mine"
    assert third.began == "Going on with the state of the last run."
    third.release()


def test_a_start_without_keep_puts_the_last_state_aside(tmp_path: Path) -> None:
    for text in ("oldest", "old"):
        held = state.claim(tmp_path, 8000, keep=False)
        (held.path / "note").write_text(text)
        held.release()
    fresh = state.claim(tmp_path, 8000, keep=False)
    assert list(fresh.path.iterdir()) == []
    assert (tmp_path / "state.previous" / "note").read_text() == "old"
    fresh.release()


def test_nothing_of_the_persons_aws_account_or_proxy_reaches_the_functions() -> None:
    host = {"PATH": "/bin", "AWS_PROFILE": "prod", "https_proxy": "http://p", "ROLLBOOK_STAGE": "prod"}
    assert without_foreign(host) == {"PATH": "/bin"}
    assert chosen_by_person(host | {"ROLLBOOK_PASSWORD_MIN_LENGTH": "8"}) == {"ROLLBOOK_PASSWORD_MIN_LENGTH": "8"}


def test_the_administrator_has_defaults_that_satisfy_the_password_rules() -> None:
    email, password = admin({})
    assert email == "admin@rollbook.example"
    assert 15 <= len(password) <= 256
    assert "rollbook" not in password
    assert "admin" not in password


def test_setting_names_follow_the_declaration() -> None:
    assert setting("end-sessions-dlq-url") == "ROLLBOOK_END_SESSIONS_DLQ_URL"


def test_the_emulator_forgets_on_reset_and_frees_its_port_on_stop(tmp_path: Path) -> None:
    emulator = Emulator(log=tmp_path / "log")
    with emulator:
        assert emulator.alive()
        port = emulator.port
        emulator.reset()
        with pytest.raises(EmulatorFailed, match=f"Port {port}, meant for the AWS emulator, is in use"):
            Emulator(port=port, log=tmp_path / "other").start()
    assert not emulator.alive()
    emulator.stop()


def test_an_emulator_that_ends_at_once_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "bin"
    place.mkdir()
    (place / "ministack").touch()
    (place / "python").write_text("#!/bin/sh\necho no such module\nexit 1\n")
    (place / "python").chmod(0o755)
    monkeypatch.setenv("ROLLBOOK_MINISTACK", str(tmp_path))
    with pytest.raises(
        EmulatorFailed, match=r"did not start: it ended at once, saying: no such module\. Its output is in"
    ):
        Emulator(log=tmp_path / "log").start()


def test_an_emulator_that_is_not_installed_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLLBOOK_MINISTACK", str(tmp_path))
    with pytest.raises(EmulatorMissing, match=r"Run make setup, then try again\."):
        Emulator(log=tmp_path / "log").start()


def test_an_error_in_the_code_is_one_line_with_its_place() -> None:
    with pytest.raises(SyntaxError) as broken:
        compile("def f(:\n", str(Path(__file__).with_name("broken.py")), "exec")
    assert describe(broken.value) == "tests/local/broken.py, line 1: invalid syntax"
    with pytest.raises(KeyError) as missing:
        raise KeyError("a\nb")
    assert describe(missing.value).startswith("tests/local/test_lifecycle_parts.py, line ")
    assert describe(missing.value).endswith("KeyError: 'a\\nb'")
