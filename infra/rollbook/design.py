"""`rollbook design requirements.yaml`: a design in one process, by the same use cases as the service.

Exit codes: 0 when there is a design, 1 when the requirements contradict each other and nobody resolved that, 2 when
nothing could be done.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from infra.rollbook.contradiction import show_conflicts
from infra.rollbook.design_options import read_options
from infra.rollbook.design_outputs import print_out, print_what_ifs, write_decision, write_document
from infra.rollbook.dialogue import Dialogue
from infra.rollbook.faults import WrongInput, faults_of, show_faults, wrong
from infra.rollbook.fields import fields_told
from infra.rollbook.phrases import Phrases
from infra.rollbook.requirements_file import Asked, read_requirements
from infra.rollbook.terminal import Left, Terminal
from infra.rollbook.workshop import Workshop
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.use_cases.request_design import wish_of
from shared.kernel.errors import Conflict, ValidationFailed

READY, CONTRADICTORY, REFUSED, LEFT = 0, 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    options = read_options(arguments)
    if options.fields:
        print_out(fields_told(options.language or "en"))
        return READY
    terminal = Terminal(Console(stderr=True, highlight=False))
    try:
        return _design(options, terminal)
    except WrongInput as refused:
        show_faults(refused, terminal.console)
    except OSError as error:
        terminal.line(f"{error.filename or options.file}: {error.strerror or error}", "bold red")
    except (KeyboardInterrupt, Left):
        terminal.line("\nLeft. Nothing was written.")
        return LEFT
    return REFUSED


def _design(options: argparse.Namespace, terminal: Terminal) -> int:
    """Raises WrongInput, OSError, Left, KeyboardInterrupt."""
    asked = read_requirements(options.file)
    asked = replace(asked, language=options.language or asked.language)
    workshop, phrases = Workshop(), Phrases(asked.language)
    design = _requested(asked, workshop, options)
    design = _settled(design, workshop, terminal, options)
    if design.status is DesignStatus.CONTRADICTORY and not _asks(terminal, options):
        show_conflicts(design.conflicts, terminal, phrases)
    _tell(design, workshop, terminal, options)
    return READY if design.status is DesignStatus.READY else CONTRADICTORY


def _requested(asked: Asked, workshop: Workshop, options: argparse.Namespace) -> Design:
    """Raises WrongInput. What-ifs are tried at once: nobody should answer ten questions to be told of a typing error."""
    try:
        wish = wish_of(asked.language, asked.requirements, asked.brief)
        design = workshop.request_design(asked.system, wish, None, workshop.context)
    except ValidationFailed as refused:
        raise WrongInput(str(options.file), faults_of(refused, asked.requirements, asked.lines)) from None
    for changes in options.what_if:
        try:
            workshop.show_what_if(design.id, changes)
        except ValidationFailed as refused:
            raise WrongInput("--what-if", faults_of(refused, changes)) from None
    return design


def _settled(design: Design, workshop: Workshop, terminal: Terminal, options: argparse.Namespace) -> Design:
    """Drafted. What only a draft shows to be contradictory is asked about once more."""
    dialogue = Dialogue(workshop, terminal, Phrases(_language(design)))
    while True:
        if _asks(terminal, options):
            design = dialogue.settle(design)
        elif design.status is DesignStatus.QUESTIONS:
            design = _assumed(design, workshop, options)
        ...
