"""Starting and stopping the local system, as a person at a terminal meets it."""

import os
import shlex
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.local.standin import Project, wait_gone

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for orphans in /proc")

SLOW = """
import time

def handler(event, context):
    time.sleep(30 if event["rawPath"] == "/slow" else 0)
    return {"statusCode": 200}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_starts_shows_the_way_refuses_a_second_start_and_stops_on_ctrl_c(project: Project) -> None:
    with project.start(ROLLBOOK_ADMIN_EMAIL="me@rollbook.example", ROLLBOOK_ADMIN_PASSWORD="one-two-three-four") as run:
        run.wait_for(r"Admin +me@rollbook.example  one-two-three-four")
        assert run.answer() == "first"
        commands = [shlex.split(line) for line in run.wait_for(r"Try:\n((?:  curl.*\n)+)").splitlines()]
        assert [command[:3] for command in commands] == [
            ["curl", "-s", f"{run.url}/v1/sessions"],
            ["curl", "-s", f"{run.url}/v1/signup"],
            ["curl", "-s", f"{run.url}/_local/inbox.json"],
        ]

        second = project.start("--port", run.port)
        assert second.wait_end() == 1
        assert second.output.startswith(f"Rollbook runs already on port {run.port} (process {run.process.pid}): open ")
        beside = project.start()
        beside.wait_for("Another Rollbook has the kept state, so this one begins empty and keeps nothing")
        beside.wait_for(r"Ctrl-C stops it")
        assert beside.port != run.port
        beside.stop()
        assert not list((project.root / ".local").glob("state-*"))
        kept = project.start("--keep")
        assert kept.wait_end() == 1
        assert f"is in use by Rollbook on port {run.port} (process {run.process.pid})" in kept.output
        assert len((second.output + kept.output).splitlines()) == 2

        children = run.children()
        assert len(children) == 2
        run.press_ctrl_c()
        assert run.wait_end() == 0
        wait_gone(children)
        assert run.output.endswith("Stopped. KEEP=1 goes on with this state.\n")
        assert "Traceback" not in run.output
    log = (project.root / ".local" / "system.log").read_text()
    assert "prepared rollbook-local-directory\nadmin me@rollbook.example 18 False\n" in log


def test_says_that_the_port_is_taken_by_another_program(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = project.start("--port", str(port))
        assert run.wait_end() == 1
    assert run.output.startswith(f"Port {port} is in use by another program. Stop it, or run make dev PORT=")
    assert len(run.output.splitlines()) == 1


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_says_that_a_number_is_no_port(project: Project, port: str) -> None:
    run = project.start("--port", port)
    assert run.wait_end() == 1
    assert run.output == f"{port} is no port: choose one from 1 to 65535, as in make dev PORT=8001.\n"


def test_says_that_the_emulator_is_missing(project: Project, tmp_path: Path) -> None:
    run = project.start(ROLLBOOK_MINISTACK=str(tmp_path / "nowhere"))
    assert run.wait_end() == 1
    assert f"The AWS emulator is not at {tmp_path / 'nowhere'}" in run.output
    assert "Run make setup, then try again." in run.output
    assert "Traceback" not in run.output


def test_ctrl_c_while_it_still_starts_is_a_clean_stop_too(project: Project) -> None:
    with project.start() as run:
        run.wait_for("The AWS emulator is up")
        children = run.children()
        run.press_ctrl_c()
        assert run.wait_end() == 0
        wait_gone(children)
        assert "Traceback" not in run.output


def test_a_killed_parent_leaves_no_orphan(project: Project) -> None:
    with project.start() as run:
        run.wait_for("Ctrl-C stops it")
        children = run.children()
        run.process.kill()
        run.process.wait()
        wait_gone(children)


def test_a_second_ctrl_c_does_not_wait_for_what_is_in_flight(project: Project) -> None:
    project.write("wellknown", SLOW)
    with project.start() as run, socket.create_connection(("127.0.0.1", int(run.port))) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        children = run.children()
        run.answer()
        run.press_ctrl_c()
        run.wait_for("Stopping")
        while run.process.poll() is None:
            run.press_ctrl_c()
            time.sleep(0.2)
        assert run.wait_end() == 130
        wait_gone(children)


def test_tells_when_the_emulator_ends_by_itself(project: Project) -> None:
    with project.start() as run:
        run.wait_for("Ctrl-C stops it")
        emulator = next(pid for pid in run.children() if b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(emulator, signal.SIGKILL)
        assert run.wait_end() == 1
        assert run.output.splitlines()[-1].startswith("The AWS emulator ended by itself; its output is in ")
