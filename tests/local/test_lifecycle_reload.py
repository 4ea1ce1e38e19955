"""Edits of the code, and a system that ends by itself: what serves goes on serving."""

import os
import signal
from pathlib import Path

import pytest

from tests.local.standin import ANSWER, Project

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the system's process in /proc")


def test_an_edit_is_served_and_a_broken_one_is_explained(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with project.start() as run:
        run.wait_answer("first")

        project.write("wellknown", ANSWER % "second")
        run.wait_for("Edited: functions/wellknown/handler.py. Loading it.")
        run.wait_answer("second")
        run.wait_for("The edited code serves now.")

        project.write("wellknown", "def handler(event, context)\n    return 1\n")
        run.wait_for(
            r"The code does not load: functions/wellknown/handler\.py, line 1: expected ':'\. "
            r"The version before goes on\. Save an edit to try again\."
        )
        assert run.answer() == "second"

        project.write("wellknown", "import nothing_like_it\n")
        run.wait_for("line 1: ModuleNotFoundError: No module named 'nothing_like_it'")
        assert run.answer() == "second"

        project.write("wellknown", ANSWER % "third")
        run.wait_answer("third")
        assert "Traceback" not in run.output


def test_a_system_that_ends_is_started_again(tmp_path: Path) -> None:
    with Project(tmp_path).start() as run:
        assert run.answer() == "first"
        system = next(
            pid for pid in run.children() if b"infra.local.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
        os.kill(system, signal.SIGKILL)
        run.wait_for(r"The system was ended by SIGKILL\. It starts again in 1 s, or when you save an edit\.")
        assert run.answer() == "first"
        assert system not in run.children()


def test_code_that_never_loaded_waits_for_an_edit(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("wellknown", "raise RuntimeError('not yet')\n")
    with project.start() as run:
        run.wait_for(r"does not load: functions/wellknown/handler\.py, line 1: RuntimeError: not yet\. Save an edit")
        project.write("wellknown", ANSWER % "mended")
        run.wait_answer("mended")
