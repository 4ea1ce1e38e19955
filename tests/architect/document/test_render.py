"""Renderings: everything that was composed is in them, and nothing that people wrote acts as markup."""

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from shared.architect.document.compose import compose
from shared.architect.document.markdown import code_span, escaped, fenced, text
from shared.architect.document.page import policy
from shared.architect.document.render import html, markdown
from shared.architect.document.words import LANGUAGES, Language
from tests.architect.document.drafts import ALL, SOME, TODAY, TORN, blocks_of, document_of, outcome_of

HOSTILE = '<script>alert(1)</script> "quoted" [link](javascript:alert(2)) `code` | **bold** https://evil.test {{7*7}}'
VOID = {"meta", "br", "img", "hr", "input", "link"}


class Page(HTMLParser):
    """Collects what a page holds, and complains about elements that are not closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self.style = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [SOME[0], SOME[1], TORN])
def test_a_page_is_whole_and_needs_nothing_from_elsewhere(name: str, language: Language) -> None:
    page = Page(html(document_of(name, language)))
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert [each for each in page.attributes if each[1] == "style" or each[1].startswith("on")] == []
    assert {tag for tag, attribute, _ in page.attributes if attribute in ("src", "href")} <= {"a"}
    links = [value for _, attribute, value in page.attributes if attribute == "href"]
    assert all(link.startswith(("#", "https://", "http://")) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("svg") == 2


def test_the_policy_of_a_page_allows_its_own_style_and_nothing_else() -> None:
    page = Page(html(document_of(SOME[0], "en")))
    allowed = next(value for _, attribute, value in page.attributes if value.startswith("default-src"))
    digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert (
        allowed == policy() == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_document_is_on_its_page(language: Language) -> None:
    document = document_of(SOME[2], language)
    shown = "".join(Page(html(document)).text.split())
    for block in blocks_of(document["parts"]):
        cells = [cell for row in block.get("rows", ()) for cell in row]
        for told in (block.get("title", ""), *block.get("items", ()), *cells):
            assert "".join(told.replace("`", "").split()) in shown


def test_what_people_wrote_is_text_on_a_page() -> None:
    outcome = outcome_of(SOME[0])
    torn = replace(outcome, requirements=outcome.requirements.with_values({"residency": (HOSTILE[:60],)}))
    page = Page(html(compose(torn, HOSTILE, "en", HOSTILE, TODAY)))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text
    assert not [value for _, attribute, value in page.attributes if attribute == "href" and "evil.test" in value]


def _prose(document: str) -> str:
    """Markdown without its code."""
    return re.sub(r"(`+)[^`].*?\1", "", re.sub(r"^(`{3,}).*?^\1$", "", document, flags=re.M | re.S))


def test_what_people_wrote_is_text_in_markdown() -> None:
    outcome = outcome_of(SOME[0])
    torn = replace(outcome, requirements=outcome.requirements.with_values({"residency": (HOSTILE[:60],)}))
    prose = _prose(markdown(compose(torn, HOSTILE, "en", f"{HOSTILE}\n# A heading\n- a bullet", TODAY)))
    assert "<script" not in prose.replace("\\<", "")
    assert not re.search(r"(?<!\\)\[link(?<!\\)\]", prose)
    assert "https://evil" not in prose
    assert "\n> # A heading" not in prose
    assert not re.search(r"(?<!\\)\*\*bold", prose)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_tables_of_markdown_have_as_many_cells_in_each_row(name: str, language: Language) -> None:
    rows = 0
    width = 0
    for line in _outside_fences(markdown(document_of(name, language))):
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        width = width or cells
        assert cells == width, line
        rows += 1
    assert rows > 50


def _outside_fences(document: str) -> list[str]:
    kept, fence = [], ""
    for line in document.split("\n"):
        mark = re.match(r"`{3,}", line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[0]
        elif not fence:
            kept.append(line)
    assert not fence
    return kept


def test_the_diagram_is_a_flowchart_of_mermaid() -> None:
    document = document_of(SOME[1], "en")
    chart = re.search(r"```mermaid\n(.*?)\n```", markdown(document), re.S)
    assert chart
    head, *lines = chart[1].split("\n")
    assert head == "flowchart TD"
    nodes = [line.split("[", 1)[0].split("(", 1)[0].strip() for line in lines if '"' in line]
    edges = [re.fullmatch(r"    (\w+) -->\|(\d+)\| (\w+)", line) for line in lines if '"' not in line]
    assert all(edges)
    assert {end for edge in edges if edge for end in (edge[1], edge[3])} <= set(nodes)
    # "end" is a word of Mermaid's own and would break the chart.
    assert not {"end", "graph", "subgraph", "style"} & set(nodes)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a*b_c", r"a\*b\_c"),
        ("- item", r"\- item"),
        ("1. first", r"1\. first"),
        ("+ 3", r"\+ 3"),
        ("http://x.y www.z.q", r"http\://x.y www\.z.q"),
        ("a|b", r"a\|b"),
        ("two\nlines", "two lines"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_marks_of_markdown_are_escaped(written: str, expected: str) -> None:
    assert escaped(written) == expected


def test_code_is_fenced_by_more_than_it_has() -> None:
    assert code_span("a`b") == "``a`b``"
    assert code_span("`") == "`` ` ``"
    assert code_span("a|b") == r"`a\|b`"
    assert fenced("x\n````\ny", "python") == ["`````python", "x", "````", "y", "`````"]
    assert text("see `a_b` or a_b") == r"see `a_b` or a\_b"
    assert text("an `odd one") == r"an \`odd one"


def test_headings_of_markdown_are_those_of_the_parts() -> None:
    document = document_of(SOME[3], "en")
    headings = [line for line in _outside_fences(markdown(document)) if re.match(r"## \d", line)]
    assert len(headings) == 10
    assert all(
        re.match(rf"## {part['number']}\. ", line) for part, line in zip(document["parts"], headings, strict=True)
    )
