"""A process that ends when its parent does, however the parent ends.

The parent holds one end of a pipe; its death closes it, and the child reads the end of the file. That needs no help
of the operating system beyond pipes, and a killed parent leaves no orphan.

Run as a program, `python -I lifeline.py FD MODULE`, it guards a module of an environment that knows nothing of
Rollbook: therefore the standard library only.
"""

import os
import runpy
import signal
import sys
import threading
import time

CHILDREN_DRAIN = 1.0  # seconds: when the parent was killed, the functions get to finish before the emulator goes
FORCED_AFTER = 10.0


def end_with_parent(lifeline: int, delay: float = 0.0) -> None:
    """Watch the reading end `lifeline`; at its end, ask this process to stop, and make it stop 10 s later."""
    threading.Thread(target=_watch, args=(lifeline, delay), name="lifeline", daemon=True).start()


def _watch(lifeline: int, delay: float) -> None:
    while os.read(lifeline, 64):
        pass
    time.sleep(delay)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(FORCED_AFTER)
    os._exit(1)


def main(arguments: list[str]) -> None:
    """Run MODULE as `python -m MODULE` would, under the lifeline."""
    lifeline, module = int(arguments[0]), arguments[1]
    end_with_parent(lifeline, CHILDREN_DRAIN)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
