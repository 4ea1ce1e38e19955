"""The program that asks cfn-lint, in a process of its own: `python -I lint_child.py <its folder> <template> <regions>`.

cfn-lint takes settings from the template itself: a folder of Python to load as rules, files to read. Those are taken
out before it looks, and whatever it still tries to open, connect or start beyond its own code is refused.
"""

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")


def watch(folders: tuple[str, ...]) -> None:
    """From here on, files are read below these folders alone, and nothing is written, connected to or started."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes):  # numbers are of files that were opened before
            place, mode, flags = arguments
            writes = set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes or not str(Path(_text(place)).resolve()).startswith(folders):
                raise FileNotFoundError(_text(place))
        elif event.startswith(REFUSED):
            raise PermissionError(event)

    sys.addaudithook(hook)


def without_settings(template: Any) -> Any:
    """The template without what it tells cfn-lint to do or to leave."""
    for holder in (template, *_resources(template)):
        metadata = holder.get("Metadata") if isinstance(holder, dict) else None
        if isinstance(metadata, dict):
            metadata.pop("cfn-lint", None)
    return template


def lint(text: str, regions: list[str]) -> list[dict[str, Any]]:
    from cfnlint.config import ConfigMixIn  # type: ignore[import-untyped]
    from cfnlint.decode.decode import decode_str  # type: ignore[import-untyped]
    from cfnlint.runner import Runner  # type: ignore[import-untyped]

    template, matches = decode_str(text)
    if not matches:
        config = ConfigMixIn([], regions=regions, ignore_checks=["W3005"], include_checks=[])
        matches = list(Runner(config).validate_template(without_settings(template)))
    return [
        {
            "code": one.rule.id,
            "message": one.message,
            "line": one.linenumber,
            "end_line": one.linenumberend,
            "column": one.columnnumber,
            "path": "/".join(str(part) for part in one.path or ()),
        }
        for one in matches
    ]


def main(arguments: list[str]) -> None:
    folder, place, regions = arguments
    sys.dont_write_bytecode = True
    text = Path(place).read_text("utf-8")
    sys.path.insert(0, folder)
    homes = {folder, sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    watch(tuple(str(Path(one).resolve()) + "/" for one in homes))
    sys.stdout.write(json.dumps(lint(text, regions.split(","))))


def _resources(template: Any) -> list[Any]:
    told = template.get("Resources") if isinstance(template, dict) else None
    return list(told.values()) if isinstance(told, dict) else []


def _text(place: str | bytes) -> str:
    return place.decode("utf-8", "replace") if isinstance(place, bytes) else place


if __name__ == "__main__":
    main(sys.argv[1:])
