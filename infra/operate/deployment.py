"""A deployed stage, found by its names: its settings are read from its functions, as they are deployed now."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.operate.refusals import Refused, told

# Its settings are enough for everything done here: it makes accounts, keys and events.
_FUNCTION = "accounts"
_TAKEN_OVER = ("AWS_ENDPOINT_URL", "NO_PROXY")
# botocore would go by a profile before it goes by what stands in the environment.
_ELSEWHERE = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")


@dataclass(frozen=True)
class Deployment:
    """`environ`: what its functions have in their environment, with the operator's credentials."""

    stage: str
    region: str
    account: str
    environ: Mapping[str, str]
    session: botocore.session.Session

    @classmethod
    def find(cls, stage: str) -> "Deployment":
        """Raises Refused where there are no credentials, no region, or no such stage."""
        with told():
            session = botocore.session.get_session()
            region = session.get_config_variable("region") or os.environ.get("AWS_REGION")
            if not region:
                raise Refused("No AWS region is chosen. Set AWS_REGION, or a region in your AWS profile.")
            keys = _credentials(session)
            name = f"rollbook-{stage}-{_FUNCTION}"
            found = _configuration(_client(session, "lambda", region), name, stage, region)
        account = str(found["FunctionArn"]).split(":")[4]
        own = {name: os.environ[name] for name in _TAKEN_OVER if name in os.environ}
        settings = {name: value for name, value in _variables(found).items() if name.startswith("ROLLBOOK_")}
        environ = {**settings, **keys, **own, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        return cls(stage, region, account, environ, session)

    @property
    def prefix(self) -> str:
        return f"rollbook-{self.stage}"

    def client(self, service: str) -> Any:
        return _client(self.session, service, self.region)

    def function(self, name: str) -> str:
        """What a function of the topology is called here."""
        return f"{self.prefix}-{name.replace('_', '-')}"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{_partition(self.region)}:{service}:{self.region}:{self.account}:{resource}"

    @contextmanager
    def entered(self) -> Iterator[Mapping[str, str]]:
        """Inside, this process has the environment of a function of that stage; before and after, its own."""
        before = dict(os.environ)
        for name in _ELSEWHERE:
            os.environ.pop(name, None)
        os.environ.pop("AWS_SESSION_TOKEN", None)
        os.environ.update(self.environ)
        try:
            yield self.environ
        finally:
            os.environ.clear()
            os.environ.update(before)


def _credentials(session: botocore.session.Session) -> dict[str, str]:
    """As they are now: roles and single sign-on need services that the functions' own clients do not know."""
    found = session.get_credentials()
    if found is None:
        raise Refused("There are no AWS credentials. Sign in (aws sso login), set AWS_PROFILE, or set keys.")
    frozen = found.get_frozen_credentials()
    return {
        name: value
        for name, value in (
            ("AWS_ACCESS_KEY_ID", frozen.access_key),
            ("AWS_SECRET_ACCESS_KEY", frozen.secret_key),
            ("AWS_SESSION_TOKEN", frozen.token),
        )
        if value
    }


def _configuration(functions: Any, name: str, stage: str, region: str) -> Any:
    try:
        return functions.get_function_configuration(FunctionName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise Refused(
            f"There is no stage {stage} in {region}: the function {name} is missing. "
            "Deploy it first, or choose another STAGE, region or account."
        ) from None


def _variables(found: Any) -> dict[str, str]:
    return dict(found.get("Environment", {}).get("Variables", {}))


def _client(session: botocore.session.Session, service: str, region: str) -> Any:
    config = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=60)
    return session.create_client(service, region_name=region, config=config)


def _partition(region: str) -> str:
    try:
        return str(botocore.session.get_session().get_partition_for_region(region))
    except BotoCoreError:
        return "aws"
