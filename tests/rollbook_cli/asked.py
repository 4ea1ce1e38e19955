"""Requirements to ask for designs with, as files."""

import json
from pathlib import Path
from typing import Any

# All that decides is told, so nothing is left to ask.
SHOP: dict[str, Any] = {
    "team_size": 3, "teams": 1, "ops_skill": "none", "kind": ["crud", "api"], "read_rps": 15, "write_rps": 3,
    "idle_fraction": 0.6, "model": "relational", "multi_entity_tx": True, "level": "strong", "p99_ms": 600,
    "usd_month": 200, "clients": ["web", "mobile"], "auth_users": ["consumers"], "deadline_weeks": 10,
    "target": 0.999, "admin_ui": False, "max_job_seconds": 1, "consumers": 0, "push": "none", "search": "none",
    "cloud": "aws", "lock_in": "ok", "server_rendered": False, "pii": "basic", "access_patterns": "partly",
}  # fmt: skip
# No network is that fast: strong consistency in several regions at once, within 20 ms.
TORN: dict[str, Any] = {**SHOP, "multi_region": "active_active", "regions": 3, "p99_ms": 20}


def yaml_file(folder: Path, text: str) -> Path:
    path = folder / "wish.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def json_file(folder: Path, content: Any) -> Path:
    path = folder / "wish.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
