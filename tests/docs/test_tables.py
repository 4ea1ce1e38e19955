"""The tables of the documents say what the code says."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic_core import PydanticUndefined

from functions.sessions.routes import REFRESHES, SIGN_INS
from infra.context import Context
from infra.local.environment import chosen_by_person
from infra.operate.redrive import QUEUES_WITH_LETTERS
from infra.topology import FUNCTIONS, RULES, ScheduleTrigger
from shared.accounts.domain.events import EVENT_TYPES, UserProfileChanged
from shared.accounts.domain.mails import MailKind
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.architect.domain.records.events import EVENT_TYPES as ARCHITECT_EVENT_TYPES
from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES
from shared.edge.metrics import Metric
from shared.kernel.events import Payload
from shared.settings import Settings
from tests.docs.documents import DOCS, ROOT, codes, rows

PROFILE = {"display_name": "Ada", "locale": "en", "username": "ada"}
PARTS = (EVENT_TYPES, ARCHITECT_EVENT_TYPES, REVIEW_EVENT_TYPES)
EVENTS: Mapping[str, type[Payload]] = {name: kind for part in PARTS for name, kind in part._payloads.items()}


def catalogue() -> dict[str, list[str]]:
    """The other cells of the catalogue of events, by type."""
    return {codes(first)[0]: rest for first, *rest in rows(DOCS / "events.md", "## Catalogue")}


def members(payload: type[Payload]) -> set[str]:
    if payload is UserProfileChanged:
        return set(ProfileWish(PROFILE).checked().values)
    return {field.name for field in fields(payload)}


def test_the_catalogue_holds_every_event_with_its_schema_version_and_members() -> None:
    said = {type_: (int(version), set(codes(named))) for type_, (version, named, _, _) in catalogue().items()}

    assert said == {type_: (payload.schema_version, members(payload)) for type_, payload in EVENTS.items()}


def test_the_catalogue_says_which_names_an_event_gives_away() -> None:
    fixed = {type_: named for type_, (_, _, named, _) in catalogue().items() if named == "none" or named[0] == "`"}

    for type_, named in fixed.items():
        assert set(sample(EVENTS[type_]).changed()) == set(codes(named)), type_


def sample(payload: type[Payload]) -> Payload:
    """An event of this type with something in every member."""
    values: dict[str, Any] = {"str": "x", "bool": True, "int": 1, "tuple": ("x",), "collections.abc.Mapping": {"x": 1}}
    shapes = {str(field.name): re.sub(r"<class '(\w+)'>", r"\1", str(field.type)) for field in fields(payload)}
    plain = {name: re.split(r"\[| \| ", shape)[0].removeprefix("typing.") for name, shape in shapes.items()}
    return payload.from_members({name: values[shape] for name, shape in plain.items()})


def test_the_catalogue_says_where_an_event_goes() -> None:
    said = {type_: set(codes(goes_to)) for type_, (_, _, _, goes_to) in catalogue().items()}

    assert said == {type_: {rule.queue for rule in RULES if type_ in rule.event_types} for type_ in EVENTS}


def test_every_metric_is_described_with_its_dimensions_and_outcomes() -> None:
    said = {
        name: set(codes(cell)) for first, cell, _ in rows(DOCS / "operate.md", "## Metrics") for name in codes(first)
    }
    outcomes = {each.metric: each.names for each in (SIGN_INS, REFRESHES)}

    assert set(said) == {metric.value for metric in Metric}
    assert {name for name, cell in said.items() if "outcome" in cell} == set(outcomes)
    assert {name: said[name] - {"function", "outcome"} for name in outcomes} == outcomes


def test_every_kind_of_mail_is_described_with_or_without_a_token() -> None:
    said = {codes(kind)[0]: bool(token) for kind, token, _, _ in rows(DOCS / "mails.md", "# Mails")}

    assert said == {kind.value: kind.carries_token for kind in MailKind}


def test_every_setting_is_described_with_its_default() -> None:
    said = {codes(name)[0]: default for name, default, _ in rows(DOCS / "operate.md", "## Settings")}

    assert said == {str(field.alias): default_in_words(field.default) for field in Settings.model_fields.values()}


def default_in_words(default: object) -> str:
    if default is PydanticUndefined:
        return "required"
    return {None: "none", "": "empty"}.get(default, f"`{default}`")  # type: ignore[call-overload, no-any-return]


def test_every_setting_that_a_person_may_make_is_described() -> None:
    heading = "### What a person may set before `make dev`"
    said = {codes(name)[0] for name, _ in rows(DOCS / "operate.md", heading)}
    offered = dict.fromkeys([*said, *(str(field.alias) for field in Settings.model_fields.values())], "x")
    apart = {"ROLLBOOK_ADMIN_EMAIL", "ROLLBOOK_ADMIN_PASSWORD", "ROLLBOOK_MINISTACK", "POWERTOOLS_LOG_LEVEL"}

    assert said - apart == set(chosen_by_person(offered))
    assert apart <= said


def test_every_setting_of_a_deployment_is_described() -> None:
    said = [name for keys, *_ in rows(DOCS / "operate.md", "### Choose") for name in codes(keys)]

    assert sorted(said) == sorted(Context.model_fields)


def test_the_schedules_are_described_with_their_rates() -> None:
    said = {codes(name)[0]: every for name, every, _ in rows(DOCS / "operate.md", "## Schedules")}
    triggers = [function.trigger for function in FUNCTIONS if isinstance(function.trigger, ScheduleTrigger)]

    assert said == {each.name: each.rate.removeprefix("rate(").removesuffix(")") for each in triggers}


def test_every_queue_with_letters_is_described() -> None:
    said = [name for queues, *_ in rows(DOCS / "operate.md", "### Dead letters") for name in codes(queues)]

    assert said == list(QUEUES_WITH_LETTERS)


def test_every_check_has_one_state_and_a_proven_one_names_its_proof() -> None:
    checks = list(rows(DOCS / "security.md", "## The checks"))

    assert [int(number) for number, *_ in checks] == list(range(1, 67))
    for number, _, state, where in checks:
        proofs = [place for place in codes(where) if place.startswith("tests/")]
        assert state in ("test", "part", "code", "later"), number
        assert all((ROOT / place).is_file() for place in proofs), f"{number}: {where}"
        assert proofs or state != "test", f"{number} is said to be proven and names no test"
        assert state in ("test", "code") or where, f"{number} does not say what is missing"
