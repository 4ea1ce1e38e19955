import base64
import json
from typing import Any

import boto3
import pytest
from moto import mock_aws
from upload_ticket import LARGEST, NotTaken, ticket


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        return boto3.client("s3", region_name="eu-central-1")


def test_a_ticket_binds_size_type_and_name(s3: Any) -> None:
    form = ticket(s3, "photos", "ada", "image/png")
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert ["content-length-range", 1, LARGEST] in policy["conditions"]
    assert {"Content-Type": "image/png"} in policy["conditions"]
    assert form["fields"]["key"].startswith("incoming/ada/")
    assert ticket(s3, "photos", "ada", "image/png")["fields"]["key"] != form["fields"]["key"]


def test_other_files_are_not_taken(s3: Any) -> None:
    with pytest.raises(NotTaken):
        ticket(s3, "photos", "ada", "text/html")
