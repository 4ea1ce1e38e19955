"""The same knowledge gives the same advice, to the letter, in every process and on every interpreter."""

import json

from tests.architect.scenarios.golden import FILE, advice


def test_every_scenario_is_advised_as_it_is_written_down_for_this_version_of_the_knowledge() -> None:
    again = "if that is meant: python -m tests.architect.scenarios.golden"
    assert advice() == json.loads(FILE.read_text("utf-8")), again
