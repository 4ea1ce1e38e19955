"""Reports for programs and people: true totals, few places, every reason; names of strangers never act."""

import json
import re
from dataclasses import replace

import pytest

from shared.architect.document.review import html, markdown, sarif
from shared.architect.document.review_shown import MOST_FINDINGS, PLACES_PER_RULE, shown
from shared.architect.document.review_words import METRICS, STRENGTHS, standing
from shared.architect.domain.review.report import Baseline, Metric
from tests.architect.document.reports import EVIL, finding, hostile, ordinary, report, rule
from tests.architect.document.sarif_form import faults
from tests.architect.document.test_render import Page


def test_sarif_keeps_to_the_standard() -> None:
    for each in (ordinary(), hostile(), replace(ordinary(), baseline=Baseline(None, 9, 0, 0))):
        told = json.loads(json.dumps(sarif(each)))
        assert list(faults(told)) == []


def test_the_form_itself_finds_what_is_wrong() -> None:
    told = sarif(ordinary())
    result = told["runs"][0]["results"][0]
    spoiling: tuple[dict[str, object], ...] = (
        {"level": "bad"},
        {"unknown": 1},
        {"rank": 200.0},
        {"ruleIndex": 1},
        {"message": {}},
    )
    for spoiled in spoiling:
        run = {**told["runs"][0], "results": [{**result, **spoiled}]}
        assert list(faults({**told, "runs": [run]})), spoiled


def test_sarif_tells_every_finding_with_its_fingerprint_and_state() -> None:
    told = ordinary()
    (run,) = sarif(told)["runs"]
    results = run["results"]
    assert len(results) == len(told.findings) + len(told.baseline.fixed)
    assert [each["baselineState"] for each in results] == ["new", *["unchanged"] * 5, "new", "new", "new", "absent"]
    assert results[0]["partialFingerprints"]["rollbook/v1"] == told.findings[0].fingerprint
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 11
    assert [each["suppressions"][0]["kind"] for each in results if "suppressions" in each] == ["external", "inSource"]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].endswith("invalid syntax")
    first = run["tool"]["driver"]["rules"][0]
    assert "outbox" in first["help"]["markdown"]
    assert first["defaultConfiguration"] == {"level": "error"}


def test_a_first_review_has_nothing_new_in_sarif() -> None:
    (run,) = sarif(replace(ordinary(), baseline=Baseline(None, 9, 0, 0)))["runs"]
    assert not any("baselineState" in each for each in run["results"])


def test_three_places_of_a_rule_are_shown_and_twenty_five_in_all_with_true_totals() -> None:
    findings = tuple(finding(f"R{number % 12}", number) for number in range(60))
    rules = tuple(rule(f"R{number}", 40) for number in range(12))
    view = shown(report(findings, rules))
    assert sum(len(one.findings) for one in view.rules) == MOST_FINDINGS
    assert max(len(one.findings) for one in view.rules) == PLACES_PER_RULE
    assert sum(one.rule.count for one in view.rules) + view.more == 12 * 40
    assert all(one.more == 40 - len(one.findings) for one in view.rules)
    text = markdown(report(findings, rules), "shop")
    assert "And 37 more of this rule" in text


def test_what_is_suppressed_is_counted_and_never_shown_as_open() -> None:
    view = shown(ordinary())
    assert {each.suppressed for each in view.suppressed} == {"known, will go with the old client (ada)", "noqa: RES004"}
    assert all(each.suppressed is None for one in view.rules for each in one.findings)
    assert "Suppressed with a reason: 2." in markdown(ordinary(), "shop")


def test_people_are_told_why_it_matters_how_to_fix_it_how_sure_it_is_and_how_to_live_with_it() -> None:
    for text in (markdown(ordinary(), "shop"), Page(html(ordinary(), "shop")).text):
        flat = " ".join(text.split())
        for told in (
            "A crash between both loses the event", "Write the event into an outbox", "about 95%",
            "with a reason and an owner", "And 15 more of this rule", "No import cycles",
            "handlers never import the store",
            "nothing here to ask it of", "as good as or better than 80% of well-kept projects",
            "90% of well-kept projects are better", "shop/odd.py", "new because of the rules", "90 places",
        ):  # fmt: skip
            assert told in flat, told


def test_a_rule_that_is_not_shown_is_no_link() -> None:
    rules = (*(rule(f"R{number}", 3) for number in range(9)), rule("Z1", 1))
    findings = tuple(finding(f"R{number // 3}", number) for number in range(27))
    page = Page(html(report(findings, tuple(reversed(rules))), "shop"))
    targets = {value[1:] for _, name, value in page.attributes if name == "href" and value.startswith("#")}
    assert targets <= set(page.ids)


def test_a_report_is_a_page_without_scripts_and_hostile_names_are_text() -> None:
    for told in (ordinary(), hostile()):
        page = Page(html(told, EVIL))
        assert not {"script", "link", "img", "iframe"} & set(page.tags)
        assert not [each for each in page.attributes if each[1] == "style" or each[1].startswith("on")]
        assert not [each for each in page.attributes if "javascript" in each[2] and each[1] == "href"]
        assert "svg" in page.tags
    assert "<script>alert(1)</script>" in page.text


def test_hostile_names_are_text_in_markdown() -> None:
    text = markdown(hostile(), EVIL)
    prose = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
    spans = re.sub(r"(?<!\\)(`+)[^\n]+?(?<!`)\1(?!`)", "", prose)
    assert "<script" not in spans.replace("\\<", "")
    assert not re.search(r"(?<!\\)\[a(?<!\\)\]\(", spans)
    assert not re.search(r"^# head", prose, re.M)
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in text.split("\n") if line.startswith("| 7 |")}
    assert widths == {6}


@pytest.mark.parametrize("each", [ordinary(), hostile()], ids=["ordinary", "hostile"])
def test_the_same_report_gives_the_same_text(each: object) -> None:
    assert html(ordinary(), "shop") == html(ordinary(), "shop")
    assert json.dumps(sarif(hostile())) == json.dumps(sarif(hostile()))


def test_a_percentile_is_told_so_that_better_is_plain() -> None:
    assert standing(Metric("hints", 0.2, "share", 10, "high")) == "90% of well-kept projects are better"
    assert standing(Metric("size", 9, "lines", 20, "low")) == "as good as or better than 80% of well-kept projects"
    assert "not compared" in standing(Metric("lines", 9, "lines", None, "low"))


def test_numbers_and_strengths_have_names() -> None:
    assert all(name[0].isupper() for name in (*METRICS.values(), *STRENGTHS.values()))
