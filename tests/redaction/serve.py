"""The whole system in one process that takes itself for a Lambda: JSON logs and EMF metrics on stdout, X-Ray traces.

Its first line is the port; `python -m tests.redaction.serve` with the environment of the functions.
"""

import os
import socket

from infra.local.system import run
from shared.bootstrap import prepare, seed_admin
from tests.journeys.town import ADMIN


def main() -> None:
    prepare(os.environ)
    seed_admin(os.environ, *ADMIN)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        print(listener.getsockname()[1], flush=True)
        run(os.environ, listener)


if __name__ == "__main__":
    main()
