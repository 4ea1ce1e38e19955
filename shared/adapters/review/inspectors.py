"""The inspectors of archives and of templates as the use cases ask for them: octets in, a report out."""

import tempfile
from pathlib import Path

from shared.architect.domain.review.report import Report
from shared.architect.ports import Inspection, InspectionRefused


class ArchiveInspector:
    """Of zips of Python code."""

    def inspect(self, content: bytes, request: Inspection, /) -> Report:
        from shared.adapters.review.inspect import inspect_archive

        with tempfile.TemporaryDirectory(prefix="rollbook-") as folder:
            archive = Path(folder) / "source.zip"
            archive.write_bytes(content)
            return inspect_archive(archive, request)


class TemplateInspector:
    """Of CloudFormation templates, in JSON or YAML."""

    def inspect(self, content: bytes, request: Inspection, /) -> Report:
        from shared.adapters.review.templates import inspect_template

        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise InspectionRefused("not_a_template", "This is no text in UTF-8.") from wrong
        return inspect_template(text, request)
