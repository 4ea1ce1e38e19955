"""The template of the stack that we run in. CloudFormation speaks AWS's query protocol: a form in, XML out."""

import re
from collections.abc import Mapping
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import urlencode

from shared.adapters.aws.clients import AwsClient, Draft, client_as
from shared.adapters.aws.lines import Reply

_VERSION = "2010-05-15"
_BODY = re.compile(r"<TemplateBody>(.*?)</TemplateBody>", re.DOTALL)
_CODE = re.compile(r"<Code>(\w+)</Code>")


class CloudFormationClient(AwsClient):
    def _draft(self, operation: str, members: Mapping[str, Any]) -> Draft:
        form = urlencode({"Action": operation, "Version": _VERSION, **members})
        return Draft("/", {"content-type": "application/x-www-form-urlencoded"}, form.encode())

    def _members(self, reply: Reply) -> dict[str, Any]:
        return {"text": reply.body.decode("utf-8")}

    def _code(self, reply: Reply, members: Mapping[str, Any]) -> str:
        found = _CODE.search(members["text"])
        return found[1] if found else f"Status{reply.status}"


class CloudFormationTemplate:
    """`stack`: its name; empty where there is none, as on one's own machine."""

    def __init__(self, stack: str, region: str, endpoint: str | None) -> None:
        self._stack = stack
        self._place = (region, endpoint)

    @cached_property
    def _cloudformation(self) -> CloudFormationClient:
        return client_as(CloudFormationClient, "cloudformation", *self._place)

    def text(self) -> str | None:
        """As it was deployed, after transforms; None where there is no stack."""
        if not self._stack:
            return None
        asked = {"StackName": self._stack, "TemplateStage": "Processed"}
        found = _BODY.search(self._cloudformation.call("GetTemplate", asked)["text"])
        return unescape(found[1]) if found else None
