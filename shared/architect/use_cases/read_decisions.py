"""Read decisions: as values, and as a MADR document to put beside the code."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.plain import plain
from shared.architect.use_cases.decisions import Decisions

_APART = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


class ReadDecisions:
    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions

    def get(self, decision_id: str) -> Decision:
        """Raises NotFound."""
        return self._decisions.get(decision_id)

    def markdown(self, decision: Decision) -> str:
        from shared.architect.document import decision_record

        return decision_record.markdown(record_of(decision))

    def file_name(self, decision: Decision) -> str:
        """As MADR names files: the number, then the title, in ASCII."""
        ascii_ = unicodedata.normalize("NFKD", decision.title).encode("ascii", "ignore").decode()
        words = _APART.sub("-", ascii_.lower())[:_LONGEST].strip("-")
        return f"{decision.number:04}-{words or 'decision'}.md"


def record_of(decision: Decision) -> Mapping[str, Any]:
    """All that is known of a decision, as JSON values."""
    record: dict[str, Any] = plain(decision)
    return record
