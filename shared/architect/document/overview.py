"""Part one: what to build and why, drawn; the requirements as scenarios; the options side by side."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.conflicts import change_told, conflict_blocks
from shared.architect.document.diagram import diagram, edge_table
from shared.architect.document.numbers import availability, exact, rounded
from shared.architect.document.scenarios import scenario_table
from shared.architect.document.telling import Telling, letter
from shared.architect.document.wording import Wording, capital
from shared.architect.domain.design.outcome import Choice, WholeOption

# Parts that say what a system is; of the others, those in which the options differ.
_SHOWN = ("style", "framework", "primary", "deployment")


def overview(telling: Telling, brief: str | None) -> list[Block]:
    drawn = diagram(telling)
    return blocks.present(
        [
            blocks.quote(brief) if brief else None,
            *conflict_blocks(telling),
            blocks.section("recommendation", telling.say("overview.recommendation"), _recommendation(telling)),
            blocks.section("diagram", telling.say("overview.diagram"), [drawn, edge_table(telling, drawn)]),
            blocks.section("requirements", telling.say("overview.requirements"), [scenario_table(telling)]),
            blocks.section("options", telling.say("overview.options"), _options(telling)),
        ]
    )


def _recommendation(telling: Telling) -> list[Block]:
    option = telling.recommended
    words = telling.wording
    costs = telling.say(
        "overview.costs",
        band=telling.say(f"document.bands.{option.cost_band}"),
        date=telling.lore.prices.dated,
        days=rounded(option.person_days),
        parts=exact(option.moving_parts),
        availability=availability(option.availability),
    )
    built = telling.say(f"options.{option.parts['style']}.built")
    first = telling.say("overview.build", letter=letter(telling.outcome.recommended), built=built)
    told = [blocks.paragraph(words.words.joined([first, _why(telling)])), blocks.paragraph(costs)]
    ties = [choice for choice in telling.outcome.choices if choice.near_tie and choice.runner_up]
    if ties:
        told.append(blocks.bullets([_tie(telling, choice) for choice in ties], telling.say("overview.ties")))
    return told


def _tie(telling: Telling, choice: Choice) -> str:
    words = telling.wording
    return telling.say(
        "overview.tie" if choice.margin >= 0 else "overview.tie_behind",
        dimension=words.dimension(choice.dimension),
        option=words.option(choice.option),
        runner_up=words.option(choice.runner_up or ""),
        margin=rounded(abs(choice.margin)),
    )


def _why(telling: Telling) -> str:
    options, chosen = telling.outcome.options, telling.recommended
    best = max(options, key=lambda option: option.utility)
    told = {"utility": rounded(chosen.utility), "count": exact(len(options))}
    if best is chosen and telling.outcome.recommended == 0:
        return telling.say("overview.why.simplest_and_best", **told)
    if best is chosen:
        simpler = options[0]
        return telling.say("overview.why.best", gap=rounded(best.utility - simpler.utility), simpler=letter(0), **told)
    other = letter(options.index(best))
    return telling.say("overview.why.simplest", gap=rounded(best.utility - chosen.utility), other=other, **told)


def _options(telling: Telling) -> list[Block]:
    options = telling.outcome.options
    head = [telling.say("overview.what"), *(_head(telling, index) for index in range(len(options)))]
    shown = [name for name in options[0].parts if name in _SHOWN or len({option.parts[name] for option in options}) > 1]
    rows = [
        [capital(telling.wording.dimension(name)), *(telling.wording.option(option.parts[name]) for option in options)]
        for name in shown
    ]
    criteria = dict.fromkeys(name for option in options for name in option.criteria)
    rows += [
        [telling.say("overview.of_four", criterion=telling.say(f"document.criteria.{name}"))]
        + [exact(round(option.criteria[name], 1)) for option in options]
        for name in criteria
    ]
    rows += [[capital(telling.say(f"overview.rows.{name}")), *cells] for name, cells in _totals(telling).items()]
    relaxed = [_relaxed(telling, index, option) for index, option in enumerate(options) if option.relaxes]
    return blocks.present(
        [
            blocks.table(head, rows, "columns", telling.outcome.recommended + 1),
            blocks.bullets(relaxed) if relaxed else None,
        ]
    )


def _head(telling: Telling, index: int) -> str:
    recommended = index == telling.outcome.recommended
    return telling.say("overview.head_recommended" if recommended else "overview.head", letter=letter(index))


def _totals(telling: Telling) -> dict[str, list[str]]:
    options = telling.outcome.options
    return {
        "availability": [availability(option.availability) for option in options],
        "cost": [telling.say(f"document.bands.{option.cost_band}") for option in options],
        "days": [rounded(option.person_days) for option in options],
        "parts": [exact(option.moving_parts) for option in options],
        "utility": [rounded(option.utility) for option in options],
    }


def _relaxed(telling: Telling, index: int, option: WholeOption) -> str:
    asked = Wording(telling.wording.words.language, telling.outcome.requirements)
    changes = [change_told(asked, field, value) for field, value in option.relaxes.items()]
    return telling.say("overview.relaxes", letter=letter(index), changes=asked.words.listed(changes))
