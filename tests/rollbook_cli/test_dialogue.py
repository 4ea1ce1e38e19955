"""`rollbook design` in a terminal: one question at a time, refusals explained, contradictions resolved, a way out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rollbook_cli.asked import TORN, json_file, yaml_file
from tests.rollbook_cli.screen import Screen


def test_questions_are_asked_one_at_a_time_until_there_is_a_design(tmp_path: Path) -> None:
    wish, data, output = yaml_file(tmp_path, "team_size: 3\n"), tmp_path / "design.json", tmp_path / "out"
    saved = tmp_path / "saved.yaml"
    with Screen(output, "design", wish, "--json", data, "--save", saved) as screen:
        first = screen.until("> ")
        assert "Enter assumes what is shown" in first
        assert "What kind of system is it?" in first
        assert "It could change the design, which now assumes CRUD" in first
        assert "14  content_site" in first
        assert "2. " not in first

        screen.types("wib")
        assert "There is no `wib` in the list." in screen.until("> ")
        screen.types("webhok")
        assert "Did you mean `webhook`?" in screen.until("> ")
        screen.types("1, API")
        second = screen.until("> ")
        assert "kind = crud, api" in second
        assert "2. " in second

        screen.types("p99_ms=fast")
        assert "A number, from 1 to 600,000 ms" in screen.until("> ")
        screen.types("p99_ms=250")
        assert "p99_ms = 250" in screen.until("> ")
        screen.types("")
        assert "4. " in screen.until("> ")
        screen.types(".")
        code, rest = screen.ends()
    said = json.loads(data.read_text("utf-8"))["outcome"]["requirements"]
    known = {field: (said["values"][field], origin) for field, origin in said["origins"].items() if origin != "assumed"}
    assert (code, output.read_text()) == (0, "")
    assert f"Written: {data}" in rest
    assert saved.read_text("utf-8").splitlines() == [
        *('system: "wish"', 'language: "en"', "requirements:"),
        *("  team_size: 3", '  kind: ["crud", "api"]', "  p99_ms: 250"),
    ]
    assert known == {"team_size": (3, "given"), "kind": (["crud", "api"], "asked"), "p99_ms": (250, "asked")}


def test_a_contradiction_is_resolved_by_what_somebody_chooses(tmp_path: Path) -> None:
    output = tmp_path / "design.md"
    with Screen(output, "design", json_file(tmp_path, {"system": "tea", "requirements": TORN})) as screen:
        shown = screen.until("> ")
        for said in ("cannot all hold", "(`level`)", "(`multi_region`)", "(`p99_ms`)", "67 ms", "What could give way"):
            assert said in shown
        assert "3  p99 latency" in shown
        screen.types("7")
        assert "A number from the list" in screen.until("> ")
        screen.types("3")
        assert "p99_ms = 300" in screen.until("p99_ms = 300")
        code, _ = screen.ends()
    assert code == 0
    assert output.read_text("utf-8").startswith("# Architecture of tea\n")


def test_a_contradiction_may_stay_and_is_told_with_its_own_exit_code_in_chinese_too(tmp_path: Path) -> None:
    output = tmp_path / "design.md"
    with Screen(output, "design", json_file(tmp_path, TORN), "--language", "zh") as screen:
        assert "这些需求不能同时成立" in screen.until("> ")
        screen.types("")
        code, _ = screen.ends()
    assert code == 1
    assert "wish" in output.read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize("leave", [Screen.interrupts, Screen.closes_input], ids=["ctrl-c", "ctrl-d"])
def test_whoever_leaves_is_told_that_there_is_no_design(leave: Callable[[Screen], None], tmp_path: Path) -> None:
    output, page = tmp_path / "out", tmp_path / "design.html"
    with Screen(output, "design", yaml_file(tmp_path, "{}"), "--html", page) as screen:
        screen.until("> ")
        leave(screen)
        code, rest = screen.ends()
    assert code == 130
    assert "Left before there was a design." in rest
    assert "Traceback" not in rest
    assert (page.exists(), output.read_text()) == (False, "")
