"""Importing does nothing: every module is imported where there is no environment, no network and no thread."""

import json
import subprocess
import sys
import time

from tests.architecture.source import ROOT, modules

SCRIPT = """
import json, os, socket, sys, threading
root, names = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, root)

def refuse(*_args, **_options):
    raise AssertionError("a module opened a socket while it was imported")

socket.socket.connect = socket.socket.connect_ex = socket.socket.bind = socket.getaddrinfo = refuse
before = dict(os.environ)
import importlib
for name in names:
    importlib.import_module(name)
    assert threading.active_count() == 1, f"{name} started a thread"
    assert dict(os.environ) == before, f"{name} changed the environment"
print(len(names))
"""


def test_every_module_is_imported_without_environment_and_network() -> None:
    names = [module.name for module in modules("shared", "functions")]
    command = [sys.executable, "-W", "error", "-c", SCRIPT, str(ROOT), json.dumps(names)]
    done = subprocess.run(command, env={}, cwd="/", capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(len(names))]


def test_the_composition_root_alone_imports_no_cloud_client() -> None:
    """A function pays at its cold start for what it uses, not for what it might."""
    heavy = ("botocore", "boto3", "pynamodb", "argon2", "joserfc", "jinja2", "email_validator", "confusable_homoglyphs")
    script = f"import sys; import shared.bootstrap; print([name for name in {heavy!r} if name in sys.modules])"
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], env={}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    assert time.monotonic() - started < 30
