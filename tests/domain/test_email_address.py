"""Which texts are addresses, and which two of them are the same."""

import subprocess
import sys

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.accounts.domain.email_address import comparable_email, local_part, parse_email
from shared.kernel.errors import ValidationFailed

LONG_DOMAIN = ".".join(["d" * 60] * 4)

ACCEPTED = [
    "ada@example.org",
    "Ada.Lovelace+tag@Example.ORG",
    "o'brien@example.org",
    "用户@例え.jp",
    "josé@exämple.de",
    "a@" + "d" * 60 + ".org",
    "x" * 64 + "@example.org",
    "ada@xn--exmple-cua.de",
    "0@1.example",
]

REFUSED = {
    "empty": "",
    "no at": "ada.example.org",
    "two addresses": "a@b.example,c@d.example",
    "two addresses with a semicolon": "a@b.example;c@d.example",
    "two ats": "a@b@example.org",
    "quoted local part": '"ada lovelace"@example.org',
    "quoted at": '"a@b"@example.org',
    "with a name": "Ada <ada@example.org>",
    "angle brackets": "<ada@example.org>",
    "comment": "ada(comment)@example.org",
    "IPv4 literal": "ada@[192.0.2.7]",
    "IPv6 literal": "ada@[IPv6:2001:db8::1]",
    "no dot in the domain": "ada@localhost",
    "local part of 65 octets": "x" * 65 + "@example.org",
    "local part of 65 octets in 33 letters": "ü" * 33 + "@example.org",
    "domain over 253 octets": f"ada@{LONG_DOMAIN}.{'e' * 12}",
    "label of 64 octets": "ada@" + "d" * 64 + ".org",
    "header injection by line feed": "ada@example.org\nBcc: eve@example.org",
    "header injection by carriage return": "ada@example.org\r\nBcc: eve@example.org",
    "line feed in the local part": "ada\n@example.org",
    "trailing line feed": "ada@example.org\n",
    "leading space": " ada@example.org",
    "trailing space": "ada@example.org ",
    "space inside": "ada lovelace@example.org",
    "NUL": "ada\x00@example.org",
    "lone surrogate": "ada\ud800@example.org",
    "bidi override": "ada\u202egro.elpmaxe@example.org",
    "zero width": "a\u200bda@example.org",
    "dots in a row": "a..b@example.org",
    "leading dot": ".ada@example.org",
    "trailing dot": "ada.@example.org",
    "trailing dot of the domain": "ada@example.org.",
    "hyphen at the start of a label": "ada@-example.org",
    "underscore in the domain": "ada@exa_mple.org",
    "percent in the domain": "ada@example%2eorg",
    "bad A-label": "ada@xn--999999999.org",
}


@pytest.mark.parametrize("address", ACCEPTED)
def test_an_address_is_kept_as_typed(address: str) -> None:
    assert parse_email(address) == address


@pytest.mark.parametrize("address", REFUSED.values(), ids=REFUSED)
def test_what_is_no_address_is_refused_at_its_place(address: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_email(address, "/new_email")
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code) == ("/new_email", "invalid")
    with pytest.raises(ValidationFailed):
        comparable_email(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("JOSÉ@example.org", "jose\u0301@example.org"),
        ("ada@exämple.de", "ada@xn--exmple-cua.de"),
        ("ada@EXÄMPLE.de", "ada@exämple.de"),
        ("ΣΊΣΥΦΟΣ@example.gr", "σίσυφος@example.gr"),
        ("STRAẞE@example.de", "straße@example.de"),
        ("\u212aelvin@example.org", "kelvin@example.org"),
    ],
)
def test_two_spellings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert comparable_email(one) == comparable_email(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\ufb01nn@example.org", "finn@example.org"),
        ("İrem@example.org", "irem@example.org"),
        ("ıris@example.org", "iris@example.org"),
        ("straße@example.de", "strasse@example.de"),
        ("a.da@example.org", "ada@example.org"),
        ("ada+tag@example.org", "ada@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("ada@mail.example.org", "ada@example.org"),
        ("\u0430da@example.org", "ada@example.org"),
        ("ada²@example.org", "ada2@example.org"),
    ],
)
def test_two_mailboxes_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert comparable_email(one) != comparable_email(other)


LETTERS = st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Nd", "Mn"))


@settings(max_examples=300)
@given(st.text(LETTERS, min_size=1, max_size=12))
def test_what_is_compared_is_a_fixed_point(local: str) -> None:
    try:
        folded = comparable_email(f"{local}@Example.org")
    except ValidationFailed:
        return
    assert comparable_email(folded) == folded
    assert folded.endswith("@example.org")


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused_and_nothing_else(text: str) -> None:
    try:
        address = parse_email(text)
    except ValidationFailed:
        return
    assert address.count("@") == 1
    assert not any(letter.isspace() or not letter.isprintable() for letter in address)


def test_the_local_part_is_what_stands_before_the_last_at() -> None:
    assert local_part("ada.lovelace@example.org") == "ada.lovelace"


@given(st.from_regex(r"[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9-]{1,8}\.[A-Za-z0-9.-]{2,12}", fullmatch=True))
@settings(max_examples=300)
def test_a_plain_address_is_folded_as_the_library_would(address: str) -> None:
    try:
        valid = validate_email(address, strict=True, check_deliverability=False)
    except EmailNotValidError:
        return
    assert comparable_email(address) == f"{valid.local_part.lower()}@{valid.ascii_domain.lower()}"


def test_a_sign_in_by_a_plain_address_loads_no_library_of_addresses() -> None:
    program = (
        "import sys; from shared.accounts.domain.email_address import comparable_email; "
        "from shared.accounts.domain.username import parse_username; comparable_email('Ada@Example.org'); "
        "parse_username('Ada'); print({'email_validator', 'confusable_homoglyphs'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
