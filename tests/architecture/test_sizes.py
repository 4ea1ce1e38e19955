"""Nothing grows beyond what fits a screen and a head. There are no exceptions; split instead."""

import pytest

from tests.architecture.source import Module, modules

LONGEST_FUNCTION = 40
LONGEST_FILE = 250
OURS = modules("shared", "functions", "infra")


def test_no_function_is_longer_than_forty_lines() -> None:
    lengths = {f"{m.name}.{f.name}": (f.end_lineno or f.lineno) - f.lineno + 1 for m in OURS for f in m.functions()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_file_is_longer_than_two_hundred_and_fifty_lines() -> None:
    lengths = {module.name: module.text.count("\n") for module in OURS}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize("module", modules("functions"), ids=lambda module: module.name)
def test_a_handler_of_events_fits_sixty_lines_and_nothing_wears_more_than_two_decorators(module: Module) -> None:
    if module.path.name == "handler.py":
        assert module.text.count("\n") <= 60
    assert [f.name for f in module.functions() if len(f.decorator_list) > 2] == []
