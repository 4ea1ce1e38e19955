"""Lists page through all of it once; a system tells what was required and decided; the knowledge can be browsed."""

import pytest

from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.knowledge.load import knowledge
from shared.architect.use_cases.request_review import ReviewWish
from shared.architect.use_cases.versions import any_version
from shared.edge.preconditions import IfMatch
from shared.kernel.errors import Conflict, NotFound, Precondition, ValidationFailed
from tests.architect.use_cases.studio import BY_ADA, SHOP, Studio


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_lists_of_designs_page_through_all_of_them_newest_first(studio: Studio) -> None:
    made = [studio.asked_for({}, system).id for system in ("a", "b", "a", "c", "a")]
    for system_id, expected in (
        (None, made[::-1]),
        (studio.designs.get(made[0]).system_id, [made[4], made[2], made[0]]),
    ):
        found, after = list[str](), None
        while True:
            page = studio.read_designs.list(system_id, after, 2)
            found += [design.id for design in page.items]
            if (after := page.after) is None:
                break
        assert found == expected


def test_systems_are_listed_by_name(studio: Studio) -> None:
    for name in ("stock", "Orders", "billing", "C# tools", "订单"):
        studio.asked_for({}, name)
    first = studio.systems.list(None, 3)
    rest = studio.systems.list(first.after, 3)
    assert [system.name for system in (*first.items, *rest.items)] == ["billing", "C# tools", "Orders", "stock", "订单"]
    assert rest.after is None


def test_a_system_tells_what_was_required_over_time(studio: Studio) -> None:
    first = studio.ready()
    second = studio.ready({**SHOP, "read_rps": 900, "kind": ["crud"]})
    studio.decided(first)
    history = studio.read_system(first.system_id)
    assert [required.design.id for required in history.required] == [second.id, first.id]
    assert history.required[0].changed == {"kind": (["crud", "api"], ["crud"]), "read_rps": (15, 900)}
    assert history.required[1].changed == {}
    assert [decision.number for decision in history.decisions] == [1]
    assert history.reviews == ()


def test_a_system_that_was_reviewed_only_tells_so(studio: Studio) -> None:
    wish = ReviewWish("Orders", "template", "standard", template="Resources: {}")
    asked = studio.request_review(wish, None, BY_ADA)
    history = studio.read_system(asked.review.system_id)
    assert (history.required, history.decisions) == ((), ())
    assert [review.id for review in history.reviews] == [asked.review.id]


def test_a_design_that_is_not_drafted_has_no_page(studio: Studio) -> None:
    design = studio.asked_for({})
    assert studio.read_designs.document(design) is None
    for form in (studio.read_designs.markdown, studio.read_designs.html):
        with pytest.raises(Conflict) as refused:
            form(design)
        assert refused.value.code == "wrong_status"


def test_what_if_says_what_moves_and_stores_nothing(studio: Studio) -> None:
    design, stored = studio.asked_for({}), len(studio.store.events)
    told = studio.show_what_if(design.id, {"p99_ms": "20"})
    assert told.found.changes == {"p99_ms": 20}
    assert "deployment" in {moved.dimension for moved in told.found.moved}
    assert told.title
    assert told.sentences
    assert len(studio.store.events) == stored
    same = studio.show_what_if(design.id, {"p99_ms": str(design.requirements()["p99_ms"][0])})
    assert same.found.moved == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ("?", "required")),
        ({"p99_ms": "fast"}, ("?p99_ms", "invalid")),
        ({"speed": "1"}, ("?speed", "unknown_field")),
        ({"x" * 300: "1"}, ("?", "unknown_field")),
        ({f"f{n}": "1" for n in range(9)}, ("?", "too_long")),
    ],
)
def test_what_if_refuses_what_is_no_requirement(
    studio: Studio, changes: dict[str, str], fault: tuple[str, str]
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        studio.show_what_if(studio.asked_for({}).id, changes)
    assert [(each.pointer, each.code) for each in refused.value.errors] == [fault]


def test_house_rules_are_checked_against_the_knowledge(studio: Studio) -> None:
    options = tuple(option.id for option in knowledge().dimension("auth").options)
    wanted = HouseRules(
        {"cost": 6.0, "beauty": 1.0},
        {"primary": ("postgresql", "abacus"), "colour": ("red",)},
        ("kafka", "sundial", *options),
    )
    with pytest.raises(ValidationFailed) as refused:
        studio.keep_house_rules.put(wanted, any_version, BY_ADA)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/weights/cost", "invalid"),
        ("/weights/beauty", "unknown_field"),
        ("/allowed/primary/1", "invalid"),
        ("/allowed/colour", "unknown_field"),
        ("/forbidden/1", "invalid"),
        ("", "invalid"),
    ]
    assert studio.keep_house_rules.get().version == 0


def test_house_rules_change_on_the_version_that_was_read(studio: Studio) -> None:
    keep = studio.keep_house_rules
    first = keep.put(HouseRules({"cost": 2.0}), IfMatch("version", 0).check, BY_ADA)
    assert keep.put(HouseRules({"cost": 2}), any_version, BY_ADA) == first
    with pytest.raises(Precondition):
        keep.put(HouseRules({"cost": 3.0}), IfMatch("version", 0).check, BY_ADA)
    studio.store.meanwhile(lambda: keep.put(HouseRules({"latency": 2.0}), any_version, BY_ADA))
    with pytest.raises(Precondition):
        keep.put(HouseRules({"cost": 3.0}), IfMatch("version", 1).check, BY_ADA)
    assert keep.get().weights == {"latency": 2}


def test_the_knowledge_is_browsed_page_by_page_with_its_flags(studio: Studio) -> None:
    browse = studio.browse_knowledge
    keys, after = list[str](), None
    while True:
        page = browse.facts(None, None, after, 20)
        keys += [each.fact.key for each in page.items]
        if (after := page.after) is None:
            break
    assert keys == sorted(browse.knowledge.facts.by_key)
    marked = browse.facts(None, True, None, 500).items
    assert len(marked) == browse.stale_facts()
    assert {each.fact.key for each in marked}.isdisjoint(e.fact.key for e in browse.facts(None, False, None, 500).items)
    about = browse.facts("postgresql", None, None, 500).items
    assert about
    assert all("postgresql" in {name.rpartition("/")[2] for name in each.fact.options} for each in about)
    with pytest.raises(NotFound):
        browse.dimension("colour")


def test_a_fact_that_nobody_reviewed_for_long_is_marked(studio: Studio) -> None:
    from datetime import timedelta

    before = studio.browse_knowledge.stale_facts()
    studio.clock.advance(timedelta(days=3 * 365))
    assert studio.browse_knowledge.stale_facts() > before
