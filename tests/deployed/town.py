"""The deployed system and the people in it: API Gateway in front, and mail where SES left it."""

import json
import tomllib
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.deploy_local.deployed import Deployed
from infra.local.mailbox import normal_address
from shared.adapters import mail_words
from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, new_source

_WORDS = tomllib.loads((Path(mail_words.__file__).parent / "mail_templates" / "en.toml").read_text("utf-8"))
PATIENCE = 60.0  # seconds: a function's first run unpacks it, and a full machine takes its time
_KINDS = {words["subject"].replace("{{ service }}", "Rollbook"): kind for kind, words in _WORDS["kinds"].items()}


@dataclass
class HostClient(Client):
    """Names the API in its Host header: `*.localhost` is no name that every machine can look up."""

    host: str = ""

    def call(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Answer:
        return super().call(method, path, body, headers={"Host": self.host, **(headers or {})}, **options)


@dataclass
class DeployedTown(Town):
    """`url` of the emulator, in which `deployed` stands."""

    deployed: Deployed = field(kw_only=True)
    host: str = field(kw_only=True)

    def client(self, token: str | None = None) -> Client:
        return HostClient(self.url, new_source(), token, traces=self.traces, host=self.host)

    def person(self, email: str | None = None, **profile: Any) -> Person:
        """One at a time: people who come together are served by processes that all have to start first."""
        return self.sign_in(self._verified(email, **profile))

    def mail(self, address: str, kind: str, nth: int = 1, patience: float = PATIENCE) -> Any:
        return super().mail(address, kind, nth, patience)

    def inbox(self, address: str) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages", timeout=10) as answer:
            accounts = json.load(answer)["messages"].values()
        wanted = normal_address(address)
        return [_mail(sent) for messages in accounts for sent in messages if wanted in sent["To"]]


def _mail(sent: dict[str, Any]) -> dict[str, Any]:
    link = sent["BodyText"].partition("token=")[2]
    return {"kind": _KINDS[sent["Subject"]], "token": link.split()[0] if link else None, "text": sent["BodyText"]}
