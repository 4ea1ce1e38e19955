"""Our side of the comparison: the local front with the real functions in one process, and its CPU at `/cpu`.

Arguments: the port. The environment is that of the functions.
"""

import json
import os
import socket
import sys
import threading
import time

from infra.local.front import Front
from infra.local.invoke import answer_with, call_function
from infra.local.requests import Request, Response
from infra.topology import FUNCTIONS


def main(port: int) -> None:
    functions = answer_with(FUNCTIONS, os.environ["AWS_REGION"], call_function)

    def answer(request: Request) -> Response:
        if request.path == "/cpu":
            return Response(200, (("content-type", "application/json"),), json.dumps(time.process_time()).encode())
        return functions(request)

    Front(socket.create_server(("127.0.0.1", port), backlog=64), answer).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
