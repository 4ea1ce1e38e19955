"""The journal: a list in a file that takes no memory to speak of."""

import tracemalloc
from pathlib import Path

import pytest

from infra.local.journal import Journal
from infra.local.mailbox import Mailbox

SOME = [{"number": number, "text": "ä" * number} for number in range(5)]


@pytest.fixture(params=["in memory", "in a file"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal" if request.param == "in a file" else None)


def test_entries_come_back_in_order_whole_and_from_any_place(journal: Journal) -> None:
    journal.extend(SOME[:2])
    journal.extend(SOME[2:])
    assert (len(journal), journal.entries()) == (5, SOME)
    assert journal.entries(3) == SOME[3:]
    assert journal.entries(9) == []
    assert journal.entry(4) == SOME[4]
    with pytest.raises(IndexError):
        journal.entry(5)


def test_an_empty_journal_has_nothing(journal: Journal) -> None:
    journal.extend([])
    assert (len(journal), journal.entries(), journal.lines([])) == (0, [], [])


def test_a_journal_outlives_its_process_and_goes_on(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").extend(SOME[:3])
    again = Journal(tmp_path / "journal")
    again.extend(SOME[3:])
    assert again.entries() == Journal(tmp_path / "journal").entries() == SOME


def test_a_line_that_a_crash_cut_off_is_dropped_and_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    Journal(path).extend(SOME[:2])
    with path.open("ab") as file:
        file.write(b'{"number": 2, "te')
    again = Journal(path)
    again.extend(SOME[2:])
    assert again.entries() == SOME


def test_mails_are_kept_in_the_file_and_not_in_memory(tmp_path: Path) -> None:
    mailbox = Mailbox(Journal(tmp_path / "mails"))
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(200):
            mailbox.add({"id": str(number), "to": [f"p{number}@example.com"], "text": "x" * 10_000})
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(mailbox.as_json()) > 200 * 10_000
    assert grown < 200 * 1_000
