"""How declarations become statements."""

import pytest

from infra.declarations import Access, Function, HttpTrigger
from infra.grants import Statement, leading_keys, statements
from infra.topology import FUNCTIONS


def of_access(**tables: Access) -> list[Statement]:
    function = Function("any", HttpTrigger(("/any",)), tables=tables)
    return [one for one in statements(function) if one.resources[0].startswith("tables/")]


def test_acts_on_the_same_partitions_share_a_statement() -> None:
    (one, other) = of_access(keys={"get": "DATA# ROOT", "put": "DATA#", "get_many": "ROOT DATA#"})
    assert (one.actions, other.actions) == (("dynamodb:PutItem",), ("dynamodb:GetItem", "dynamodb:BatchGetItem"))
    assert other.conditions == leading_keys(("DATA#", "ROOT"))


def test_all_partitions_need_no_condition() -> None:
    (one,) = of_access(events={"query": "*", "put": "*"})
    assert (one.actions, dict(one.conditions)) == (("dynamodb:Query", "dynamodb:PutItem"), {})


def test_who_scans_a_table_may_not_do_anything_else_in_all_of_it() -> None:
    with pytest.raises(ValueError, match="who scans directory"):
        of_access(directory={"scan": "*", "get": "*"})


def test_only_who_reads_the_root_key_may_open_it() -> None:
    can = {function.name for function in FUNCTIONS for one in statements(function) if "kms:Decrypt" in one.actions}
    reads = {function.name for function in FUNCTIONS if "ROOT" in function.tables.get("keys", {}).get("get", "")}
    assert can == reads
    assert {"wellknown", "publish_events", "end_sessions", "sweep_search"}.isdisjoint(can)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_statements_of_a_role_have_names_of_their_own(function: Function) -> None:
    names = [one.sid for one in statements(function)]
    assert len(set(names)) == len(names)
    assert all(name.isalnum() for name in names)
