"""Answers of what-if."""

from typing import Annotated

from pydantic import ConfigDict, Field

from functions.designs.design_models import Text, Value
from shared.architect.domain.design.what_if import State
from shared.architect.domain.records.plain import plain
from shared.architect.use_cases.show_what_if import ToldWhatIf
from shared.edge.bodies import View
from shared.edge.told import Many, Slug, Told

Slugs = Annotated[list[Slug], Many]


class MovedView(View):
    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    dimension: Slug
    was: Slug = Field(alias="from")
    to: Slug


class RecommendedView(View):
    """What is recommended for one set of requirements; `relaxes`: what it gives up where they contradict themselves."""

    parts: dict[str, Slug]
    utility: float
    cost_band: Annotated[str, Told(maxLength=10)]
    relaxes: dict[str, Value]
    warnings: Slugs
    conflicts: Slugs

    @classmethod
    def of(cls, state: State) -> "RecommendedView":
        return cls(
            parts=dict(state.parts),
            utility=state.utility,
            cost_band=state.cost_band,
            relaxes=plain(state.relaxes),
            warnings=[warned.key for warned in state.warnings],
            conflicts=[conflict.rule for conflict in state.conflicts],
        )


class WhatIfView(View):
    """`moved`: choices that change. Warnings and conflicts: those that only one of both has, by their keys.
    `title` and `told` say it in the language of the design."""

    title: Text
    told: Annotated[list[Text], Many]
    changes: dict[str, Value]
    before: RecommendedView
    after: RecommendedView
    moved: Annotated[list[MovedView], Many]
    new_warnings: Slugs
    gone_warnings: Slugs
    new_conflicts: Slugs
    gone_conflicts: Slugs

    @classmethod
    def of(cls, what_if: ToldWhatIf) -> "WhatIfView":
        found = what_if.found
        return cls(
            title=what_if.title,
            told=list(what_if.sentences),
            changes=plain(found.changes),
            before=RecommendedView.of(found.before),
            after=RecommendedView.of(found.after),
            moved=[MovedView(dimension=each.dimension, was=each.from_, to=each.to) for each in found.moved],
            new_warnings=list(found.new_warnings),
            gone_warnings=list(found.gone_warnings),
            new_conflicts=list(found.new_conflicts),
            gone_conflicts=list(found.gone_conflicts),
        )
