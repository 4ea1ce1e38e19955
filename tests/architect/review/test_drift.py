"""Accepted decisions, asked of the code: what holds, what does not and where, and what nobody can say."""

import pytest

from shared.adapters.review.documents import parsed
from shared.architect.domain.review.checks import (
    DecisionCheck,
    DecisionChecks,
    ForbiddenImportCheck,
    LayersCheck,
    RequiredSettingCheck,
)
from shared.architect.domain.review.drift import Document, drifts
from shared.architect.domain.review.report import Drift, Report
from tests.architect.review.making import reviewed
from tests.architect.rules.running import project_of

TREE = {
    "shop/__init__.py": "",
    "shop/handlers/__init__.py": "",
    "shop/handlers/orders.py": "from shop import store\nfrom shop.rules import price\n",
    "shop/handlers/returns.py": "def go():\n    import boto3\n    from shop.store import get\n\n    return get\n",
    "shop/rules.py": "from shop.handlers import orders\n\n\ndef price():\n    return orders\n",
    "shop/store.py": "def get():\n    return 1\n",
    "pyproject.toml": "[tool.mypy]\nstrict = true\n\n[tool.ruff]\nline-length = 99\n",
    "settings/app.yaml": "queue:\n  retries: 3\n",
    "template.yaml": """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Dead.Arn
        maxReceiveCount: 5
  Dead:
    Type: AWS::SQS::Queue
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
""",
}


def decided(*checks: DecisionCheck) -> tuple[DecisionChecks, ...]:
    return (DecisionChecks("d-3", 3, "Handlers never touch the store", checks),)


def review(*checks: DecisionCheck) -> Report:
    return reviewed(TREE, checks=decided(*checks))


PROJECT = project_of(TREE)
DOCUMENTS = {path: Document(path, parsed(text, path.rsplit(".")[-1]), text) for path, text in TREE.items()}


def asked(check: DecisionCheck) -> Drift:
    return drifts(decided(check), PROJECT, DOCUMENTS)[0]


def places(drift: Drift) -> list[tuple[str, int]]:
    return [(place.path, place.line) for place in drift.places]


def test_a_forbidden_import_is_found_in_functions_too_and_told_with_its_places() -> None:
    drift = asked(ForbiddenImportCheck("shop.handlers", "shop.store"))
    assert (drift.number, drift.check, drift.holds) == (3, "shop.handlers never imports shop.store", False)
    assert places(drift) == [("shop/handlers/orders.py", 1), ("shop/handlers/returns.py", 3)]


def test_a_library_may_be_forbidden_to_everybody() -> None:
    assert places(asked(ForbiddenImportCheck("*", "boto3"))) == [("shop/handlers/returns.py", 2)]
    assert asked(ForbiddenImportCheck("*", "boto")).holds is True


def test_what_is_not_there_cannot_be_asked() -> None:
    assert asked(ForbiddenImportCheck("shop.workers", "boto3")).holds is None
    assert asked(LayersCheck((("web",), ("domain",)))).holds is None
    assert asked(RequiredSettingCheck("setup.cfg", "mypy.strict")).holds is None
    assert asked(RequiredSettingCheck("template", "AWS::S3::Bucket.PublicAccessBlockConfiguration")).holds is None


def test_layers_hold_or_tell_each_import_that_runs_outwards() -> None:
    drift = asked(LayersCheck((("shop.handlers",), ("shop.rules",), ("shop.store",))))
    assert (drift.holds, places(drift)) == (False, [("shop/rules.py", 1)])
    assert asked(LayersCheck((("shop.handlers",), ("shop.store",)))).holds is True


def test_those_of_one_row_leave_each_other_alone() -> None:
    assert asked(LayersCheck((("shop.rules", "shop.store"),))).holds is True
    assert asked(LayersCheck((("shop.handlers", "shop.store"),))).holds is False


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (RequiredSettingCheck("pyproject.toml", "tool.mypy.strict", "true"), True),
        (RequiredSettingCheck("pyproject.toml", "tool.mypy.strict"), True),
        (RequiredSettingCheck("pyproject.toml", "tool.ruff.line-length", "120"), False),
        (RequiredSettingCheck("pyproject.toml", "tool.coverage"), False),
        (RequiredSettingCheck("settings/app.yaml", "queue.retries", "3"), True),
        (RequiredSettingCheck("settings/app.yaml", "queue.retries", '"3"'), False),
    ],
)
def test_a_setting_is_there_and_has_the_value(check: RequiredSettingCheck, holds: bool) -> None:
    assert asked(check).holds is holds


def test_a_setting_that_differs_is_shown_where_it_stands() -> None:
    assert places(asked(RequiredSettingCheck("pyproject.toml", "tool.ruff.line-length", "120"))) == [
        ("pyproject.toml", 5)
    ]


def test_every_resource_of_a_type_is_asked() -> None:
    drift = asked(RequiredSettingCheck("template", "AWS::SQS::Queue.RedrivePolicy"))
    assert (drift.holds, places(drift)) == (False, [("template.yaml", 9)])
    assert asked(RequiredSettingCheck("template", "AWS::DynamoDB::Table.DeletionPolicy", '"Retain"')).holds is True


def test_a_decision_that_does_not_hold_fails_the_gate_and_one_that_does_is_a_strength() -> None:
    broken = review(ForbiddenImportCheck("shop.handlers", "shop.store"))
    assert broken.gate
    holding = review(RequiredSettingCheck("pyproject.toml", "tool.mypy.strict"))
    assert not holding.gate
    assert "decisions_hold" in {one.key for one in holding.strengths}
    assert "decisions_hold" not in {one.key for one in broken.strengths}


def test_declared_layers_make_an_import_against_them_an_error() -> None:
    layers = '[architecture]\nlayers = ["shop.handlers", "shop.rules", ["shop.store"]]\n'
    told = [one for one in reviewed({**TREE, "architect.toml": layers}).findings if one.rule == "ARC002"]
    assert [(one.severity.value, one.place.path) for one in told] == [("error", "shop/rules.py")]
    edges = reviewed({**TREE, "architect.toml": layers}).graph.edges
    assert [(edge.importer, edge.imported) for edge in edges if edge.violation] == [("shop.rules", "shop.handlers")]
