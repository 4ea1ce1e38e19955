"""Designs and documents that these tests look at: a few scenarios, each solved and written once."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from shared.architect.document.compose import compose
from shared.architect.document.words import Language
from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge

TODAY = date(2026, 11, 27)
SCENARIOS = Path(__file__).parents[1] / "scenarios"
# Five that differ in nearly everything, and one that contradicts itself.
SOME = ("startup_crud_3p", "discord_messages", "iot_telemetry_50k", "nightly_etl_2tb", "lego_serverless_checkout")
TORN = "contradiction_strong_active_active_20ms"
ALL = (*SOME, TORN)
BRIEF = "A shop on the corner, growing."


def requirements_of(name: str) -> Requirements:
    told = [each for file in ("public", "own") for each in json.loads((SCENARIOS / f"{file}.json").read_text("utf-8"))]
    given = next(each["requirements"] for each in told if each["name"] == name)
    return knowledge().schema.complete(given)


@cache
def outcome_of(name: str) -> Outcome:
    return solve(requirements_of(name), knowledge())


@cache
def document_of(name: str, language: Language) -> Mapping[str, Any]:
    return compose(outcome_of(name), "Corner Shop", language, BRIEF, TODAY)


def blocks_of(held: Any) -> Iterator[Mapping[str, Any]]:
    """Every block, those inside of others too."""
    for block in held:
        yield block
        yield from blocks_of(block.get("blocks", ()))


def texts_of(document: Mapping[str, Any]) -> Iterator[str]:
    """What is read as prose: no code, no cells of numbers."""
    yield document["title"]
    yield document["summary"]["text"]
    for block in blocks_of(document["parts"]):
        yield from (
            block[key] for key in ("title", "lead", "text", "purpose") if block.get(key) and block["kind"] != "code"
        )
        yield from block.get("items", ())
        yield from (cell for row in (block.get("head", []), *block.get("rows", ())) for cell in row)
        yield from (fact["text"] for fact in block.get("facts", ()))
        for edge in block.get("edges", ()):
            yield from (edge["protocol"], edge["fails"])


def sentences_of(document: Mapping[str, Any]) -> set[str]:
    found = (sentence.strip() for text in texts_of(document) for sentence in re.split(r"(?<=[.!?。])\s*", text))
    return {sentence for sentence in found if len(sentence.split()) >= 4}


def numbers_in(text: str) -> list[str]:
    """Numbers as they are written, those in names (p99, S3) left out."""
    return sorted(found.rstrip(".,") for found in re.findall(r"(?<![A-Za-z\d.,])\d[\d,.]*", text))
