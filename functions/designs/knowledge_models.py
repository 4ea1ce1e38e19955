"""Answers about the knowledge."""

from datetime import date
from typing import Annotated

from pydantic import Field as Member

from functions.designs.design_models import KbVersion, Value
from shared.architect.domain.design.dimensions import Dimension, Option, Rule
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.schema import Field
from shared.architect.use_cases.browse_knowledge import BrowsedFact
from shared.edge.bodies import Page, View
from shared.edge.told import Count, Line, Many, NextCursor, Slug, Told

Expression = Annotated[str, Told(maxLength=1000)]
Text = Annotated[str, Told(maxLength=2000)]
Day = Annotated[str, Told(format="date", minLength=10, maxLength=10)]
Place = Annotated[str, Told(maxLength=500)]


class FactQuery(Page):
    """`option`: facts that speak of it; `stale`: those that a document has to mark, or the others."""

    option: Annotated[str, Member(min_length=1, max_length=64)] | None = None
    stale: bool | None = None


class KnowledgeView(View):
    """What designs stand on. `weights`: criterion -> how its weight is made of requirements."""

    kb_version: KbVersion
    dimensions: Annotated[list[Slug], Many]
    fields: Annotated[list[Slug], Many]
    facts: Count
    stale_facts: Count
    weights: dict[str, Expression]
    pace: Expression
    upkeep: Expression

    @classmethod
    def of(cls, knowledge: Knowledge, stale: int) -> "KnowledgeView":
        return cls(
            kb_version=knowledge.version,
            dimensions=[dimension.id for dimension in knowledge.dimensions],
            fields=list(knowledge.schema.fields),
            facts=len(knowledge.facts.by_key),
            stale_facts=stale,
            weights={criterion: weight.text for criterion, weight in knowledge.weights.items()},
            pace=knowledge.pace.text,
            upkeep=knowledge.upkeep.text,
        )


class FieldView(View):
    """A requirement field. `decisive`: it may be asked about; `criterion`: the one of the eight it bears on."""

    name: Slug
    group: Slug
    kind: Slug
    unit: Line
    default: Value
    decisive: bool
    criterion: Slug | None
    words: Annotated[list[Slug], Many]
    least: float | None
    most: float | None

    @classmethod
    def of(cls, field: Field) -> "FieldView":
        number = field.kind in ("int", "num")
        return cls(
            name=field.name,
            group=field.group,
            kind=field.kind,
            unit=field.unit,
            default=list(field.default) if isinstance(field.default, tuple) else field.default,
            decisive=field.decisive,
            criterion=field.criterion,
            words=list(field.words),
            least=field.least if number else None,
            most=field.most if number else None,
        )


class FieldsView(View):
    kb_version: KbVersion
    items: Annotated[list[FieldView], Many]


class RuleView(View):
    """`points` for the option where `when` holds; null where the option then cannot be."""

    when: Expression
    points: float | None

    @classmethod
    def of(cls, rule: Rule) -> "RuleView":
        return cls(when=rule.text, points=rule.points)


class KnownOptionView(View):
    """An option as it is judged: ratings 0 (poor) to 4 (best), null where it does not tell systems apart."""

    id: Slug
    maturity: Slug
    reviewed_on: Day
    owner: Line
    aws_only: bool
    ratings: dict[str, Count | None]
    person_days: float
    moving_parts: Count
    out: Annotated[list[RuleView], Many]
    fits: Annotated[list[RuleView], Many]

    @classmethod
    def of(cls, option: Option) -> "KnownOptionView":
        return cls(
            id=option.id,
            maturity=option.maturity,
            reviewed_on=option.reviewed_on,
            owner=option.owner,
            aws_only=option.aws_only,
            ratings=dict(option.ratings),
            person_days=option.person_days,
            moving_parts=option.moving_parts,
            out=[RuleView.of(rule) for rule in option.outs],
            fits=[RuleView.of(rule) for rule in option.fits],
        )


class DimensionView(View):
    """`need`: when a system needs anything but `none` of it. `reversal`: points that turning back costs."""

    id: Slug
    need: Expression | None
    reversal: float
    options: Annotated[list[KnownOptionView], Many]

    @classmethod
    def of(cls, dimension: Dimension) -> "DimensionView":
        need = None if dimension.need is None else dimension.need.text
        options = [KnownOptionView.of(option) for option in dimension.options]
        return cls(id=dimension.id, need=need, reversal=dimension.reversal, options=options)


class FactView(View):
    """A fact with its source. `fault`: why a document marks it: `no_source`, `unverified` or `stale`."""

    key: Line
    options: Annotated[list[Line], Many]
    text: Text
    value: float | None
    unit: Line
    confidence: Slug
    source: Text
    urls: Annotated[list[Place], Many]
    dated: Annotated[str, Told(maxLength=10)]
    reviewed_on: Day
    fault: Slug | None

    @classmethod
    def of(cls, browsed: BrowsedFact) -> "FactView":
        fact = browsed.fact
        return cls(
            key=fact.key,
            options=list(fact.options),
            text=fact.text,
            value=fact.value,
            unit=fact.unit,
            confidence=fact.confidence,
            source=fact.source.title,
            urls=list(fact.source.urls),
            dated=fact.source.dated,
            reviewed_on=_day(fact.reviewed_on),
            fault=browsed.fault,
        )


class FactsView(View):
    items: Annotated[list[FactView], Many]
    next_cursor: NextCursor


def _day(day: date) -> str:
    return day.isoformat()
