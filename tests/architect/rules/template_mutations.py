"""The same template, written by somebody else: other logical ids, another order, other things around."""

import json
import re
from collections.abc import Mapping
from typing import Any

from shared.architect.domain.review.rule import Example
from tests.architect.rules.running import TEMPLATES, parsed_template

# Unrelated, and nothing that any rule asks something of.
_UNRELATED = {"UnrelatedParameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}}


def template_mutants(example: Example) -> Mapping[str, Example]:
    found: dict[str, dict[str, str]] = {"other_ids": {}, "another_order": {}, "among_other_things": {}}
    for path, text in example.items():
        template = parsed_template(text) if path.endswith(TEMPLATES) else None
        if template is None or "Resources" not in template:
            return {}
        resources = template["Resources"]
        ids = {id: f"Item{number}" for number, id in enumerate(sorted(resources), 1)}
        renamed = {ids[id]: one for id, one in _renamed(resources, ids).items()}
        rest = {name: _renamed(part, ids) for name, part in template.items() if name != "Resources"}
        found["other_ids"][path] = json.dumps({**rest, "Resources": renamed}, indent=1)
        backwards = dict(reversed(list(resources.items())))
        found["another_order"][path] = json.dumps({**template, "Resources": backwards}, indent=1)
        found["among_other_things"][path] = json.dumps({**template, "Resources": {**_UNRELATED, **resources}}, indent=1)
    return found


def _renamed(node: Any, ids: Mapping[str, str]) -> Any:
    """Wherever an intrinsic or `DependsOn` names a resource."""
    if isinstance(node, list):
        return [_renamed(one, ids) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: _value(key, value, ids) for key, value in node.items()}


def _value(key: str, value: Any, ids: Mapping[str, str]) -> Any:
    if key in ("Ref", "DependsOn") and isinstance(value, str):
        return ids.get(value, value)
    if key == "DependsOn":
        return [ids.get(one, one) for one in value]
    if key == "Fn::GetAtt":
        first, *rest = value.split(".", 1) if isinstance(value, str) else value
        return [ids.get(first, first), *rest]
    if key == "Fn::Sub":
        text, *given = value if isinstance(value, list) else [value]
        named = re.sub(r"\$\{(\w+)", lambda found: "${" + ids.get(found.group(1), found.group(1)), text)
        return [named, *_renamed(given, ids)] if given else named
    return _renamed(value, ids)
