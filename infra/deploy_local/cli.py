"""`python -m infra.deploy_local`: the command line."""

import argparse
from pathlib import Path

from infra.deploy_local.launch import launch
from infra.deploy_local.logs import show_log
from infra.deploy_local.redeploy import redeploy
from infra.deploy_local.running import HOME, Claim
from infra.local import console
from infra.local.failures import LocalFailure
from infra.local.interrupts import Interrupts, StopAsked


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after a stop that was asked for or an update, 1 with one sentence when it cannot go on."""
    options = _options(arguments)
    try:
        if options.log:
            show_log(options.home, options.log)
            return 0
        claim = Claim.take(options.home)
        if claim is None:
            redeploy(options.home)
            return 0
        interrupts = Interrupts()
        with claim:
            launch(options.port, options.home, interrupts)
    except StopAsked:
        return 0
    except LocalFailure as failure:
        console.fail(str(failure))
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy_local", description="The stack on this machine.")
    parser.add_argument("--port", type=int, default=4566, help="the port of the AWS emulator (default 4566)")
    parser.add_argument("--home", type=Path, default=HOME, help="where its log is kept (default .local/deployed)")
    parser.add_argument("--log", metavar="FUNCTION", help="print what this function of the running deployment logged")
    return parser.parse_args(arguments)
