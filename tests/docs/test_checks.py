"""The table of security checks and the tests named after their numbers say the same."""

import ast
import re
from collections import defaultdict

from tests.docs.documents import DOCS, ROOT, codes, rows

# Sections A to C, E and F. The other numbers wait for one-time codes, recovery codes, OAuth and SCIM.
PRESENT = {*range(1, 36), *range(50, 67)} - {13, 18, 61}
_NAMED = re.compile(r"test_check_(\d{2})_\w+")


def named_tests() -> dict[int, set[str]]:
    """The files that hold tests of a check."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (named := _NAMED.fullmatch(node.name)):
                found[int(named[1])].add(str(path.relative_to(ROOT)))
    return found


def table() -> dict[int, tuple[str, set[str]]]:
    """State and named places of each check."""
    checks = rows(DOCS / "security.md", "## The checks")
    return {int(number): (state, set(codes(where))) for number, _, state, where in checks}


def test_a_check_that_is_said_to_be_proven_has_tests_of_its_number_in_a_file_that_the_table_names() -> None:
    found = named_tests()
    for number, (state, places) in table().items():
        if number in PRESENT and state == "test":
            assert found[number], f"check {number} has no test named after it"
            assert found[number] <= places, f"the table does not name all places of check {number}"


def test_a_check_that_has_tests_is_in_the_table_and_not_said_to_be_unproven() -> None:
    states = {number: state for number, (state, _) in table().items()}
    said = {number: states.get(number) for number in named_tests()}
    assert {number for number, state in said.items() if state not in ("test", "part")} == set()


def test_every_check_of_what_exists_has_a_test() -> None:
    assert PRESENT - named_tests().keys() == set()
