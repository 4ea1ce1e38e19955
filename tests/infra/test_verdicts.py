"""The static judges: no finding is left without its reason beside the resource. cdk-nag's are in `Synthesis`."""

import json
from typing import Any

import pytest

from infra.topology import FUNCTIONS
from tests.infra.judges import COMMANDS, Judges
from tests.infra.synthesis import EVERYTHING, Synthesis


@pytest.mark.parametrize("name", COMMANDS)
def test_a_judge_finds_nothing_in_a_deployment_with_every_option(judges: Judges, name: str) -> None:
    verdict = judges.verdict(name)
    if verdict is None:
        pytest.skip("make cloud installs it")
    assert verdict[0] == 0, verdict[1]


@pytest.mark.parametrize("chosen", [{}, EVERYTHING], ids=["smallest", "largest"])
def test_both_packs_of_cdk_nag_looked_and_found_nothing(synthesis: Synthesis, chosen: dict[str, Any]) -> None:
    report = json.loads((synthesis.of(**chosen).file.parent / "validation-report.json").read_text("utf-8"))
    assert {each["pluginName"]: each["conclusion"] for each in report["pluginReports"]} == {
        "AwsSolutions": "success",
        "Serverless": "success",
    }


def test_what_checkov_is_to_pass_over_has_a_reason_of_some_words(synthesis: Synthesis) -> None:
    skipped = [
        skip
        for resource in synthesis.of(**EVERYTHING).resources.values()
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", [])
    ]
    assert len(skipped) > len(FUNCTIONS)
    assert [skip for skip in skipped if len(skip["comment"].split()) < 5] == []
