"""What the deployed functions wrote into their logs."""

from collections.abc import Iterator
from pathlib import Path

from infra.deploy_local import running
from infra.deploy_local.cloud import Cloud
from infra.deploy_local.deployed import Deployed
from infra.deploy_local.failures import DeployFailed
from infra.topology import FUNCTIONS

_LAST = 200  # lines
_OF_LAMBDA = ("START ", "END ", "REPORT ")


def log_of(deployed: Deployed, name: str) -> Iterator[str]:
    """Our own lines, oldest first. `name`: as in the table of functions. Raises DeployFailed."""
    found = [function for function in FUNCTIONS if function.name == name.replace("-", "_")]
    if not found:
        known = ", ".join(function.name for function in FUNCTIONS)
        raise DeployFailed(f"There is no function {name}. There are {known}.")
    group = f"/aws/lambda/{deployed.name_of(found[0])}"
    events = deployed.cloud.of("logs").filter_log_events(logGroupName=group)["events"]
    return (event["message"] for event in events if not event["message"].startswith(_OF_LAMBDA))


def show_log(home: Path, name: str) -> None:
    """Print the last lines of a function of the deployment that runs. Raises DeployFailed."""
    found = running.read(home)
    if found is None:
        raise DeployFailed("Nothing is deployed. Run make deploy-local first.")
    lines = list(log_of(Deployed(Cloud(found.endpoint), found.stack), name))[-_LAST:]
    print("\n".join(lines) or f"{name} has written nothing yet.")
