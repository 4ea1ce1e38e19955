"""Generated values that have a chance: addresses whose domains exist, passwords somebody could have, low versions.

Schemathesis finds the shortest and longest values of a format by filtering what comes from here: they are among it.
"""

import schemathesis
from hypothesis import strategies as st

_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéñçøåαβγδабвгд0123456789"
_SIGNS = " -_.,!?'+/:;#%&()=<>\"@€"
# With 64 letters and the @ before them: 253 and 254, the longest there is.
_LONG_DOMAINS = tuple(f"{'a' * 63}.{'b' * 63}.{'c' * rest}.example.com" for rest in (48, 49))


def _addresses() -> st.SearchStrategy[str]:
    local = st.text(_LETTERS, min_size=1, max_size=20)
    domain = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)
    ending = st.sampled_from(("example.com", "example.org", "bücher.example.net"))
    longest = st.text("abcdefghij", min_size=64, max_size=64)
    return st.one_of(
        st.builds("{}@{}.{}".format, local, domain, ending),
        st.builds("{}@{}".format, longest, st.sampled_from(_LONG_DOMAINS)),
        st.emails(),
    )


def _passwords() -> st.SearchStrategy[str]:
    letters = _LETTERS + _LETTERS.upper() + _SIGNS
    edges = ((1, 2), (15, 16), (255, 256), (1023, 1024))
    return st.one_of(
        st.text(letters, min_size=15, max_size=64),
        *(st.text(letters, min_size=shortest, max_size=longest) for shortest, longest in edges),
    )


def register() -> None:
    schemathesis.openapi.format("idn-email", _addresses())
    schemathesis.openapi.format("password", _passwords())
    versions = st.one_of(st.just("*"), st.integers(0, 30).map('"{}"'.format))
    schemathesis.openapi.format("entity-tag", versions)
