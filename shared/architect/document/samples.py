"""Parts three and four: code and configuration for the parts that were chosen, from projects that tests run."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.telling import Telling
from shared.architect.examples.pick import CodeExample, examples_for


def code_samples(telling: Telling) -> list[Block]:
    return _samples(telling, "code", [each for each in _examples(telling) if each.kind in ("code", "test")])


def configuration_samples(telling: Telling) -> list[Block]:
    return _samples(telling, "configuration", [each for each in _examples(telling) if each.kind == "configuration"])


def _samples(telling: Telling, kind: str, examples: list[CodeExample]) -> list[Block]:
    if not examples:
        return [blocks.paragraph(telling.say(f"samples.none.{kind}"))]
    parts = telling.say(f"samples.intro.{kind}", count=str(len(examples)))
    return [blocks.paragraph(parts), *(_sample(telling, each) for each in examples)]


def _sample(telling: Telling, example: CodeExample) -> Block:
    known = telling.wording.words.find(f"samples.purposes.{example.purpose_key}")
    purpose = telling.wording.fill(known) if known else example.purpose_key.replace("_", " ")
    return blocks.code(example.path, example.language, example.text, purpose)


def _examples(telling: Telling) -> tuple[CodeExample, ...]:
    return examples_for(telling.recommended.parts)
