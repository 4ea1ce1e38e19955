"""The language of rules: a small, harmless part of Python's expressions."""

import pytest

from shared.architect.domain.design.expressions import NotAnExpression, expression

VALUES = {
    "write_rps": 1500,
    "p99_ms": 40,
    "level": "strong",
    "multi_entity_tx": True,
    "kind": ("api", "ledger"),
    "clients": (),
    "existing": ("django",),
    "target": 0.999,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("write_rps > 1000", True),
        ("1000 < write_rps <= 1500", True),
        ("level in ('strong', 'serializable') and multi_entity_tx", True),
        ("not ('webhook' in kind or 'ledger' in kind)", False),
        ("kind == ['api', 'ledger']", True),
        ("len(clients) == 0 and has('django') and not has('flask')", True),
        ("level not in ('eventual', 'strong') or p99_ms < 50 or write_rps < 1", True),
        ("write_rps * 0.5 - 1 / 2 + (level == 'strong') * 2.5", 752.0),
        ("-log10(1 - target)", pytest.approx(3)),
        ("max(0.3, min(4, log2(1000 / p99_ms)))", 4),
    ],
)
def test_a_rule_means_what_python_would_mean(text: str, value: object) -> None:
    assert expression(text).value(VALUES) == value


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "kind.count('api')",
        "[word for word in kind]",
        "(lambda: 1)()",
        "kind[0]",
        "open('/etc/passwd')",
        "f'{level}'",
        "write_rps ** 9",
        "write_rps // 2",
        "~write_rps",
        "level is None",
        "None",
        "[write_rps]",
        "max(write_rps, key=len)",
        "write_rps >",
        "a = 1",
        "1 if multi_entity_tx else 2",
    ],
)
def test_anything_else_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(NotAnExpression):
        expression(text)


def test_a_rule_tells_what_it_reads_and_where_its_truth_may_change() -> None:
    rule = expression("0 < consumers <= 3 and has('kafka') and write_rps * hot_key_share > 1000 and p99_ms < 50")
    assert rule.names == {"consumers", "existing", "write_rps", "hot_key_share", "p99_ms"}
    assert rule.thresholds == {"consumers": (0, 3), "p99_ms": (50,)}


def test_a_rule_stops_reading_where_its_truth_is_known() -> None:
    assert expression("multi_entity_tx or unknown > 3").value(VALUES) is True
