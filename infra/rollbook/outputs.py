"""Reports as files: SARIF, Markdown, a page, and the JSON that the next review is compared with."""

import argparse
import json
from pathlib import Path

from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import to_json


def write_outputs(report: Report, title: str, options: argparse.Namespace) -> None:
    """Those that were asked for. Raises OSError."""
    if options.json:
        write_text(options.json, to_json(report))
    if options.sarif or options.markdown or options.html:
        from shared.architect.document.review import html, markdown, sarif

        if options.sarif:
            write_text(options.sarif, json.dumps(sarif(report), indent=2, ensure_ascii=False))
        if options.markdown:
            write_text(options.markdown, markdown(report, title))
        if options.html:
            write_text(options.html, html(report, title))


def write_text(place: Path, text: str) -> None:
    """Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
