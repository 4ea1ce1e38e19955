"""The second `make deploy-local`: what changed goes into what runs."""

import time
from pathlib import Path

from infra.deploy_local import build, running, words
from infra.deploy_local.cloud import Cloud
from infra.deploy_local.deployed import Deployed
from infra.deploy_local.failures import DeployFailed
from infra.deploy_local.fingerprints import of_declaration
from infra.deploy_local.launch import put_up
from infra.deploy_local.running import Running
from infra.local.console import Console


def redeploy(home: Path) -> None:
    """Raises LocalFailure."""
    found = running.read(home)
    if found is None:
        raise DeployFailed("Another make deploy-local is still starting. Wait until it says Ready, then try again.")
    console, began = Console(), time.monotonic()
    cloud = Cloud(found.endpoint)
    build.bundle(build.runtime_python(), console.step)
    wanted = of_declaration()
    if wanted != found.declaration:
        deployed, adapted = put_up(cloud, build.synthesise(console.step))
        console.step(f"The declaration changed, so the stack is updated: {words.summary(deployed.stack, adapted)}")
        running.write(Running(found.endpoint, found.stack, wanted), home)
    names = Deployed(cloud, found.stack).update_code()
    console.say(words.updated(names, time.monotonic() - began))
