"""`rollbook design` where nobody answers: files in, documents out, and an exit code for CI."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.rollbook.__main__ import main
from shared.architect.knowledge.load import knowledge
from tests.docs.documents import ROOT
from tests.rollbook_cli.asked import SHOP, TORN, json_file, yaml_file

Said = pytest.CaptureFixture[str]


def run(said: Said, *words: object) -> tuple[int, str, str]:
    try:
        code = main(["design", *map(str, words)])
    except SystemExit as exited:
        code = int(str(exited.code))
    out, err = said.readouterr()
    return code, out, err


def test_what_leaves_nothing_to_ask_is_designed_without_a_terminal(tmp_path: Path, capsys: Said) -> None:
    code, out, err = run(capsys, json_file(tmp_path, SHOP))
    assert code == 0
    assert out.startswith("# Architecture of wish\n")
    assert "# Architecture" not in err


def test_open_questions_without_a_terminal_are_told_and_nothing_is_assumed(tmp_path: Path, capsys: Said) -> None:
    code, out, err = run(capsys, yaml_file(tmp_path, "team_size: 3\n"))
    assert (code, out) == (2, "")
    assert "add --assume" in err
    assert "kind: What kind of system is it?" in err


def test_the_example_of_the_documents_is_written_in_every_form(tmp_path: Path, capsys: Said) -> None:
    text, page, data = (tmp_path / name for name in ("d.md", "d.html", "d.json"))
    example = ROOT / "docs" / "examples" / "shop.yaml"
    code, out, err = run(capsys, example, "--assume", "--markdown", text, "--html", page, "--json", data)
    document = json.loads(data.read_text("utf-8"))
    assert (code, out) == (0, "")
    assert (document["system"], document["status"], len(document["parts"]) >= 7) == ("tea-shop", "ready", True)
    assert document["summary"]["text"] in text.read_text("utf-8")
    assert "<svg" in page.read_text("utf-8")
    assert all(f"Written: {path}" in err for path in (text, page, data))


def test_the_language_of_the_file_can_be_overruled(tmp_path: Path, capsys: Said) -> None:
    wish = json_file(tmp_path, {"language": "zh", "requirements": SHOP})
    assert run(capsys, wish)[1].startswith("# wish 的架构")
    assert run(capsys, wish, "--language", "en")[1].startswith("# Architecture of wish")


def test_a_contradiction_that_nobody_resolves_is_told_and_fails(tmp_path: Path, capsys: Said) -> None:
    decision = ("--decide", "A", "--reason", "x", "--adr", tmp_path / "a.md")
    code, out, err = run(capsys, json_file(tmp_path, TORN), *decision)
    assert code == 1
    assert "cannot all hold" in err
    assert "p99 latency (`p99_ms`) from 20 ms to 300 ms" in err
    assert out.startswith("# Architecture of wish")
    assert "Nothing was decided" in err
    assert not (tmp_path / "a.md").exists()


WRONG = """\
system: tea
requirements:
  teem_size: 3
  level: strongly
  kind: [crud, ledgr]
  p99_ms: 0
  zzzz: 1
"""


def test_each_fault_is_told_with_its_place_its_form_and_the_nearest_name(tmp_path: Path, capsys: Said) -> None:
    code, out, err = run(capsys, yaml_file(tmp_path, WRONG), "--assume")
    assert (code, out) == (2, "")
    lines = err.splitlines()[1:]
    assert lines[0].strip() == "line 3, teem_size: There is no such field. Did you mean `team_size`?"
    assert lines[1].startswith("  line 4, level (strongly): One of: eventual, ")
    assert lines[1].endswith("Did you mean `strong`?")
    assert lines[2].endswith("Did you mean `ledger`?")
    assert lines[3].strip() == "line 6, p99_ms (0): Must be from 1 to 600,000 ms at the edge of the region."
    assert lines[4].strip() == "line 7, zzzz: There is no such field. `rollbook design --fields` lists all."


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", "- 1", "fields and their values"), ("a.yaml", "a: [", "no YAML in line"),
        ("a.yaml", "team_size: 1\nteam_size: 2", "line 2, team_size: It stands twice."),
        ("a.yaml", "system: tea\nteam_size: 2", "`system` stands beside `requirements`"),
        ("a.yaml", "lang: zh\nrequirements: {}", "line 1, lang: Beside `requirements` there are only"),
        ("a.yaml", "langage: zh\nsystem: x\nrequirements: {}", "Did you mean `language`?"),
        ("a.yaml", "language: fr\nrequirements: {}", "language: One of: en, zh."),
        ("a.yaml", "requirements: 3", "requirements: Fields and their values"),
        ("a.yaml", "system: ''\nbrief: 3\nrequirements: {}", "brief: A text."),
        ("a.yaml", f"brief: {'x' * 4001}\nrequirements: {{}}", "At most 4000 characters"),
        ("a.yaml", f"system: {'x' * 81}\nrequirements: {{}}", "system: "),
        ("a.yaml", "p99_ms: 1\n---\np99_ms: 2", "one document of plain YAML"),
        ("a.yaml", "p99_ms: !!python/object/apply:os.system [ls]", "one document of plain YAML"),
        ("a.json", "{\n'a'", "line 2, This is no JSON"), ("a.json", '{"p99_ms": 1, "p99_ms": 2}', "It stands twice."),
        ("a.json", "[" * 100_000, "too deep"), ("a.json", b"\xff\xfe{", "text in UTF-8"),
        ("a.yaml", "a: &a [x]\nb: [" + "*a, " * 300_000 + "]", "cannot be used"),
    ],
)  # fmt: skip
def test_a_file_that_says_nothing_usable_is_refused(
    name: str, content: str | bytes, told: str, tmp_path: Path, capsys: Said
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, err = run(capsys, path, "--assume")
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    "words",
    [
        [], ["WISH", "--decide", "1"], ["WISH", "--decide", "1", "--reason", " ", "--adr", "x"], ["WISH", "--adr", "x"],
        ["WISH", "--what-if", "p99_ms"], ["WISH", "--what-if", "=3"], ["WISH", "--language", "fr"], ["nowhere.yaml"],
        ["WISH", "--what-if", "p99=20"], ["WISH", "--what-if", "p99_ms=quick"], ["WISH", "--json", "/dev/null/x"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_two_with_a_reason(words: list[str], tmp_path: Path, capsys: Said) -> None:
    wish = json_file(tmp_path, SHOP)
    code, _, err = run(capsys, *[wish if word == "WISH" else word for word in words])
    assert code == 2
    assert err.strip()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("primary=postgress", "Did you mean `postgresql`?"), ("primry=mysql", "Did you mean `primary`?"),
        ("primary=x", "One of: postgresql,"), ("Q", "from 1 to "),
    ],
)  # fmt: skip
def test_a_decision_for_what_is_no_option_is_told_what_there_is(
    option: str, told: str, tmp_path: Path, capsys: Said
) -> None:
    words = ("--json", tmp_path / "d.json", "--decide", option, "--reason", "x", "--adr", tmp_path / "a.md")
    code, _, err = run(capsys, json_file(tmp_path, SHOP), *words)
    assert (code, told in err, (tmp_path / "a.md").exists()) == (2, True, False)


def test_what_if_tells_what_other_values_would_change_alone_or_together(tmp_path: Path, capsys: Said) -> None:
    wish, page = json_file(tmp_path, SHOP), tmp_path / "d.html"
    both = ("--what-if", "p99_ms=20", "--what-if", "team_size=40&teams=6")
    code, out, _ = run(capsys, wish, "--html", page, *both)
    assert code == 0
    first, second = out.split("## With ")[1:]
    assert "20 ms instead of 600 ms" in first
    assert "- Deployment: " in first
    assert "40 people" in second.splitlines()[0]
    assert "6 teams" in second.splitlines()[0]
    assert run(capsys, wish, *both)[1].endswith(out)


@pytest.mark.parametrize(
    ("option", "title"),
    [("B", "modular monolith"), ("2", "modular monolith"), ("primary=postgresql", "primary: postgresql")],
)
def test_a_decision_becomes_a_record_beside_the_code(option: str, title: str, tmp_path: Path, capsys: Said) -> None:
    folder, words = tmp_path / "adr", ("--decide", option, "--reason", "we know it well", "--html", tmp_path / "d.html")
    folder.mkdir()
    assert run(capsys, json_file(tmp_path, SHOP), *words, "--adr", folder)[0] == 0
    (record,) = folder.iterdir()
    text = record.read_text("utf-8")
    assert record.name.startswith("0001-")
    assert 'status: "accepted"' in text
    assert f"\n# {title}" in text
    assert "we know it well" in text
    assert run(capsys, json_file(tmp_path, SHOP), *words, "--adr", tmp_path / "named.md")[0] == 0
    assert (tmp_path / "named.md").exists()


def test_what_was_said_can_be_saved_and_says_the_same_again(tmp_path: Path, capsys: Said) -> None:
    saved, again = tmp_path / "saved.yaml", tmp_path / "again.yaml"
    wish = json_file(tmp_path, {"system": "茶: shop", "brief": 'A "shop"\n# for tea', "requirements": SHOP})
    told = run(capsys, wish, "--save", saved)[1]
    assert run(capsys, saved, "--save", again)[1] == told
    assert again.read_text("utf-8") == saved.read_text("utf-8")


def test_the_list_of_fields_is_a_file_to_fill_in(tmp_path: Path, capsys: Said) -> None:
    code, told, _ = run(capsys, "--fields")
    filled = told.replace("  # ", "  ").replace("  ## ", "  # ")
    lines = [line for line in filled.splitlines() if not line.endswith(")")]
    assert code == 0
    assert {line.split(":")[0].strip() for line in lines} >= set(knowledge().schema.fields)
    code, out, err = run(capsys, yaml_file(tmp_path, "\n".join(lines)), "--assume")
    assert (code, err.count("cannot be used")) == (0, 0), err
    assert out.startswith("# Architecture of my-system")
    assert run(capsys, yaml_file(tmp_path, told), "--assume")[1].startswith("# Architecture of my-system")


def test_the_service_would_say_the_same(tmp_path: Path, capsys: Said) -> None:
    """One knowledge, one use case: the command adds nothing of its own."""
    from tests.architect.use_cases.studio import Studio

    data = tmp_path / "d.json"
    run(
        capsys,
        json_file(tmp_path, {"system": "orders", "brief": "A shop for tea.", "requirements": SHOP}),
        "--json",
        data,
    )
    studio = Studio()
    document: Any = studio.read_designs.document(studio.ready(SHOP))
    ours = json.loads(data.read_text("utf-8"))
    assert ours["outcome"] == json.loads(json.dumps(document))["outcome"]
