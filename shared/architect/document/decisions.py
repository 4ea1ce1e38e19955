"""Part two: each dimension's choice, what carries it, what it costs, and what would change it."""

from collections.abc import Sequence

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.evidence import about
from shared.architect.document.numbers import rounded
from shared.architect.document.reasons import drivers_told, left_out_told
from shared.architect.document.scores import arithmetic_told
from shared.architect.document.telling import Telling
from shared.architect.document.wording import capital
from shared.architect.domain.design.outcome import Choice, Flip


def decisions(telling: Telling) -> list[Block]:
    """A section for each part that is taken, then one for all that are left out on purpose."""
    taken = [choice for choice in telling.outcome.choices if choice.option != "none"]
    spared = [choice for choice in telling.outcome.choices if choice.option == "none"]
    told = [_decision(telling, choice) for choice in taken]
    return [*told, _spared(telling, spared)] if spared else told


def title_of(telling: Telling, choice: Choice) -> str:
    dimension, option = telling.wording.dimension(choice.dimension), telling.wording.option(choice.option)
    return telling.say("decisions.title", dimension=dimension, option=option)


def _decision(telling: Telling, choice: Choice) -> Block:
    words = telling.wording
    told = [
        blocks.paragraph(words.words.joined([_of(telling, choice, "gain"), drivers_told(telling, choice)])),
        blocks.paragraph(runner_up_told(telling, choice), telling.say("decisions.leads.runner_up")),
        blocks.paragraph(_of(telling, choice, "price"), telling.say("decisions.leads.price")),
        blocks.bullets(flips_told(telling, choice), telling.say("decisions.leads.flips")),
        blocks.bullets(left_out_told(telling, choice), telling.say("decisions.leads.out")),
        blocks.facts(about(telling, choice.dimension, choice.option), telling.say("decisions.leads.facts")),
        blocks.paragraph(arithmetic_told(telling, choice), telling.say("decisions.leads.judgement")),
    ]
    shown = [block for block in told if block.get("items", True) and block.get("facts", True)]
    return blocks.section(f"decision-{choice.dimension}", title_of(telling, choice), shown)


def _of(telling: Telling, choice: Choice, what: str) -> str:
    """Where an option has one name in two dimensions, each has its own words."""
    own = f"options.{choice.option}.{choice.dimension}_{what}"
    return telling.say(own if telling.wording.words.find(own) else f"options.{choice.option}.{what}")


def runner_up_told(telling: Telling, choice: Choice) -> str:
    option = telling.wording.option(choice.option)
    if choice.runner_up is None:
        return telling.say("decisions.no_runner_up", option=option, count=str(len(choice.excluded)))
    told = {
        "option": option,
        "runner_up": telling.wording.named(choice.runner_up),
        "margin": rounded(abs(choice.margin)),
    }
    form = "runner_up" if not choice.near_tie else "near_tie" if choice.margin >= 0 else "near_tie_behind"
    return telling.say(f"decisions.{form}", **told)


def flips_told(telling: Telling, choice: Choice) -> list[str]:
    if not choice.flips:
        return [
            telling.say(
                "decisions.no_flip", option=telling.wording.option(choice.option), margin=rounded(choice.margin)
            )
        ]
    return [flip_told(telling, flip) for flip in choice.flips]


def flip_told(telling: Telling, flip: Flip) -> str:
    words = telling.wording
    then = telling.say("decisions.leave" if flip.to == "none" else "decisions.take", to=words.option(flip.to))
    told = {**words.turning(flip.field, flip.at), "now": words.value(flip.field)}
    return telling.say(f"decisions.flips.{flip.side}", field=flip.field, then=then, **told)


def _spared(telling: Telling, choices: Sequence[Choice]) -> Block:
    rows = []
    for choice in choices:
        back = telling.wording.words.listed([_return_of(telling, flip) for flip in choice.flips[:3]])
        rows.append(
            [
                capital(telling.wording.dimension(choice.dimension)),
                telling.say(f"options.none.{choice.dimension}"),
                capital(back) or telling.say("decisions.spared.stays", margin=rounded(choice.margin)),
            ]
        )
    head = [telling.say(f"decisions.spared.{each}") for each in ("part", "why", "back")]
    return blocks.section("decision-none", telling.say("decisions.spared.title"), [blocks.table(head, rows)])


def _return_of(telling: Telling, flip: Flip) -> str:
    """What brings a part back, in a few words: "largest body above 6,000 KB (S3 for objects)"."""
    words = telling.wording
    return telling.say(f"decisions.returns.{flip.side}", to=words.option(flip.to), **words.turning(flip.field, flip.at))
