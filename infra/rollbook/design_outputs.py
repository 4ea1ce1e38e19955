"""A design as files or on the output: its document, what would change it, and the record of a decision about it."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.rollbook.outputs import write_text
from infra.rollbook.workshop import Workshop
from shared.architect.document.words import Words
from shared.architect.domain.records.decision import DecisionStatus
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.proposals import Proposal
from shared.architect.use_cases.designs import language_of

# The parts that name a system.
_TELLING = ("style", "framework", "primary", "deployment")


def write_document(design: Design, workshop: Workshop, options: argparse.Namespace) -> list[Path]:
    """The files that were asked for; where there were none, Markdown on the output. Raises OSError."""
    reader, written = workshop.read_designs, list[Path]()
    if options.markdown:
        write_text(options.markdown, reader.markdown(design))
        written.append(options.markdown)
    if options.html:
        write_text(options.html, reader.html(design))
        written.append(options.html)
    if options.json:
        document = json.dumps(reader.document(design), ensure_ascii=False, indent=2)
        write_text(options.json, f"{document}\n")
        written.append(options.json)
    if not written:
        print_out(f"{reader.markdown(design)}\n" if options.what_if else reader.markdown(design))
    return written


def print_what_ifs(design: Design, workshop: Workshop, questions: Sequence[Mapping[str, str]]) -> None:
    """As sections of Markdown. Raises ValidationFailed naming `?field`."""
    for changes in questions:
        told = workshop.show_what_if(design.id, changes)
        lines = "\n".join(f"- {sentence}" for sentence in told.sentences)
        print_out(f"## {told.title}\n\n{lines}\n\n")


def write_decision(design: Design, workshop: Workshop, options: argparse.Namespace) -> Path:
    """The record, in a folder under the name that MADR gives it. Raises ValidationFailed, Conflict, OSError."""
    given = decided_for(options.decide)
    title = None if given["dimension"] else _title(design, given["option"])
    proposal = Proposal(**given, reason=options.reason, title=title, status=DecisionStatus.ACCEPTED)
    decision = workshop.record_decision(design.id, proposal, None, workshop.context)
    place: Path = options.adr
    if place.is_dir():
        place /= workshop.read_decisions.file_name(decision)
    write_text(place, workshop.read_decisions.markdown(decision))
    return place


def decided_for(text: str) -> dict[str, Any]:
    """`primary=mysql`, or a whole option, which the document calls A, B, C, and a decision 1, 2, 3."""
    dimension, _, option = (part.strip() for part in text.rpartition("="))
    is_letter = not dimension and len(option) == 1 and "A" <= option.upper() <= "Z"
    return {"dimension": dimension or None, "option": str(ord(option.upper()) - 64) if is_letter else option}


def _title(design: Design, number: str) -> str | None:
    """What it is made of; None where there is no such option, which the use case will say."""
    if not number.isdecimal() or not 1 <= int(number) <= len(design.options):
        return None
    words, parts = Words(language_of(design.language)), design.options[int(number) - 1]["parts"]
    return ", ".join(words(f"options.{parts[each]}.label") for each in _TELLING)


def print_out(text: str) -> None:
    """Whoever reads may stop before the end (`| head`)."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
