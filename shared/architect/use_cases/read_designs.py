"""Read designs: as values, as the document that was composed, as a text or a page made of that."""

from typing import Any

from shared.architect.domain.records.design import Design
from shared.architect.use_cases.designs import Designs
from shared.architect.use_cases.documents import Documents
from shared.kernel.errors import Conflict
from shared.kernel.records import Page


class ReadDesigns:
    def __init__(self, designs: Designs, documents: Documents) -> None:
        self._designs = designs
        self._documents = documents

    def get(self, design_id: str) -> Design:
        """Raises NotFound."""
        return self._designs.get(design_id)

    def list(self, system_id: str | None, after: str | None, limit: int) -> Page[Design]:
        """Newest first, of one system or of all."""
        if system_id is None:
            return self._designs.list(after, limit)
        return self._designs.of_system(system_id, after, limit)

    def document(self, design: Design) -> dict[str, Any] | None:
        """None while there is none."""
        return None if design.document is None else self._documents.get(design.document)

    def markdown(self, design: Design) -> str:
        """Raises Conflict wrong_status while nothing is drafted."""
        from shared.architect.document import render

        return render.markdown(self._drafted(design))

    def html(self, design: Design) -> str:
        """A page that needs nothing else. Raises Conflict wrong_status while nothing is drafted."""
        from shared.architect.document import render

        return render.html(self._drafted(design))

    def _drafted(self, design: Design) -> dict[str, Any]:
        document = self.document(design)
        if document is None:
            raise Conflict("wrong_status", f"This design is {design.status.value}: there is no document yet.")
        return document
