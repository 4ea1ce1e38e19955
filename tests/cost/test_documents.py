"""docs/cost.md shows what `make cost` prints: figures are of their day, lines are not."""

from pathlib import Path

import pytest

from infra.cost.month import Month
from infra.cost.report import sheet
from infra.scale.simulation import scenarios

DOCS = Path(__file__).resolve().parents[2] / "docs"
_LABEL = 20


def printed(document: str) -> str:
    """What stands in its console block."""
    return (DOCS / document).read_text().split("```text\n")[1].split("```")[0]


def labels(table: str) -> list[str]:
    """The first column, up to the verdict, whose lines follow from the figures."""
    lines = table.split("Goal:")[0].splitlines()[2:]
    return [line[:_LABEL].strip() for line in lines]


def test_the_cost_sheet_in_the_documents_has_the_lines_that_are_printed(month: Month) -> None:
    assert labels(printed("cost.md")) == labels(sheet(month))


@pytest.mark.parametrize("scenario", [scenario.name for scenario in scenarios()])
def test_every_scenario_is_in_the_documents(scenario: str) -> None:
    assert scenario in printed("scale.md")
