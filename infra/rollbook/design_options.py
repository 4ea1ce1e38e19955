"""The words of `rollbook design`, checked as far as they can be before anything is asked."""

import argparse
from collections.abc import Sequence
from pathlib import Path

_EXAMPLE = "In quotes, values that change together: --what-if 'p99_ms=50&team_size=12'."


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Exits with 2 and the usage where the words fit no form."""
    parser = argparse.ArgumentParser(
        prog="rollbook design",
        description="Designs a system: asks what is worth asking, and writes what should be built, why, and what would "
        "change it. Exit codes: 0 there is a design, 1 requirements contradict each other, 2 nothing could be done.",
    )
    parser.add_argument("file", type=Path, nargs="?", help="requirements in YAML or JSON; an empty {} asks everything")
    parser.add_argument("--fields", action="store_true", help="print every field with its form, as a file to fill in")
    parser.add_argument("--language", choices=["en", "zh"], help="of questions and document; the file's, or en")
    parser.add_argument("--assume", action="store_true", help="ask nothing: what is open is assumed, and said so")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the document as Markdown")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the document as a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the document as data")
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="write what was said, with all answers, as such a file"
    )
    parser.add_argument("--what-if", type=_changes, action="append", default=[], metavar="FIELD=VALUE",
                        help=f"tell what another value would change; may be given often. {_EXAMPLE}")  # fmt: skip
    parser.add_argument("--decide", metavar="OPTION", help="accept an option, A or 1, or one part: primary=mysql")
    parser.add_argument("--reason", metavar="TEXT", help="why, for the record")
    parser.add_argument("--adr", type=Path, metavar="FILE", help="write the decision as MADR has it; may be a folder")
    options = parser.parse_args(arguments)
    if options.file is None and not options.fields:
        parser.error("name a file with requirements, or --fields to see what may stand in one")
    if options.decide and not (options.adr and (options.reason or "").strip()):
        parser.error("--decide needs --reason TEXT and --adr FILE: nothing else keeps a decision")
    if (options.reason or options.adr) and not options.decide:
        parser.error("--reason and --adr tell of a decision: --decide OPTION is missing")
    return options


def _changes(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split("&")]
    if not all(name and is_change for name, is_change, _ in pairs):
        raise argparse.ArgumentTypeError(f"`{text}` is no FIELD=VALUE. {_EXAMPLE}")
    return {name.strip(): value.strip() for name, _, value in pairs}
