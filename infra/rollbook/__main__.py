"""`python -m infra.rollbook review PATH` or `design REQUIREMENTS.yaml`: see `--help` of each."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

# Each is a module with `main(arguments) -> int`, imported when it is asked for.
COMMANDS = {"review": "infra.rollbook.review", "design": "infra.rollbook.design"}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 clean, 1 a gate failed, 2 nothing could be done."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    known = [name for name, module in COMMANDS.items() if find_spec(module)]
    if not words or words[0] not in known:
        asked_for_help = bool(words) and words[0] in ("-h", "--help")
        print(
            f"usage: rollbook {{{','.join(known)}}} ...",
            file=sys.stdout if asked_for_help else sys.stderr,
        )
        return 0 if asked_for_help else 2
    command = import_module(COMMANDS[words[0]])
    code = command.main(words[1:])
    assert isinstance(code, int)
    return code


if __name__ == "__main__":
    sys.exit(main())
