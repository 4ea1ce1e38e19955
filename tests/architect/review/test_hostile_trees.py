"""Sources that attack whoever looks at them: nothing is run, nothing is believed, and the rest is still looked at."""

import json
import sys
import time
from pathlib import Path

import pytest

from shared.adapters.review import gathering, graph_child, inspect, isolated, ruff
from shared.adapters.review.children import Bounds, ChildFailed, run
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import to_json
from shared.architect.ports import InspectionRefused
from tests.architect.review.making import ASKED, Files, reviewed, write, zipped

SWALLOWED = """\
def publish(handlers, event):
    for handler in handlers:
        try:
            handler(event)
        except Exception:
            pass
"""


def unread(report: Report) -> dict[str, str]:
    assert {one.place.path for one in report.findings if one.rule == "RUN-UNPARSED"} == {
        one.path for one in report.source.unparsed
    }
    return {one.path: one.reason for one in report.source.unparsed}


def sees_the_rest(report: Report) -> bool:
    """Both ruff's findings and our own, of the file that is well."""
    return {one.place.path for one in report.findings if one.rule.startswith(("EVT", "ERR"))} >= {"shop/good.py"}


def beside_good(name: str, content: str | bytes) -> Files:
    good = f"from shop import other\n\n\n{SWALLOWED}"
    return {"shop/__init__.py": "", "shop/good.py": good, "shop/other.py": "X = 1\n", name: content}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x = " + "+".join(["1"] * 200_000), "nested"),
        ("x = " + "-" * 200_000 + "1", "nested"),
        ("x = " + "(" * 5_000 + ")" * 5_000, "too many nested parentheses"),
        ("x = " + "+".join(["1"] * 400), "nested more than"),
        ("x = " + "[" * 190 + "0" + "]" * 190 + "\n", "nested more than"),
        ("def f(:\n", "no Python"),
        (b"name = '\xe9t\xe9'\n", "not UTF-8"),
        (b"# -*- coding: latin-1 -*-\nname = '\xe9'\n", "not UTF-8"),
        (b"x = 1\0\n", "null bytes"),
        ("x = 1\n" * 200_000, "larger than 1 MB"),
        ("".join(" " * depth + "if True:\n" for depth in range(120)) + " " * 120 + "x = 1\n", "too many levels"),
    ],
    ids=["sum", "minus", "brackets", "400 terms", "lists", "syntax", "octets", "cookie", "null", "large", "ifs"],
)
def test_a_file_that_breaks_parsers_is_told_and_the_rest_is_looked_at(content: str | bytes, reason: str) -> None:
    report = reviewed(beside_good("shop/evil.py", content))
    told = unread(report)
    assert list(told) == ["shop/evil.py"]
    assert reason in told["shop/evil.py"]
    assert sees_the_rest(report)
    assert any(edge.imports for edge in report.graph.edges)


CANARY = "import pathlib\n\npathlib.Path({place!r}).write_text('run')\n"


def test_nothing_of_the_upload_is_ever_run_or_imported(tmp_path: Path) -> None:
    """Every name that Python, grimp, ruff or we could import by chance writes a file when it is run."""
    canary = tmp_path / "canary"
    code = CANARY.format(place=str(canary))
    names = ["__init__", "conftest", "setup", "sitecustomize", "usercustomize", "json", "grimp", "ruff", "shared",
             "ast", "typing", "logging", "pathlib", "concurrent", "evil", "plugin", "yaml", "tomllib"]  # fmt: skip
    files: dict[str, str | bytes] = {f"{name}.py": code for name in names}
    files |= {f"{name}/__init__.py": code for name in ("evil", "grimp", "_rustgrimp", "json", "re", "encodings")}
    files |= {"evil/sub/__init__.py": code, "evil/sub/more.py": f"import evil.sub\n{code}", "src/pkg/__init__.py": code,
              "site.pth": "import evil", "setup.cfg": "[mypy]\nplugins = evil", "pyproject.toml": PLUGINS,
              "shop/good.py": SWALLOWED}  # fmt: skip
    tree = write(tmp_path / "tree", {name: text for name, text in files.items() if name not in ("evil.py",)})
    before = (Path.cwd(), list(sys.path))
    report = inspect.inspect_tree(tree, ASKED)
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped(files))
    again = inspect.inspect_archive(archive, ASKED)
    assert not canary.exists()
    assert sees_the_rest(report)
    assert sees_the_rest(again)
    assert (Path.cwd(), list(sys.path)) == before
    assert [
        name for name, module in sys.modules.items() if str(getattr(module, "__file__", "")).startswith(str(tree))
    ] == []


PLUGINS = """\
[build-system]
requires = []
build-backend = "evil"
backend-path = ["."]

[tool.mypy]
plugins = ["evil"]

[tool.pytest.ini_options]
addopts = "-p evil"
"""


def test_the_test_of_the_canary_can_fail(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    exec(CANARY.format(place=str(canary)))  # noqa: S102
    assert canary.exists()


@pytest.mark.parametrize("config", ["ruff.toml", ".ruff.toml", "pyproject.toml"])
def test_configuration_of_the_upload_is_not_believed(config: str, capfd: pytest.CaptureFixture[str]) -> None:
    """`extend = "/etc/passwd"` makes ruff print the first line of that file."""
    table = "" if config != "pyproject.toml" else "[tool.ruff]\n"
    report = reviewed(beside_good(config, f'{table}extend = "/etc/passwd"\nexclude = ["*"]\nselect = []\n'))
    assert sees_the_rest(report)
    said = capfd.readouterr()
    assert "root:" not in said.out + said.err
    assert "root:" not in to_json(report)


def test_what_git_ignores_and_noqa_are_looked_at_all_the_same() -> None:
    quiet = SWALLOWED.replace("except Exception:", "except Exception:  # noqa: BLE001")
    report = reviewed({".gitignore": "shop\n", "shop/good.py": quiet})
    hidden = [one for one in report.findings if one.suppressed is not None]
    assert [one.suppressed for one in hidden if one.rule == "ERR001"] == ["noqa: BLE001"]
    assert report.counts["suppressed"] == len(hidden)


def test_a_package_of_an_installed_name_is_graphed_as_it_was_uploaded() -> None:
    """With the wrong root grimp would look at the one that is installed: hundreds of modules."""
    files = {
        "app/networkx/__init__.py": "", "app/networkx/one.py": "from networkx import two\n",
        "app/networkx/two.py": "", "app/grimp/__init__.py": "", "app/grimp/a.py": "import networkx.one\n",
    }  # fmt: skip
    report = reviewed(files)
    assert [(node.name, node.modules) for node in report.graph.nodes] == [
        ("grimp", 1), ("grimp.a", 1), ("networkx", 1), ("networkx.one", 1), ("networkx.two", 1),
    ]  # fmt: skip
    assert ("networkx.one", "networkx.two") in {(edge.importer, edge.imported) for edge in report.graph.edges}


@pytest.mark.parametrize("name", ["evil.sub", "../evil", "/etc", "", "a b", "evil/sub"])
def test_the_child_takes_top_level_names_alone(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"evil/__init__.py": "", "evil/sub/__init__.py": ""})
    finder = graph_child.Finder(tmp_path)
    with pytest.raises(ValueError, match="no top-level package"):
        finder.determine_package_directories(name, None)
    assert finder.determine_package_directories("evil", None) == {str(tmp_path / "evil")}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.py": "KEY = 1\n"})
    tree = write(tmp_path / "tree", {"shop/api.py": "x = 1\n"})
    (tree / "linked").symlink_to(outside)
    (tree / "shop" / "file.py").symlink_to(outside / "secret.py")
    (tree / "again").symlink_to(tree)
    assert gathering.gather(tree, {}).python == ("shop/api.py",)


def test_a_source_without_python_is_refused() -> None:
    with pytest.raises(InspectionRefused) as caught:
        reviewed({"README.md": "hello"})
    assert caught.value.code == "no_python"


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_FILES", 5)
    with pytest.raises(InspectionRefused) as caught:
        reviewed({f"f{each}.py": "" for each in range(6)})
    assert caught.value.code == "too_many_files"


@pytest.fixture
def broken_ruff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ruff that dies, printing secrets, whenever it is asked of a file that is called evil.py."""
    script = tmp_path / "ruff"
    script.write_text(
        f"""#!{sys.executable}
import os, pathlib, subprocess, sys
places = [pathlib.Path(place) for place in sys.argv[sys.argv.index("--") + 1:]]
files = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]
if any(file.name == "evil.py" for file in files):
    print("root:x:0:0", file=sys.stderr)
    os.abort()
os.execv({str(ruff.binary())!r}, ["ruff", *sys.argv[1:]])
"""
    )
    script.chmod(0o755)
    monkeypatch.setattr(ruff, "binary", lambda: script)
    return script


@pytest.mark.usefixtures("broken_ruff")
def test_a_crash_of_ruff_costs_the_file_that_caused_it_alone() -> None:
    files = {f"shop/part{each}/work.py": SWALLOWED for each in range(3)}
    report = reviewed({**files, "shop/part1/evil.py": "x = 1\n", "shop/good.py": SWALLOWED})
    assert {path for path, _ in unread(report).items()} == {"shop/part1/evil.py"}
    assert {one.place.path for one in report.findings if one.rule == "ERR001"} == {*files, "shop/good.py"}
    assert "root:" not in "".join(one.message for one in report.findings)


def test_a_graph_is_made_when_grimp_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    files = beside_good("shop/lazy.py", "def run():\n    from shop.good import publish\n\n    return publish\n")
    whole = reviewed(files)
    monkeypatch.setattr(graph_child, "__file__", "/nowhere/graph_child.py")
    assert reviewed(files).graph == whole.graph


def test_a_child_that_swells_hangs_or_floods_is_stopped(tmp_path: Path) -> None:
    reasons = []
    for code in (
        "x = bytearray(10**10)",
        "while True: pass",
        "while True: print('x' * 10**6)",
        "import os; os.abort()",
    ):
        with pytest.raises(ChildFailed) as caught:
            run([sys.executable, "-I", "-c", code], tmp_path, Bounds(1.0, 256 * 1024**2, 10 * 1024**2))
        reasons.append(caught.value.reason)
    assert reasons == ["out_of_memory", "timed_out", "too_much_output", "crashed"]


def test_a_kernel_that_tells_no_ends_is_asked_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.pidfd_open", raising=False)
    assert run([sys.executable, "-I", "-c", "print(1)"], tmp_path, Bounds(20)) == b"1\n"
    with pytest.raises(ChildFailed, match="timed_out"):
        run([sys.executable, "-I", "-c", "import time; time.sleep(9)"], tmp_path, Bounds(0.2))


def test_an_archive_that_takes_too_long_or_too_much_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped({"shop.py": "x = 1\n"}))
    for bounds, code in ((Bounds(0.05), "timed_out"), (Bounds(60, 30 * 1024**2), None)):
        with pytest.raises(InspectionRefused) as caught:
            isolated.inspect_isolated(archive, ASKED, bounds)
        assert caught.value.code == code if code else caught.value.code in ("out_of_memory", "crashed")


def test_a_refusal_comes_out_of_the_process_that_made_it(tmp_path: Path) -> None:
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped({"../evil.py": "x = 1\n"}))
    with pytest.raises(InspectionRefused) as caught:
        inspect.inspect_archive(archive, ASKED)
    assert (caught.value.code, "evil.py" in caught.value.detail) == ("unsafe_path", True)


def test_a_fault_of_our_own_is_no_word_about_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped({"shop.py": "SECRET = 'swordfish'\n"}))
    fault = "def inspect_unpacked(*_):\n    raise KeyError('swordfish')\n"
    broken = write(tmp_path / "first", {"shared/adapters/review/pipeline.py": fault})
    monkeypatch.setattr(sys, "path", [str(broken), *sys.path])
    with pytest.raises(isolated.InspectionBroken) as caught:
        isolated.inspect_isolated(archive, ASKED)
    assert str(caught.value).startswith("KeyError < pipeline.py:2 inspect_unpacked")
    assert "swordfish" not in str(caught.value)


def test_children_know_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "swordfish")
    told = run([sys.executable, "-I", "-c", "import os; print(dict(os.environ))"], tmp_path, Bounds(20))
    assert b"swordfish" not in told


def test_what_tools_say_to_their_error_stream_goes_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = run([sys.executable, "-I", "-c", "import sys; sys.stderr.write('secret'); print(1)"], tmp_path, Bounds(20))
    assert json.loads(out) == 1
    assert "secret" not in "".join(capfd.readouterr())


def test_a_wrong_escape_in_the_source_is_no_warning_of_ours() -> None:
    """Warnings are errors in these tests."""
    report = reviewed({"shop/api.py": "pattern = '\\d'\nassert (1, 'always')\n"})
    assert unread(report) == {}


HANDLERS = "".join(
    f"def f{n}(a):\n    try:\n        a.get(1)\n    except Exception:\n        pass\n" for n in range(2500)
)
UNDERSCORES = "_" * 40_000


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": f"def a(b,{UNDERSCORES}):\n    pass\n"},
        {"a.py": "x = '''" + "def a(x, " * 20_000 + "'''\n"},
        {"a.py": SWALLOWED.replace("except Exception:", "except Exception:  # noqa: A1," + "A" * 60_000)},
        {"a.py": "x = 1\n", "pyproject.toml": "[" + ".".join(["a"] * 100_000) + "]\n"},
        {"a.py": HANDLERS},
    ],
    ids=["underscores", "definitions in a text", "comment", "dotted table", "many findings"],
)
def test_what_is_long_takes_no_longer_than_its_length(files: Files) -> None:
    """Each of these took its length squared: minutes for a file of a megabyte."""
    began = time.process_time()
    reviewed(files)
    assert time.process_time() - began < 8
