"""The system as a graph: who calls, what runs, where data lies, and what goes over each line."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.telling import Telling

_REQUEST_LOGS = ("kinesis", "kafka")


class _Drawing:
    """Nodes in the order in which they are met, edges numbered as they are drawn."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.nodes: dict[str, dict[str, str]] = {}
        self.edges: list[dict[str, str]] = []

    def node(self, key: str, role: str, label: str, note: str = "") -> None:
        self.nodes[key] = {"key": key, "role": role, "label": label, "note": note}

    def part(self, dimension: str, role: str) -> None:
        words = self.telling.wording
        self.node(dimension, role, words.option(self.telling.part(dimension)), words.dimension(dimension))

    def edge(self, source: str, target: str, kind: str, option: str = "any") -> None:
        """Words of an edge are looked up by the option, then for any."""
        table = self.telling.wording.words.table(f"edges.{kind}")
        key = f"edges.{kind}.{option if option in table else 'any'}"
        protocol, fails = self.telling.say(f"{key}.protocol"), self.telling.say(f"{key}.fails")
        number = str(len(self.edges) + 1)
        self.edges.append({"number": number, "from": source, "to": target, "protocol": protocol, "fails": fails})


def diagram(telling: Telling) -> Block:
    """A block with `nodes` (key, role, label, note) and `edges` (number, from, to, protocol, fails)."""
    drawing = _Drawing(telling)
    _entry(drawing)
    _stores(drawing)
    _flows(drawing)
    _around(drawing)
    return {
        "kind": "diagram",
        "title": telling.say("overview.diagram"),
        "nodes": list(drawing.nodes.values()),
        "edges": drawing.edges,
    }


def edge_table(telling: Telling, drawn: Block) -> Block:
    labels = {node["key"]: node["label"] for node in drawn["nodes"]}
    head = [telling.say(f"edges.head.{column}") for column in ("number", "line", "protocol", "fails")]
    rows = [
        [edge["number"], f"{labels[edge['from']]} → {labels[edge['to']]}", edge["protocol"], edge["fails"]]
        for edge in drawn["edges"]
    ]
    return blocks.table(head, rows)


def _entry(drawing: _Drawing) -> None:
    telling = drawing.telling
    deployment = telling.part("deployment")
    app = telling.say("edges.nodes.app", system=telling.wording.option(telling.part("style")))
    note = telling.say(
        "edges.nodes.app_note",
        framework=telling.wording.option(telling.part("framework")),
        deployment=telling.wording.option(deployment),
    )
    clients = telling.requirements["clients"]
    if telling.part("api") == "none" or not clients:
        drawing.node("app", "app", app, note)
        return
    drawing.node("clients", "actor", telling.wording.shown("clients", clients), telling.say("edges.nodes.clients"))
    above = "clients"
    if telling.part("cache") == "cdn":
        drawing.part("cache", "edge")
        drawing.edge("clients", "cache", "clients_cdn")
        above = "cache"
    key = "gateway" if deployment in ("lambda", "lmi") else "balancer"
    drawing.node("entry", "edge", telling.say(f"edges.nodes.{key}"), telling.wording.option(telling.part("api")))
    drawing.edge(above, "entry", "clients_entry", telling.part("api"))
    drawing.node("app", "app", app, note)
    drawing.edge("entry", "app", "entry_app", deployment)
    if telling.part("auth") == "managed_oidc":
        drawing.part("auth", "outside")
        drawing.edge("app", "auth", "app_auth")


def _stores(drawing: _Drawing) -> None:
    telling = drawing.telling
    drawing.part("primary", "store")
    if not _ingests(telling):
        drawing.edge("app", "primary", "app_primary", telling.part("primary"))
    if telling.part("cache") == "redis_cache":
        drawing.part("cache", "store")
        drawing.edge("app", "cache", "app_cache")
    secondary = telling.part("secondary")
    if secondary in ("opensearch", "s3_objects"):
        drawing.part("secondary", "store")
        drawing.edge("app", "secondary", "app_secondary", secondary)


def _flows(drawing: _Drawing) -> None:
    telling = drawing.telling
    messaging, background = telling.part("messaging"), telling.part("background")
    works = background not in ("none", "in_process")
    if works:
        drawing.part("background", "worker")
    if messaging not in ("none", "db_outbox"):
        drawing.part("messaging", "queue")
        drawing.edge("app", "messaging", "app_messaging", messaging)
    _feed(drawing, works, messaging)
    if works:
        drawing.edge("background", "primary", "worker_primary", telling.part("primary"))
    if telling.part("schedules") != "none":
        drawing.part("schedules", "worker")
        drawing.edge("schedules", "background" if works else "app", "schedule_work", telling.part("schedules"))


def _feed(drawing: _Drawing, works: bool, messaging: str) -> None:
    """How work reaches those who do it."""
    reader = "background" if works else "app"
    if messaging == "db_outbox":
        drawing.edge("primary", reader, "outbox_relay")
    elif messaging != "none":
        drawing.edge("messaging", reader, "messaging_worker", messaging)
    elif works:
        drawing.edge("app", "background", "app_worker", drawing.telling.part("background"))
    if _ingests(drawing.telling) and not works:
        drawing.edge("app", "primary", "app_primary", drawing.telling.part("primary"))


def _around(drawing: _Drawing) -> None:
    telling = drawing.telling
    analytics = telling.part("analytics")
    if analytics not in ("none", "sql_on_primary"):
        drawing.part("analytics", "store")
        drawing.edge("primary", "analytics", "primary_analytics", analytics)
    if telling.requirements["multi_region"] != "none":
        drawing.node("region", "outside", telling.say("edges.nodes.region"), telling.wording.said("multi_region"))
        drawing.edge("primary", "region", "primary_region", str(telling.requirements["multi_region"]))
    drawing.part("observability", "outside")
    drawing.edge("app", "observability", "app_observability", telling.part("observability"))


def _ingests(telling: Telling) -> bool:
    """Requests are only accepted into a log, and the store is written by whoever reads it."""
    return telling.part("api") == "async_ingress" and telling.part("messaging") in _REQUEST_LOGS
