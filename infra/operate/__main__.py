"""`python -m infra.operate admin|restore|erase-again|redrive --stage dev ...`: exit code 0 only if all is done."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping

from infra.operate.admin import Terminal, make_admin
from infra.operate.deployment import Deployment
from infra.operate.erase_again import EraseThem, moment
from infra.operate.redrive import QUEUES_WITH_LETTERS, Wish, redrive
from infra.operate.refusals import Refused, told
from infra.operate.restore import Restore

_TABLES = ("events", "directory", "keys", "sessions")


def main(arguments: list[str] | None = None) -> int:
    """0: done. 1: some of it could not be done, each is named. 2: nothing could be begun."""
    options = _options(arguments)
    try:
        deployment = Deployment.find(options.stage)
        print(f"Stage {options.stage} in account {deployment.account}, {deployment.region}.")
        with told(), deployment.entered() as environ:
            return _COMMANDS[options.command](options, deployment, environ)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The command may be repeated.", file=sys.stderr)
        return 130


def _admin(options: argparse.Namespace, _deployment: Deployment, environ: Mapping[str, str]) -> int:
    terminal = Terminal(ask=getpass.getpass if sys.stdin.isatty() else None)
    make_admin(environ, options.email, terminal)
    return 0


def _erase_again(options: argparse.Namespace, deployment: Deployment, environ: Mapping[str, str]) -> int:
    restored = {name: getattr(options, f"{name}_table") for name in _TABLES}
    chosen = {f"ROLLBOOK_{name.upper()}_TABLE": table for name, table in restored.items() if table}
    work = EraseThem({**environ, **chosen}, deployment.client("logs"), f"/rollbook/{options.stage}/erasures", print)
    return work.since(moment(options.since))


def _restore(options: argparse.Namespace, deployment: Deployment, environ: Mapping[str, str]) -> int:
    """Both tables, and nobody in them who was erased since; taking them over is left to a deployment."""
    to = moment(options.to)
    made = Restore(deployment, deployment.client("dynamodb"), options.ending, print).to(to)
    tables = {f"ROLLBOOK_{table.upper()}_TABLE": name for table, name in made.items()}
    work = EraseThem({**environ, **tables}, deployment.client("logs"), f"/rollbook/{options.stage}/erasures", print)
    if (left := work.since(to)) == 0:
        endings = json.dumps(dict.fromkeys(made, options.ending))
        print(f'Take them over: "restored": {endings} in cdk.json, then make deploy STAGE={options.stage} IMPORT=1.')
    return left


def _redrive(options: argparse.Namespace, deployment: Deployment, environ: Mapping[str, str]) -> int:
    return redrive(deployment, environ, Wish(options.queue, options.only, options.drop, options.look), print)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace, Deployment, Mapping[str, str]], int]] = {
    "admin": _admin,
    "erase-again": _erase_again,
    "redrive": _redrive,
    "restore": _restore,
}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.operate", description="Operate a deployed stage of Rollbook.")
    commands = parser.add_subparsers(dest="command", required=True)
    admin = commands.add_parser("admin", help="make missing keys and an administrator")
    admin.add_argument("--email", required=True)
    again = commands.add_parser("erase-again", help="after a restore, erase again who was erased since")
    again.add_argument("--since", required=True, help="the moment to which tables went back, as 2026-11-22T10:00:00Z")
    for table in _TABLES:
        again.add_argument(f"--{table}-table", help=f"the restored {table} table, where it is not in use yet")
    back = commands.add_parser("restore", help="restore events and directory beside the old tables")
    back.add_argument("--to", required=True, help="the moment, as 2026-11-22T10:00:00Z")
    back.add_argument("--ending", default="r1", help="of the new tables' names")
    letters = commands.add_parser("redrive", help="deliver what lies in a dead-letter queue")
    letters.add_argument("--queue", required=True, choices=QUEUES_WITH_LETTERS)
    letters.add_argument("--only", help="only letters whose reason begins so")
    letters.add_argument("--drop", help="delete letters whose reason begins so, instead")
    letters.add_argument("--look", action="store_true", help="only count them, by kind and reason")
    for command in (admin, again, back, letters):
        command.add_argument("--stage", required=True)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
