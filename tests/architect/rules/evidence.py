"""Where a name, or a place, is the defect itself: what mutations leave alone."""

EVIDENCE: dict[str, frozenset[str]] = {
    "ARC008": frozenset({"OrderStore", "MemoryOrderStore"}),  # a class is told by its port's name
    "DAT002": frozenset({"chunk"}),  # a portion of work is told by its name
    "OBS002": frozenset({"log", "logger"}),  # ruff knows loggers by what they are called
    "OBS003": frozenset({"log", "logger"}),
    "SEC004": frozenset({"PAYMENT_API_KEY"}),
    "RES006": frozenset({"send_mail"}),  # routes name tasks in strings
}

# Mutations that take the defect away, and why.
NOT_FOR: dict[str, tuple[str, ...]] = {
    "ARC007": ("split_in_two",),  # what is in another file is no global of this one
}

# Their examples are measured in lines, or cannot be parsed: written anew, they are others.
NEVER = frozenset({"ARC004", "RUN-UNPARSED"})
