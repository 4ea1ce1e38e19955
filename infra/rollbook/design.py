"""`rollbook design requirements.yaml`: a design in one process, by the same use cases as the service.

Exit codes: 0 when there is a design, 1 when the requirements contradict each other and nobody resolved that, 2 when
nothing could be done.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from infra.rollbook.contradiction import show_conflicts
from infra.rollbook.design_options import read_options
from infra.rollbook.design_outputs import decided_for, print_out, print_what_ifs, write_decision, write_document
from infra.rollbook.dialogue import Dialogue
from infra.rollbook.faults import Fault, WrongInput, faults_of, show_faults
from infra.rollbook.fields import fields_told
from infra.rollbook.outputs import write_text
from infra.rollbook.phrases import Phrases
from infra.rollbook.requirements_file import Asked, read_requirements, requirements_text
from infra.rollbook.terminal import Left, Terminal, error_console
from infra.rollbook.workshop import Workshop
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.use_cases.designs import language_of
from shared.architect.use_cases.request_design import wish_of
from shared.kernel.errors import ValidationFailed

READY, CONTRADICTORY, REFUSED, LEFT = 0, 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    options = read_options(arguments)
    if options.fields:
        print_out(fields_told(options.language or "en"))
        return READY
    terminal = Terminal(error_console())
    try:
        return _design(options, terminal)
    except WrongInput as refused:
        show_faults(refused, terminal.console)
    except OSError as error:
        terminal.line(f"{error.filename or options.file}: {error.strerror or error}", "bold red")
    except (KeyboardInterrupt, Left):
        terminal.line()
        terminal.line("Left before there was a design.")
        return LEFT
    return REFUSED


def _design(options: argparse.Namespace, terminal: Terminal) -> int:
    """Raises WrongInput, OSError, Left, KeyboardInterrupt."""
    asked = read_requirements(options.file)
    asked = replace(asked, language=options.language or asked.language)
    workshop = Workshop()
    design = _requested(asked, workshop, options)
    return _tell(_settled(design, workshop, terminal, options), workshop, terminal, options)


def _requested(asked: Asked, workshop: Workshop, options: argparse.Namespace) -> Design:
    """Raises WrongInput, for what-ifs too: nobody should answer ten questions to be told of a typing error."""
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
    """Drafted. What only a draft shows to be contradictory is asked about, too. Raises WrongInput, Left."""
    dialogue = Dialogue(workshop, terminal, Phrases(language_of(design.language)))
    asks = terminal.interactive and not options.assume
    while True:
        settled = dialogue.settle(design) if asks else _unasked(design, workshop, options)
        with terminal.working("Comparing whole systems"):
            drafted = workshop.draft(settled)
        if drafted.status is not DesignStatus.CONTRADICTORY:
            return drafted
        if not asks:
            show_conflicts(drafted.conflicts, terminal, Phrases(language_of(design.language)))
        if not asks or settled.status is DesignStatus.CONTRADICTORY:
            return drafted
        design = drafted


def _unasked(design: Design, workshop: Workshop, options: argparse.Namespace) -> Design:
    """Raises WrongInput where something is worth asking and nobody is there to answer."""
    if design.status is not DesignStatus.QUESTIONS:
        return design
    if options.assume:
        return workshop.answer(design, {}, assume=True)
    open_ones = [Fault(question["field"], question["question"]) for question in design.questions]
    told = "Questions are open, and this is no terminal to ask them in. Answer them in the file, or add --assume."
    raise WrongInput(str(options.file), [Fault("", told), *open_ones])


def _tell(design: Design, workshop: Workshop, terminal: Terminal, options: argparse.Namespace) -> int:
    """The exit code. Raises WrongInput, OSError."""
    ready = design.status is DesignStatus.READY
    terminal.line()
    terminal.line((workshop.read_designs.document(design) or {})["summary"]["text"], "bold green" if ready else "bold")
    terminal.line()
    written = write_document(design, workshop, options)
    if options.save:
        write_text(options.save, requirements_text(design))
        written.append(options.save)
    print_what_ifs(design, workshop, options.what_if)
    if options.decide and ready:
        written.append(_decided(design, workshop, options))
    elif options.decide:
        terminal.line("Nothing was decided: requirements that contradict each other have no options.", "bold red")
    for place in written:
        terminal.line(f"Written: {place}", "dim")
    return READY if ready else CONTRADICTORY


def _decided(design: Design, workshop: Workshop, options: argparse.Namespace) -> Path:
    """Raises WrongInput, OSError."""
    try:
        return write_decision(design, workshop, options)
    except ValidationFailed as refused:
        raise WrongInput("--decide", faults_of(refused, decided_for(options.decide))) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
