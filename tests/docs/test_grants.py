"""What docs/security.md says of roles is what they are."""

from infra.grants_table import table
from tests.docs.documents import DOCS


def test_the_document_tells_what_each_function_may_do() -> None:
    below = (DOCS / "security.md").read_text("utf-8").split("\n## What each function may do\n", 1)[1]
    told = [line for line in below.split("\n## ", 1)[0].splitlines() if line.startswith("|")]
    assert told == list(table()), "python -m infra.grants_table prints it as it is"
