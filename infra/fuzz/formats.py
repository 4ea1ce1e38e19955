"""Generated values that have a chance: addresses whose domains exist, passwords somebody could have, low versions."""

import schemathesis
from hypothesis import strategies as st

_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéñçøåαβγδабвгд0123456789"
_SIGNS = " -_.,!?'+/:;#%&()=<>\"@€"


def register() -> None:
    local = st.text(_LETTERS, min_size=1, max_size=20)
    domain = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)
    ending = st.sampled_from(("example.com", "example.org", "bücher.example.net"))
    address = st.builds("{}@{}.{}".format, local, domain, ending)
    schemathesis.openapi.format("idn-email", st.one_of(address, st.emails()))
    schemathesis.openapi.format("password", st.text(_LETTERS + _LETTERS.upper() + _SIGNS, min_size=15, max_size=64))
    versions = st.one_of(st.just("*"), st.integers(0, 30).map('"{}"'.format))
    schemathesis.openapi.format("entity-tag", versions)
