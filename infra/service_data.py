"""Cuts botocore's descriptions of AWS down to what the functions call, for shared/adapters/aws/service_data.

Reading descriptions is most of the cost of making a client. `python -m infra.service_data` writes the folder anew; a
test fails while it differs from what the installed botocore would give. Both are under the Apache License 2.0.
"""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore

WHOLE = Path(botocore.__file__).parent / "data"
CUT = Path(__file__).resolve().parents[1] / "shared" / "adapters" / "aws" / "service_data"
# Whoever calls another operation names it here and runs this module.
OPERATIONS = {
    "dynamodb/2012-08-10": ("BatchGetItem", "GetItem", "Query", "Scan", "TransactWriteItems"),
    "events/2015-10-07": ("PutEvents",),
    "kms/2014-11-01": ("Decrypt", "Encrypt"),
    "sesv2/2019-09-27": ("SendEmail",),
    "sqs/2012-11-05": ("ChangeMessageVisibility", "SendMessage"),
}
_COMMON = ("_retry", "partitions", "sdk-default-configuration")


def main() -> None:
    shutil.rmtree(CUT, ignore_errors=True)
    for name, content in cut_files().items():
        place = CUT / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)


def cut_files() -> Mapping[str, str]:
    """The content of every file, by its path in the folder."""
    files = {f"{name}.json": _read(WHOLE / f"{name}.json") for name in _COMMON}
    files["endpoints.json"] = _endpoints()
    for service, operations in OPERATIONS.items():
        files[f"{service}/service-2.json"] = _service(_read(WHOLE / service / "service-2.json.gz"), operations)
        files[f"{service}/endpoint-rule-set-1.json"] = _read(WHOLE / service / "endpoint-rule-set-1.json.gz")
    return {name: json.dumps(content, separators=(",", ":")) + "\n" for name, content in files.items()}


def _read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def _service(whole: Mapping[str, Any], operations: tuple[str, ...]) -> dict[str, Any]:
    kept = {name: _undocumented(whole["operations"][name]) for name in operations}
    shapes: dict[str, Any] = {}
    waiting = list(_named(kept))
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = _undocumented(whole["shapes"][name])
            waiting += _named(shapes[name])
    return {
        "version": whole["version"],
        "metadata": whole["metadata"],
        "operations": kept,
        "shapes": dict(sorted(shapes.items())),
    }


def _named(part: Any) -> Iterator[str]:
    """The shapes that a part of a description refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for inner in part.values():
            yield from _named(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _named(inner)


def _undocumented(part: Any) -> Any:
    """Without its texts; a member may be called `documentation`, but is then no text."""
    if isinstance(part, dict):
        texts = {name for name, inner in part.items() if name == "documentation" and isinstance(inner, str)}
        return {name: _undocumented(inner) for name, inner in part.items() if name not in texts}
    return [_undocumented(inner) for inner in part] if isinstance(part, list) else part


def _endpoints() -> Any:
    whole = _read(WHOLE / "endpoints.json")
    services = {service.partition("/")[0] for service in OPERATIONS} | {"email"}  # the endpoint prefix of sesv2
    for partition in whole["partitions"]:
        partition["services"] = {name: part for name, part in partition["services"].items() if name in services}
    return whole


if __name__ == "__main__":
    main()
