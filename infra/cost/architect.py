"""What people ask of the architect, one by one, as `infra/cost/operations.py` has it for accounts."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from infra.cost.operations import Act, Operations, Person, clock, fresh_number, signed_in
from infra.cost.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
# A small web shop; what is left out is asked about, and then assumed.
REQUIREMENTS: Mapping[str, Any] = {"team_size": 3, "teams": 1, "read_rps": 15, "write_rps": 3, "kind": ["crud", "api"]}
TEMPLATE = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "shop-files"}},
        "Orders": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            },
        },
        "Mail": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 30}},
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "lambda.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            },
        },
    },
}


def design(stage: Stage, staff: Person) -> Act:
    """Asked for, questions left to be assumed, drafted, told by mail, read."""
    ask = _by(stage, staff)

    def act() -> None:
        path = _asked_for(stage, ask)
        ask("GET", path)

    return act


def what_if(stage: Stage, staff: Person) -> Act:
    ask = _by(stage, staff)
    path = _asked_for(stage, ask)
    return lambda: ask("GET", f"{path}/what-if?p99_ms=20")


def decision(stage: Stage, staff: Person) -> Act:
    ask = _by(stage, staff)
    path = _asked_for(stage, ask)
    wish = {"option": 1, "reason": "It fits a small team.", "status": "accepted"}
    return lambda: ask("POST", f"{path}/decisions", wish)


def review_code(stage: Stage, staff: Person) -> Act:
    """Asked for, handed in, started, worked on, told by mail, read."""
    ask, content = _by(stage, staff), some_code()
    wish = {"system": f"shop {fresh_number()}", "source": {"kind": "upload", "size_bytes": len(content)}}

    def act() -> None:
        asked = ask("POST", "/v1/reviews", wish)
        stage.hand_in(asked["upload"], content)
        ask("POST", f"/v1/reviews/{asked['id']}/start")
        _reported(stage, ask, asked["id"])

    return act


def review_template(stage: Stage, staff: Person) -> Act:
    ask = _by(stage, staff)
    wish = {"system": f"shop {fresh_number()}", "source": {"kind": "template", "template": json.dumps(TEMPLATE)}}
    return lambda: _reported(stage, ask, ask("POST", "/v1/reviews", wish)["id"])


@cache
def some_code() -> bytes:
    """Twenty files of our own: as large, and as well kept, as code that somebody means to show."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in islice(sorted((ROOT / "shared/accounts/use_cases").glob("*.py")), 20):
            archive.write(path, f"shop/{path.name}")
    return packed.getvalue()


def _by(stage: Stage, staff: Person) -> Callable[..., Any]:
    """Asks as somebody who signed in before it is measured."""
    signed = signed_in(stage, staff.id, staff.email, staff.source).signed

    def ask(method: str, target: str, body: object = None) -> Any:
        keyed = {"idempotency_key": f"key-{fresh_number()}"} if body is not None else {}
        return stage.ask(method, target, body, **signed, **keyed)

    return ask


def _asked_for(stage: Stage, ask: Callable[..., Any]) -> str:
    wish = {"system": f"shop {fresh_number()}", "language": "en", "requirements": REQUIREMENTS}
    path = f"/v1/designs/{ask('POST', '/v1/designs', wish)['id']}"
    ask("POST", f"{path}/answers", {"assume": True})
    stage.deliver()
    return path


def _reported(stage: Stage, ask: Callable[..., Any], review_id: str) -> None:
    stage.deliver()
    review = ask("GET", f"/v1/reviews/{review_id}")
    if review["status"] != "completed":
        raise RuntimeError(f"a review ended as {review['status']}: {review['failure']}")


ARCHITECT: Operations = {
    "design": design,
    "what_if": what_if,
    "decision": decision,
    "review_code": review_code,
    "review_template": review_template,
    "review_again": clock("review-again"),
}
