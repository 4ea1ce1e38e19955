"""What can keep the local system from starting. Each says in one sentence what to do.

LocalFailure
├── PortInUse
├── StateInUse
├── EmulatorMissing
├── EmulatorFailed
└── BadSetting
"""


class LocalFailure(Exception):
    """Its text is a sentence for the person who started the program."""


class PortInUse(LocalFailure):
    """Somebody listens on the port already."""


class StateInUse(LocalFailure):
    """Another local system of this project holds the kept state."""


class EmulatorMissing(LocalFailure):
    """The AWS emulator is not installed."""


class EmulatorFailed(LocalFailure):
    """The AWS emulator ended or never answered."""


class BadSetting(LocalFailure):
    """A setting given on the command line or in the environment cannot be used."""
