"""Documents hold together: links lead somewhere, decisions are complete, nothing speaks of one machine."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import DOCS, ROOT, all_documents, without_blocks

ADRS = sorted((DOCS / "adr").glob("[0-9]*.md"))
PARTS = ["## Context", "## Options", "## Choice", "## Consequences"]
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`]*`")
_PLACE = re.compile(r"`((?:functions|shared|infra|tests|docs|events)/[\w./-]*)`")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", all_documents(), ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in _LINK.findall(_CODE.sub("", without_blocks(document))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        place = (document.parent / path).resolve() if path else document

        assert place.exists(), f"{target} leads nowhere"
        assert place.is_relative_to(ROOT), f"{target} leads out of the project"
        assert not anchor or anchor in anchors(place), f"there is no heading for {target}"


@pytest.mark.parametrize("document", all_documents(), ids=name_of)
def test_every_file_that_is_named_exists(document: Path) -> None:
    for named in _PLACE.findall(without_blocks(document)):
        assert (ROOT / named).exists(), f"{named} does not exist"


@pytest.mark.parametrize("document", [*all_documents(), ROOT / "LICENSE"], ids=name_of)
def test_no_document_knows_the_machine_it_was_written_on(document: Path) -> None:
    text = document.read_text("utf-8")

    assert not re.findall(r"(?<![\w./:}])/(?:home|root|tmp|work|Users|opt)/\S*", text)


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("decision", ADRS, ids=lambda path: path.stem)
def test_a_decision_is_dated_weighs_options_and_has_all_parts(decision: Path) -> None:
    text = decision.read_text("utf-8")

    assert text.startswith(f"# {decision.name[:4]} ")
    assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: (proposed|accepted|superseded by \[\d{4}\].*)\.$", text, re.M)
    assert re.findall(r"^## .+$", text, re.MULTILINE) == PARTS
    options = text.split("## Options")[1].split("## Choice")[0]
    assert options.count("\n| ") >= 3, "a decision weighs at least two options"


@pytest.mark.parametrize("decision", ADRS, ids=lambda path: path.stem)
def test_the_index_lists_a_decision_by_its_title(decision: Path) -> None:
    title = decision.read_text("utf-8").splitlines()[0].removeprefix(f"# {decision.name[:4]} ")

    index = (DOCS / "adr" / "README.md").read_text("utf-8")

    assert f"| [{decision.name[:4]}]({decision.name}) | {title} | " in index
