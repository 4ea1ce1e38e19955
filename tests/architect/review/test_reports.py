"""Reports as they are stored, and what they tell of numbers and strengths."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from shared.adapters.review.declared import dependencies
from shared.adapters.review.gathering import gather
from shared.architect.domain.review.checks import (
    DecisionChecks,
    ForbiddenImportCheck,
    LayersCheck,
    RequiredSettingCheck,
)
from shared.architect.domain.review.metrics import at, metrics
from shared.architect.domain.review.noqa import covers_file, noqa, noqa_of_file
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import from_json, json_of, read, to_json
from shared.architect.domain.review.suppressions import Suppression
from shared.architect.domain.rules import registry
from shared.architect.ports import Inspection
from tests.architect.review.making import TODAY, reviewed, write
from tests.architect.rules.running import project_of

GOOD = {
    "pyproject.toml": "[project]\nrequires-python = '>=3.11'\ndependencies = ['httpx>=0.28', 'Zope.Interface']\n",
    **{
        f"shop/part{each}.py": '"""A part."""\n\n\ndef work(x: int) -> int:\n    """Of x."""\n    return x\n'
        for each in range(6)
    },
    "shop/calls.py": "import httpx\n\n\ndef ask(url: str) -> httpx.Response:\n    return httpx.get(url, timeout=3)\n",
    "tests/test_parts.py": "".join(f"from shop import part{each}\n" for each in range(6)) + "from shop import calls\n",
}
BAD = {
    "shop/a.py": "import httpx\nfrom shop import b\n\n\ndef ask(url):\n    return httpx.get(url, timeout=None)\n",
    "shop/b.py": "from shop import a\n\n\ndef other(x):\n    return a, x\n",
}


def strengths(report: Report) -> set[str]:
    return {one.key for one in report.strengths}


def numbers(report: Report) -> dict[str, float]:
    return {one.key: one.value for one in report.metrics}


def test_a_report_comes_back_from_its_json_as_it_was() -> None:
    checks = (DecisionChecks("d", 1, "t", (ForbiddenImportCheck("shop", "flask"),)),)
    first = reviewed(BAD, checks=checks)
    second = reviewed({"shop/b.py": BAD["shop/b.py"], "shop/c.py": "def (\n"}, previous=first, previous_id="one")
    for report in (first, second):
        assert from_json(to_json(report)) == report
    assert second.baseline.fixed


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"ruleset": 1}', '{"findings": [{}]}', "7"])
def test_what_is_no_report_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own errors are value errors as well
        from_json(text)


def test_a_report_of_an_older_version_is_read_and_what_a_later_one_adds_is_passed_over() -> None:
    told = json.loads(to_json(reviewed(BAD)))
    del told["rule_versions"]
    told["invented"] = {"later": True}
    assert from_json(json.dumps(told)).rule_versions == {}


def test_what_is_asked_comes_back_as_it_was() -> None:
    asked = Inspection(
        "strict", TODAY,
        (DecisionChecks("d", 3, "t", (LayersCheck((("a",), ("b", "c"))), ForbiddenImportCheck("*", "x"),
                                      RequiredSettingCheck("f", "p", "1"), RequiredSettingCheck("f", "p"))),),
        (Suppression("s", "why", "who", rule="ARC001", expires_on=TODAY),), reviewed(GOOD), "previous",
    )  # fmt: skip
    assert read(Inspection, json_of(asked)) == asked
    assert read(Inspection, json_of(replace(asked, previous=None))) == replace(asked, previous=None)


def test_the_same_source_gives_the_same_report() -> None:
    assert to_json(reviewed({**GOOD, **BAD})) == to_json(reviewed({**GOOD, **BAD}))


def test_what_a_project_stands_on_is_called_as_the_registry_calls_it(tmp_path: Path) -> None:
    files = {"requirements-dev.txt": "# tools\n-r other.txt\nPyTest >= 9 ; python_version > '3.10'\n", "setup.cfg":
             "[options]\ninstall_requires =\n    attrs\n    my_lib==1\n", "pyproject.toml": GOOD["pyproject.toml"]
             + "[tool.poetry.group.dev.dependencies]\nRuff = '*'\n"}  # fmt: skip
    gathered = gather(write(tmp_path, files), {})
    assert dependencies(gathered, tomllib.loads(files["pyproject.toml"])) == {
        "httpx", "zope-interface", "pytest", "attrs", "my-lib", "ruff",
    }  # fmt: skip


def test_strengths_are_only_what_was_measured() -> None:
    assert strengths(reviewed(GOOD)) >= {"no_cycles", "hints", "functions_are_small", "tests_reach_the_code",
                                         "calls_have_timeouts"}  # fmt: skip
    assert strengths(reviewed(BAD)).isdisjoint({"no_cycles", "hints", "calls_have_timeouts", "tests_reach_the_code"})
    without_calls = {path: text for path, text in GOOD.items() if "calls" not in path}
    assert "calls_have_timeouts" not in strengths(reviewed(without_calls))
    assert strengths(reviewed({"shop/api.py": "x = 1\n"})) == {"files_are_small"}


def test_numbers_are_of_the_code_and_none_is_made_up() -> None:
    told = numbers(reviewed(GOOD))
    assert (told["hint_coverage"], told["test_coverage"], told["in_cycles"]) == (1.0, 1.0, 0.0)
    assert told["lines"] == 6 * 6 + 5
    assert told["function_lines_median"] == 3
    assert told["docstring_coverage"] == round((6 * 2) / (6 * 2 + 2), 3)
    assert numbers(reviewed(BAD))["in_cycles"] == 1.0
    assert "hint_coverage" not in numbers(reviewed({"shop/api.py": "x = 1\n"}))


def test_a_percentile_is_the_share_of_projects_that_have_no_more() -> None:
    project = project_of({"shop/a.py": "def f():\n    return 1\n"})
    told = {one.key: one.percentile for one in metrics(project, {"lines": (1, 2, 3, 4), "hint_coverage": (0.5, 1.0)})}
    assert (told["lines"], told["hint_coverage"], told["file_lines_p90"]) == (50, 0, None)


def test_a_quantile_is_a_value_that_was_there() -> None:
    assert [at([5, 1, 3], share) for share in (0.01, 0.5, 0.9, 1)] == [1, 3, 5, 5]
    assert at([7], 0.5) == 7


@pytest.mark.parametrize(
    ("line", "codes", "said"),
    [
        ("x = 1  # noqa", ("E722",), "noqa"),
        ("x = 1  # noqa: E722", ("E722",), "noqa: E722"),
        ("x = 1  # NOQA:E722,B904", ("B904",), "NOQA:E722,B904"),
        ("x = 1  # noqa: E722 B904 because", ("B904",), "noqa: E722 B904 because"),
        ("x = 1  # noqa: E", ("E722",), "noqa: E"),
        ("x = 1  # noqa: ARC006", ("ARC006",), "noqa: ARC006"),
        ("x = 1  # noqa: B904", ("E722",), None),
        ("x = 1  # nosec", ("S608", "DAT001"), "nosec"),
        ("x = 1  # nosec", ("E722",), None),
        ("x = 'noqa'", ("E722",), None),
        ("# ruff: noqa", ("E722",), None),
    ],
)
def test_comments_of_linters_are_honoured_for_what_they_name(
    line: str, codes: tuple[str, ...], said: str | None
) -> None:
    assert noqa([line], [1], codes) == said


def test_a_comment_may_speak_for_a_whole_file() -> None:
    comments = noqa_of_file(["x = 1  # noqa: E722", "# ruff: noqa: B904", "# flake8: noqa"])
    assert covers_file(comments, ("B904",)) == "ruff: noqa: B904"
    assert covers_file(comments[:1], ("E722",)) is None
    assert covers_file(comments, ("E722",)) == "flake8: noqa"


def test_a_snippet_shows_no_secret() -> None:
    code = 'URL = "postgresql://shop:Xk2vvq8WmTz4@db.internal.acme.io:5432/shop"\n'
    report = reviewed({"shop/store.py": code})
    found = [one for one in report.findings if one.rule == "SEC004"]
    assert [one.snippet for one in found] == ['URL = "..."']
    assert "Xk2vvq8WmTz4" not in to_json(report)


def test_every_rule_has_a_version_and_the_tools_are_part_of_the_set() -> None:
    told = registry.versions({"ruff": "1", "grimp": "1", "cfn-lint": "1"})
    assert set(told) == {rule.about.id for rule in registry.RULES} == set(registry.BY_ID)
    assert {len(version) for version in told.values()} == {8}
    newer = registry.versions({"ruff": "2", "grimp": "1", "cfn-lint": "1"})
    changed = {id for id in told if told[id] != newer[id]}
    assert changed == {id for id, rule in registry.BY_ID.items() if type(rule).__name__ == "RuffRule"}
    assert registry.ruleset({"ruff": "1"}) != registry.ruleset({"ruff": "2"})


def test_every_family_has_rules_and_they_are_sixty_and_more() -> None:
    assert {rule.about.family for rule in registry.RULES} == set(registry.FAMILIES)
    assert len(registry.RULES) >= 60
