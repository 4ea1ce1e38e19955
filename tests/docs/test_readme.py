"""The README does what it says: its `sh` blocks are run in order, each `text` block is what the one before printed.

`...` in an expected output stands for anything. `console` blocks are commands that a test cannot run within another
test run (the gate itself, the demo of 500 people): of those, make must know the target.
"""

import re
import subprocess
from itertools import pairwise

import pytest

from tests.docs.documents import README, ROOT, Block, blocks
from tests.docs.shell import Shell

START = Block("sh", "make dev\n")


def tour() -> list[tuple[Block, Block | None]]:
    """Each `sh` block but the start, with the output that stands below it."""
    found = [*blocks(README), Block("", "")]
    pairs = pairwise(found)
    return [(block, after if after.language == "text" else None) for block, after in pairs if block.language == "sh"]


def fits(expected: str, printed: str) -> bool:
    pattern = ".*?".join(map(re.escape, expected.strip().split("...")))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def test_the_tour_runs_and_prints_what_the_readme_shows(running_system: str) -> None:
    first, *steps = tour()
    assert first == (START, None), "the tour begins with the command that the fixture stands for"

    with Shell() as shell:
        for commands, expected in steps:
            succeeded, printed = shell.run(commands.text.replace("127.0.0.1:8000", running_system))

            assert succeeded, f"This failed:\n{commands.text}\nIt printed:\n{printed}"
            shown = expected.text if expected else ""
            assert fits(shown, printed), f"{commands.text}\nprinted:\n{printed}\nthe README shows:\n{shown}"


def test_most_steps_show_their_output() -> None:
    assert len([shown for _, shown in tour() if shown]) >= 8


@pytest.mark.parametrize("target", ["dev", "test", "demo", "load"])
def test_each_command_of_the_readme_is_one_that_make_knows(target: str) -> None:
    text = "".join(block.text for block in blocks(README) if block.language in ("sh", "console"))
    assert f"make {target}\n" in text
    # Not `--dry-run`: make runs a line that calls make again even then, and so would the gate inside the gate.
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=20).stdout
    assert re.search(rf"^  make {target} ", listed, re.MULTILINE)


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [("a ... c", "a b c", True), ("a ... c", "a b d", False), ("", "surprise", False), ("a", "a\n", True)],
)
def test_an_output_is_compared_whole_but_for_dots(expected: str, printed: str, same: bool) -> None:
    assert fits(expected, printed) is same


def test_a_failing_command_in_the_middle_of_a_block_fails_the_block() -> None:
    with Shell() as shell:
        assert shell.run("X=1") == (True, "")
        assert shell.run('echo "$X"') == (True, "1")
        assert shell.run("echo before; false; echo after") == (False, "before")
        succeeded, _ = shell.run("echo more")
        assert not succeeded
