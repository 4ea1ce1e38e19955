"""What hashing takes is given back, however many threads do it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.environment import MEMORY

ROOT = Path(__file__).parents[2]
# Threads that come and go, as those of the front do: each may hash in another arena of the allocator.
PROGRAM = """
import threading
from shared.adapters.argon2 import Argon2Hasher
hasher = Argon2Hasher()
for _ in range(3):
    threads = [threading.Thread(target=hasher.hash, args=("a phrase of fifteen",)) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
print(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the allocator in question is that of Linux")
def test_many_threads_that_hashed_keep_nothing_of_it() -> None:
    environ = os.environ | MEMORY
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(run.stdout) / 1024 < 80  # megabytes; one hash alone takes 19
