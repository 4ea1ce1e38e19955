"""What goes into which bundle, and what stays out of it, each with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch

# The folder in which Lambda unpacks a function's code.
TASK_ROOT = "/var/task"
# The interpreter that Lambda runs; bytecode is its own minor version's or it is not read.
RUNTIME = (3, 13)


@dataclass(frozen=True)
class Bundle:
    """`without`: paths or patterns below the bundle that its functions never import, with the reason. `groups`: of
    uv.lock, beside what every function needs. `keeps`: what stays although it serves nobody elsewhere.
    """

    name: str
    without: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=dict)

    def leaves_out(self, path: str) -> bool:
        """`path`: relative, with slashes. A pattern names a file, or a folder with all that is below it."""
        return _meets(path, (*_NOWHERE, *self.without)) and not _meets(path, self.keeps)


def _meets(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) or fnmatch(path, f"{pattern}/*") for pattern in patterns)


_NOWHERE = {
    "bin": "commands of the libraries",
    ".*": "the installer's lock, or somebody's own: .env, what an editor left",
    "*/.*": "somebody's own",
    "*~": "what an editor left",
    "*.orig": "what a merge left",
    "*.rej": "what a patch left",
    "*.dist-info/RECORD": "the installer's; what is left are names, versions and licences",
    "*.dist-info/INSTALLER": "the installer's",
    "*.dist-info/REQUESTED": "the installer's",
    "*.dist-info/WHEEL": "the installer's",
    "*.pyi": "for type checkers",
    "*/py.typed": "for type checkers",
    "wrapt-stubs": "for type checkers",
    "*/tests": "tests of the libraries",
    "*/test_cases.py": "tests of the libraries",
    "*/__pycache__": "bytecode of the machine that builds",
    "cffi": "makes bindings; those of argon2 are made, and need only _cffi_backend",
    "pycparser": "reads C for cffi",
    "botocore": "calls are made by shared/adapters/aws; X-Ray's SDK would import it to ask for sampling rules",
    "dateutil": "botocore's",
    "six.py": "dateutil's",
    "urllib3": "botocore's",
    "*botocore*.dist-info": "left out",
    "python_dateutil*.dist-info": "left out",
    "six*.dist-info": "left out",
    "urllib3*.dist-info": "left out",
    "pynamodb*": "only tests read with it",
    "dns": "email-validator asks no name server here",
    "pydantic/v1": "the first version's interface",
    "pydantic/mypy.py": "for type checkers",
    "aws_lambda_powertools/event_handler": "the router is our own, in shared/edge",
    "aws_lambda_powertools/utilities/parser": "bodies are read in shared/edge",
    "aws_lambda_powertools/utilities/data_classes": "events are read in shared/edge",
    "aws_lambda_powertools/utilities/idempotency": "kept in the transaction (ADR 0008)",
    "aws_lambda_powertools/utilities/kafka": "there is no Kafka",
    "aws_xray_sdk/ext/*/*": "bindings to frameworks that are not here",
    "shared/adapters/memory": "twins of the adapters, for tests",
}

# What only people's passwords, names and mails need.
_PEOPLE = {
    "argon2": "no password is hashed there",
    "_argon2_cffi_bindings": "no password is hashed there",
    "_cffi_backend.*": "no password is hashed there",
    "shared/adapters/common_passwords.bloom": "no password is judged there",
    "email_validator": "no address is read there",
    "idna": "no address is read there",
    "precis_i18n": "no name is taken there",
    "confusable_homoglyphs": "no name is taken there",
    "jinja2": "no mail is written there",
    "markupsafe": "no mail is written there",
    "cryptography": "nothing is sealed or signed there",
}

_RUFF = {"bin/ruff": "started as a program of its own"}
BUNDLES = (
    Bundle("accounts"),
    Bundle("plumbing", without=_PEOPLE),
    Bundle("review", without=_PEOPLE, groups=("review",), keeps=_RUFF),
    # With what the other one has: the schedule asks there which tools, of which versions, would look at code.
    Bundle("templates", without=_PEOPLE, groups=("review", "templates"), keeps=_RUFF),
)
