"""Places for large things, each on its adapters: records that are written once, and files that people hand in."""

import hashlib
from dataclasses import replace
from urllib.error import HTTPError

import pytest

from tests.contract.ports import Ports
from tests.contract.samples import new_id


def test_what_was_put_comes_back_octet_for_octet(ports: Ports) -> None:
    name, content = f"designs/{new_id()}/document.json", bytes(range(256)) * 300
    ports.records.put(name, content, "application/octet-stream")
    assert ports.records.get(name) == content


def test_nothing_is_a_record_that_was_not_put(ports: Ports) -> None:
    assert ports.records.get(f"designs/{new_id()}") is None


def test_a_record_is_written_once(ports: Ports) -> None:
    name = f"designs/{new_id()}"
    for content in (b"first", b"second"):
        ports.records.put(name, content, "text/plain")
    assert ports.records.get(name) == b"first"


def test_a_file_has_no_size_before_it_is_handed_in(ports: Ports) -> None:
    assert ports.uploads.size(f"reviews/{new_id()}") is None


@pytest.mark.parametrize("ports", ["memory", "ministack"], indirect=True)  # moto answers in this process alone
def test_who_has_a_ticket_hands_in_a_file(ports: Ports) -> None:
    name, content = f"reviews/{new_id()}", b"PK\x03\x04 and so on" * 100
    ticket = ports.uploads.ticket(name, len(content), hashlib.sha256(content).hexdigest())
    assert ticket.headers["content-length"] == str(len(content))
    assert ports.hand_in(ticket, name, content) == 200
    assert ports.uploads.size(name) == len(content)
    assert ports.uploads.get(name) == content


@pytest.mark.parametrize("ports", ["ministack"], indirect=True)
@pytest.mark.parametrize("length", [99, 101])
def test_a_ticket_is_good_for_a_file_of_its_size_alone(ports: Ports, length: int) -> None:
    name = f"reviews/{new_id()}"
    ticket = ports.uploads.ticket(name, 100, None)
    other = replace(ticket, headers={"content-length": str(length)})
    with pytest.raises(HTTPError, match="403"):
        ports.hand_in(other, name, b"x" * length)
    assert ports.uploads.size(name) is None


@pytest.mark.parametrize("name", ["", "/etc/passwd", "a/../b", "a b", "a?b", "a//b", "ü", "a\n", "x" * 600])
@pytest.mark.parametrize("ports", ["moto"], indirect=True)
def test_a_name_that_could_mean_another_place_is_refused(ports: Ports, name: str) -> None:
    with pytest.raises(ValueError, match="an object's name"):
        ports.records.put(name, b"", "text/plain")
