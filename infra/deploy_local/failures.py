"""What can keep the stack from being deployed here. Each says in one sentence what to do.

LocalFailure (infra/local/failures.py)
└── DeployFailed
    ├── WrongPython
    ├── BuildFailed
    └── StackFailed
"""

from infra.local.failures import LocalFailure


class DeployFailed(LocalFailure):
    """Its text is a sentence for the person who started the program."""


class WrongPython(DeployFailed):
    """The emulator runs functions on its own Python, and that is not the one of the bundle."""


class BuildFailed(DeployFailed):
    """The bundle or the template could not be made."""


class StackFailed(DeployFailed):
    """CloudFormation in the emulator refused the template or a resource of it."""
