"""Templates of strangers: refused with a stable code, within bounds, and nothing of them is ever run or read."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as some

from infra.topology import FUNCTIONS
from shared.adapters.review import limits, lint
from shared.adapters.review.children import Bounds, ChildFailed
from shared.adapters.review.template_text import LARGEST, read_template
from shared.adapters.review.templates import inspect_template
from shared.architect.domain.review.report_json import from_json, to_json
from shared.architect.domain.rules.vocabulary.secrets_in_text import secret_in
from shared.architect.ports import InspectionRefused
from tests.architect.templates.asking import REQUEST

QUEUE = "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n" + QUEUE


def merges(levels: int) -> str:
    lines = ["a0: &a0 {k0: x}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 12)}], k{n}: x}}" for n in range(1, levels)]
    return "\n".join(lines) + "\n" + QUEUE


REFUSED = {
    "not YAML": ("not_a_template", "Resources: [\n"),
    "not JSON, not YAML": ("not_a_template", '{"Resources": {"Q": ]}'),
    "nothing": ("not_a_template", ""),
    "a list": ("not_a_template", "[1, 2]"),
    "a text": ("not_a_template", "Resources"),
    "no resources": ("not_a_template", "Parameters: {}\n"),
    "resources without types": ("not_a_template", "Resources: {Q: {Properties: {}}}\n"),
    "two documents": ("not_a_template", f"{QUEUE}---\n{QUEUE}"),
    "a tag that makes an object": ("not_a_template", f"{QUEUE}x: !!python/object/apply:os.system [id]\n"),
    "a tag that is none": ("not_a_template", f"{QUEUE}x: !<tag:evil.example,2026:x> 1\n"),
    "a mapping as a name": ("not_a_template", f"{QUEUE}? {{a: b}}\n: c\n"),
    "an alias as a name": ("not_a_template", f"x: &x y\n*x : z\n{QUEUE}"),
    "an alias of itself": ("not_a_template", f"{QUEUE}x: &x [*x]\n"),
    "an alias of nothing": ("not_a_template", f"{QUEUE}x: *nothing\n"),
    "ten billion laughs": ("bomb", laughs(10)),
    "merged without end": ("bomb", merges(8)),
    "deep YAML": ("too_deep", f"{QUEUE}x: {'[' * 5000}{']' * 5000}\n"),
    "deep JSON": ("too_deep", json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})[:-1] + ', "x": '
                  + "[" * 200 + "]" * 200 + "}"),
    "JSON of a depth that ends parsers": ("too_deep", '{"x": ' + '{"a": ' * 90_000 + "1" + "}" * 90_000 + "}"),
    "too many values": ("too_large", f"{QUEUE}x: [{'1,' * 250_000}1]\n"),
    "too many octets": ("too_large", f"{QUEUE}x: {'a' * LARGEST}\n"),
    "a NUL": ("not_a_template", f"{QUEUE}x: \0\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_template_or_too_much_is_refused_soon(name: str) -> None:
    code, text = REFUSED[name]
    began = time.monotonic()
    with pytest.raises(InspectionRefused) as refused:
        read_template(text)
    assert refused.value.code == code, refused.value.detail
    assert time.monotonic() - began < 5
    assert len(refused.value.detail) < 200


def outcome(text: str) -> str:
    try:
        read_template(text)
    except InspectionRefused as refused:
        return refused.code
    return "read"


@seed(20261127)
@settings(max_examples=150, deadline=None, database=None)
@given(some.text(alphabet="{}[]:,-&*!<> \n\t\"'#|?%@`aRes01~", max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, QUEUE + text, '{"Resources": ' + text):
        assert outcome(whole) in ("read", "not_a_template", "too_deep", "too_large", "bomb")


def test_settings_in_the_template_load_no_rules_and_read_no_files(tmp_path: Path) -> None:
    """cfn-lint takes a folder of Python from a template's metadata, and follows a nested stack's path."""
    marker = tmp_path / "ran"
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "Evil.py").write_text(f"open({str(marker)!r}, 'w').close()\n", "utf-8")
    (tmp_path / "secret.yaml").write_text("word: [of, mouth\n", "utf-8")
    text = f"""\
Metadata: {{cfn-lint: {{config: {{append_rules: [{folder}], custom_rules: {folder}/Evil.py, ignore_checks: [E3002]}}}}}}
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: {tmp_path}/secret.yaml}}
  Q:
    Type: AWS::SQS::Queue
    Properties: {{Nonsense: 1}}
"""
    work = tmp_path / "work"
    work.mkdir()
    matches = lint.ask(text, work)
    assert not marker.exists()
    assert "E3002" in {one["code"] for one in matches}  # what the template asks to be left is found all the same
    assert "mouth" not in json.dumps(matches)


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname').read()",
        "open('made', 'w')",
        "__import__('os').open('made', __import__('os').O_CREAT | __import__('os').O_WRONLY)",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
    ],
)
def test_the_process_of_cfn_lint_can_touch_nothing(attempt: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[3])!r})\n"
        "import socket, subprocess\n"
        "from shared.adapters.review.lint_child import watch\n"
        "watch((sys.prefix + '/', sys.base_prefix + '/'))\n"
        f"try:\n    {attempt}\nexcept (FileNotFoundError, PermissionError):\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "refused", done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [(Bounds(0.05), "took too long"), (Bounds(60, memory=40 * 1024 * 1024), "broke on it|too much")],
)
def test_where_cfn_lint_could_not_look_the_report_says_so(
    bounds: Bounds, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lint, "_BOUNDS", bounds)
    report = inspect_template(QUEUE, REQUEST)
    told = [one.message for one in report.findings if one.rule == "RUN-UNPARSED"]
    assert len(told) == 1
    assert any(word in told[0] for word in reason.split("|"))
    assert [one.path for one in report.source.unparsed] == ["template.yaml"]
    assert {one.rule for one in report.findings} >= {"TPL001"}  # our own rules have looked


def test_a_template_that_swells_in_cfn_lint_ends_within_its_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loops that CloudFormation expands: twenty thousand resources of a few lines."""
    monkeypatch.setattr(lint, "_BOUNDS", Bounds(6))
    numbers = ", ".join(str(n) for n in range(140))
    text = f"""\
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::A:
    - X
    - [{numbers}]
    - Fn::ForEach::B:
        - Y
        - [{numbers}]
        - Q${{X}}x${{Y}}: {{Type: AWS::SQS::Queue}}
  Q: {{Type: AWS::SQS::Queue}}
"""
    read_template(text)
    began = time.monotonic()
    with suppress(ChildFailed):
        lint.ask(text, tmp_path)
    assert time.monotonic() - began < 12


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_long_names_in_each_other_fill_no_memory_with_paths(form: str) -> None:
    """A megabyte of such names and values would be paths of twenty gigabytes."""
    name = "n" * 1000
    nested = "".join(f'{{"{name}": ' for _ in range(60)) + "[" + "1, " * 1000 + "1]" + "}" * 60
    resource = f'{{"Q": {{"Type": "AWS::SQS::Queue", "Properties": {nested}}}}}'
    read = read_template(f'{{"Resources": {resource}}}' if form == "json" else f"Resources: {resource}\n")
    assert sum(map(len, read.lines)) < 100_000
    assert read.lines["Resources/Q/Properties"] == 1


def test_half_a_character_in_a_name_can_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "_BOUNDS", Bounds(0.05))
    report = inspect_template('{"Resources": {"\\ud800": {"Type": "AWS::SQS::Queue"}}}', REQUEST)
    stored = to_json(report).encode()
    assert "?" in {one.place.symbol for one in from_json(stored.decode()).findings if one.rule == "TPL001"}


@pytest.mark.parametrize("text", ["a." * 150_000, "x://" + "a." * 150_000, "x://" + ":" * 300_000, "a://b" * 60_000])
def test_a_long_text_is_searched_for_passwords_in_a_moment(text: str) -> None:
    began = time.process_time()
    assert secret_in(text) == ""
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("name", "child"), [("review_template", lint._BOUNDS.memory), ("review_code", limits.MEMORY)])
def test_what_swells_ends_before_its_worker_does(name: str, child: int) -> None:
    """A worker that is killed tells nothing, and is tried three times."""
    worker = next(function for function in FUNCTIONS if function.name == name)
    assert child + 128 * limits.MEBI <= worker.memory * limits.MEBI
