"""The architect's part of the day: designs are asked for and decided on, code and templates are reviewed."""

import io
import zipfile
from collections.abc import Callable
from itertools import count
from typing import Any

from infra.local.workers.schedules import scheduled_event
from infra.topology import FUNCTIONS, ScheduleTrigger
from shared.architect.domain.records.listings import ListedDesign
from shared.architect.domain.records.review import ListedReview
from shared.architect.ports import Ticket
from tests.contract.ports import send_to
from tests.crash.scenarios import Stage

ANY = {"if-match": "*"}
SHOP = {"team_size": 4, "kind": ["crud", "api"], "model": "relational", "read_rps": 200, "write_rps": 40}
CODE = "import requests\n\n\ndef price(sku: str) -> str:\n    return requests.get(f'https://shop.example/{sku}').text\n"
TEMPLATE = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: 30}\n"
_keys = count(1)


def key() -> dict[str, str]:
    return {"idempotency-key": f"architect-{next(_keys)}"}


def a_team_asks_for_a_design(stage: Stage) -> None:
    """Twice with one key; its questions are answered, it is drafted, and read in every form."""
    token, once = stage.admin(), key()
    wish = {"system": "Web shop", "language": "en", "requirements": SHOP, "brief": "A shop"}
    for _ in range(2):
        asked = stage.must(202, "POST", "/v1/designs", wish, token=token, headers=once).body
    design = f"/v1/designs/{asked['id']}"
    if asked["status"] == "questions":
        for _ in range(2):
            answer = {"answers": {"p99_ms": 300}, "assume": True}
            stage.must(202, "POST", f"{design}/answers", answer, token=token, headers=once)
    stage.ground.drain()
    assert stage.must(200, "GET", design, token=token).body["status"] == "ready"
    for accepted in ("text/markdown", "text/html"):
        stage.must(200, "GET", design, token=token, headers={"accept": accepted})
    stage.must(200, "GET", f"{design}/what-if?p99_ms=20", token=token)
    system = asked["system_id"]
    for target in ("/v1/designs", f"/v1/designs?system_id={system}", "/v1/systems", f"/v1/systems/{system}"):
        stage.must(200, "GET", target, token=token)
    stage.must(202, "POST", "/v1/designs", wish, token=token, headers=key())  # another, of a system that is known
    stage.ground.drain()


def and_decides(stage: Stage) -> None:
    """One is accepted and superseded by another, one is rejected; the house has rules from then on."""
    token = stage.admin()
    designs = stage.must(200, "GET", "/v1/designs", token=token).body["items"]
    design = next(one for one in designs if one["status"] == "ready")
    made = [decided(stage, token, design["id"], reason) for reason in ("It is simple", "It is simpler", "No")]
    for one in made[:2]:
        stage.must(200, "POST", f"/v1/decisions/{one}/accept", token=token, headers=ANY | key())
    stage.must(200, "POST", f"/v1/decisions/{made[0]}/supersede", {"by": made[1]}, token=token, headers=key())
    stage.must(200, "POST", f"/v1/decisions/{made[2]}/reject", token=token, headers=key())
    stage.must(200, "GET", f"/v1/decisions/{made[1]}", token=token, headers={"accept": "text/markdown"})
    stage.must(200, "GET", f"/v1/systems/{design['system_id']}/decisions", token=token)
    for version in ("0", "1"):
        rules = {"forbidden": ["kafka"], "weights": {"cost": 2 if version == "0" else 3}}
        stage.must(200, "PUT", "/v1/house-rules", rules, token=token, headers={"if-match": f'"{version}"'})
    stage.must(200, "GET", "/v1/house-rules", token=token)
    for target in ("", "/fields", "/dimensions/primary", "/facts"):
        stage.must(200, "GET", f"/v1/knowledge{target}", token=token)
    owner = stage.id_of("eve@ex.net")
    system = f"/v1/systems/{design['system_id']}"
    stage.must(200, "PATCH", system, {"owner": owner}, token=token, headers=ANY)
    stage.ground.drain()


def its_system_is_reviewed(stage: Stage) -> None:
    """Code twice, so that the second review is held against the first; a template; one that nobody can look at."""
    token = stage.admin()
    for name in ("Web shop", "Web shop", "Another"):
        review = uploaded(stage, token, name, zipped(CODE))
    stage.ground.drain()
    done = stage.must(200, "GET", f"/v1/reviews/{review}", token=token).body
    assert done["status"] == "completed", done
    for accepted in ("application/sarif+json", "text/markdown", "text/html"):
        stage.must(200, "GET", f"/v1/reviews/{review}", token=token, headers={"accept": accepted})
    stage.must(200, "GET", f"/v1/reviews/{review}/graph", token=token, headers={"accept": "image/svg+xml"})
    uploaded(stage, token, "Web shop", b"no zip at all")
    once = key()
    for _ in range(2):
        wish = {"system": "Web shop", "source": {"kind": "template", "template": TEMPLATE}}
        stage.must(202, "POST", "/v1/reviews", wish, token=token, headers=once)
    stage.must(202, "POST", "/v1/reviews", wish, token=token, headers=key())
    stage.ground.drain()
    for target in ("/v1/reviews", f"/v1/reviews?system_id={done['system_id']}"):
        stage.must(200, "GET", target, token=token)


def what_a_team_can_live_with(stage: Stage) -> None:
    token = stage.admin()
    (last, *_) = stage.must(200, "GET", "/v1/reviews", token=token).body["items"]
    place = f"/v1/reviews/systems/{last['system_id']}"
    once = key()
    for _ in range(2):
        wish = {"rule": "RES004", "reason": "The library has a timeout of its own", "path": "shop/prices.py"}
        made = stage.must(201, "POST", f"{place}/suppressions", wish, token=token, headers=once).body
    stage.must(200, "GET", f"{place}/suppressions", token=token)
    uploaded(stage, token, "Web shop", zipped(CODE))
    stage.ground.drain()
    stage.must(204, "DELETE", f"{place}/suppressions/{made['id']}", token=token)


def somebody_with_a_role_of_the_team_does_so_too(stage: Stage) -> None:
    """What a role that staff defined allows is read with each change."""
    admin, eve = stage.admin(), stage.id_of("eve@ex.net")
    rights = {"permissions": ["designs:read", "designs:write", "reviews:read", "reviews:write"], "description": "Draws"}
    stage.must(200, "PUT", "/v1/roles/architects", rights, token=admin)
    stage.must(200, "PUT", f"/v1/users/{eve}/roles", {"roles": ["rights", "architects"]}, token=admin, headers=ANY)
    token = str(stage.signed_in("eve@ex.net")["access_token"])
    wish = {"system": "Till", "language": "zh", "requirements": SHOP}
    asked = stage.must(202, "POST", "/v1/designs", wish, token=token, headers=key()).body
    uploaded(stage, token, "Till", zipped(CODE))
    stage.ground.drain()
    stage.must(200, "GET", f"/v1/systems/{asked['system_id']}", token=token)


def sources_are_looked_at_again(stage: Stage) -> None:
    """A registered one, when it was handed in, and Rollbook's own."""
    token = stage.admin()
    (last, *_) = stage.must(200, "GET", "/v1/reviews", token=token).body["items"]
    place, content, once = f"/v1/reviews/systems/{last['system_id']}/sources", zipped(CODE), key()
    uploaded(stage, token, "Web shop", TEMPLATE.encode(), holds="template")
    for _ in range(2):
        offered = stage.must(202, "POST", place, {"size_bytes": len(content)}, token=token, headers=once).body
    assert hand_in(offered["upload"], content) == 200
    template = {"size_bytes": len(TEMPLATE), "holds": "template"}
    offered = stage.must(202, "POST", place, template, token=token, headers=key()).body
    assert hand_in(offered["upload"], TEMPLATE.encode()) == 200
    for _ in range(2):
        function = next(one for one in FUNCTIONS if one.name == "review_again")
        assert isinstance(function.trigger, ScheduleTrigger)
        stage.ground.invoke(function, scheduled_event(function.trigger.name))
        stage.ground.drain()
    stage.must(200, "GET", place, token=token)
    stage.must(204, "DELETE", f"{place}/code", token=token)
    stage.ground.drain()


ARCHITECTS_CHAPTERS: tuple[Callable[[Stage], None], ...] = (
    a_team_asks_for_a_design,
    and_decides,
    its_system_is_reviewed,
    what_a_team_can_live_with,
    somebody_with_a_role_of_the_team_does_so_too,
    sources_are_looked_at_again,
)


def worked_on(stage: Stage, queue: str) -> str | None:
    """The stream of something that this queue's worker is told of; None for queues of others."""
    store = stage.ground.parts.store
    match queue:
        case "drafts":
            return f"design:{store.query(ListedDesign.all(), limit=1).items[0].design_id}"
        case "reviews" | "template-reviews":
            return f"review:{store.query(ListedReview.all(), limit=1).items[0].review_id}"
    return None


def decided(stage: Stage, token: str, design: str, reason: str) -> str:
    wish = {"option": 1, "reason": reason}
    made = stage.must(201, "POST", f"/v1/designs/{design}/decisions", wish, token=token, headers=key())
    return str(made.body["id"])


def uploaded(stage: Stage, token: str, system: str, content: bytes, holds: str = "code") -> str:
    wish = {"system": system, "source": {"kind": "upload", "size_bytes": len(content), "holds": holds}}
    asked = stage.must(202, "POST", "/v1/reviews", wish, token=token, headers=key()).body
    assert hand_in(asked["upload"], content) == 200
    stage.must(202, "POST", f"/v1/reviews/{asked['id']}/start", token=token)
    return str(asked["id"])


def hand_in(upload: dict[str, Any], content: bytes) -> int:
    return send_to(Ticket(upload["url"], upload["method"], upload["headers"], upload["expires_at"]), content)


def zipped(code: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("shop/__init__.py", "")
        archive.writestr("shop/prices.py", code)
    return packed.getvalue()
