"""The use cases of designs on in-memory twins: the whole of the service that a design needs, in one process."""

import getpass
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shared.adapters.memory.objects import MemoryObjects
from shared.adapters.memory.store import MemoryStore
from shared.architect.domain.records.design import Design
from shared.architect.use_cases.answer_questions import Answers
from shared.architect.use_cases.versions import any_version
from shared.bootstrap_architect import Architect
from shared.kernel.events import Context
from shared.kernel.principal import Actor
from shared.settings import Settings

# No port of this container is on AWS; the settings want names all the same.
_NOWHERE = {
    "ROLLBOOK_PUBLIC_URL": "http://localhost",
    "ROLLBOOK_ISSUER": "http://localhost",
    "ROLLBOOK_AUDIENCE": "rollbook",
    **{f"ROLLBOOK_{table}_TABLE": "memory" for table in ("EVENTS", "DIRECTORY", "KEYS", "SESSIONS")},
    "AWS_REGION": "none",
}


class Workshop(Architect):
    """Nothing outlives it: what is to stay is written into files."""

    def __init__(self) -> None:
        super().__init__(Settings.read(_NOWHERE))

    @cached_property
    def store(self) -> MemoryStore:
        return MemoryStore()

    @cached_property
    def records(self) -> MemoryObjects:
        return MemoryObjects(self.clock)

    @cached_property
    def context(self) -> Context:
        """Whoever sits at this machine."""
        return Context(Actor("user", _login()), self.ids.new())

    def answer(self, design: Design, values: Mapping[str, Any], *, assume: bool = False) -> Design:
        """Raises ValidationFailed."""
        return self.answer_questions(design.id, Answers(values, assume), any_version, None, self.context)

    def draft(self, design: Design) -> Design:
        """Ready, or contradictory with a document that says so."""
        self.draft_design(design.id, self.context.correlation_id)
        return self.read_designs.get(design.id)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need have no name
        return "somebody"
