"""Starts the emulator, deploys, and stays until somebody asks to stop."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from infra.deploy_local import build, running, words
from infra.deploy_local.adapt import Adapted, adapt
from infra.deploy_local.assembly import Assembly
from infra.deploy_local.cloud import Cloud, deploy, upload
from infra.deploy_local.context import BUNDLES
from infra.deploy_local.deployed import Deployed
from infra.deploy_local.fingerprints import of_declaration
from infra.deploy_local.running import Running
from infra.local.console import Console, admin
from infra.local.emulator import Emulator
from infra.local.failures import EmulatorFailed
from infra.local.interrupts import Interrupts
from infra.local.messages import EmulatorGone, Inbox

# Functions run as processes of the emulator, and each of their calls needs the right to it.
AS_IN_THE_CLOUD = {
    "LAMBDA_EXECUTOR": "local",
    "AUTH": "true",
    "POWERTOOLS_LOG_LEVEL": "INFO",  # functions inherit the emulator's environment, and with it its own LOG_LEVEL
}


@contextmanager
def emulator(port: int | None, home: Path) -> Iterator[Emulator]:
    """It runs, with `home` for its log and for the code that it unpacks, which is gone afterwards."""
    code = home / "code"
    shutil.rmtree(code, ignore_errors=True)  # left by one that was killed
    code.mkdir(parents=True)
    try:
        with Emulator(port, home / "emulator.log", settings={**AS_IN_THE_CLOUD, "TMPDIR": str(code)}) as process:
            yield process
    finally:
        shutil.rmtree(code, ignore_errors=True)


def launch(port: int | None, home: Path, interrupts: Interrupts) -> None:
    """From nothing to serving, until asked to stop. Raises LocalFailure."""
    console, inbox = Console(), Inbox()
    with ExitStack() as parts:
        python = build.runtime_python()
        cloud_process = parts.enter_context(emulator(port, home))
        console.step(f"The AWS emulator is up on {cloud_process.endpoint.removeprefix('http://')}, roles enforced.")
        build.bundle(python, console.step)
        cloud = Cloud(cloud_process.endpoint)
        deployed, adapted = put_up(cloud, build.synthesise(console.step))
        console.step(words.summary(deployed.stack, adapted))
        _prepare(deployed, console)
        running.write(Running(cloud.endpoint, deployed.stack, of_declaration()), home)
        console.step("Ready.")
        console.say(words.welcome(deployed.place(), cloud.endpoint, admin(os.environ)))
        interrupts.kill_with(cloud_process.kill)
        interrupts.tell(inbox)
        threading.Thread(target=_guard, args=(cloud_process, inbox), name="emulator", daemon=True).start()
        if isinstance(inbox.get(), EmulatorGone):
            raise EmulatorFailed(
                f"The AWS emulator ended by itself; its output is in {cloud_process.log}. Start again."
            )
        console.say("\nStopped; nothing of it is kept.")


def put_up(cloud: Cloud, assembly: Path, bundles: Path = BUNDLES) -> tuple[Deployed, Adapted]:
    """Upload, and create or update the stack. Raises StackFailed."""
    made = Assembly.read(assembly)
    adapted = adapt(made.template)
    upload(cloud, made, bundles)
    deploy(cloud, made.stack, adapted.template)
    deployed = Deployed(cloud, made.stack, bundles)
    deployed.note_code()
    return deployed, adapted


def _prepare(deployed: Deployed, console: Console) -> None:
    # Imported here: what the functions stand on takes a second to import, and is not needed before.
    from infra.deploy_local.first_run import first_run

    first_run(deployed, *admin(os.environ))
    console.step("The keys and the first administrator are made.")


def _guard(process: Emulator, inbox: Inbox) -> None:
    process.wait()
    inbox.put(EmulatorGone())
