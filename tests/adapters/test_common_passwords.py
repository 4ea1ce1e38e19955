"""The filter of common passwords: what it holds, what it lets through, and how often it is wrong."""

import random
import string

import pytest

from shared.adapters.bloom import BloomFilter, common_passwords


@pytest.fixture(scope="module")
def common() -> BloomFilter:
    return common_passwords()


@pytest.mark.parametrize("word", ["password", "qwerty", "letmein", "iloveyou", "qwertyuiopasdfgh"])
def test_holds_what_everybody_tries_first(common: BloomFilter, word: str) -> None:
    assert word in common


def test_is_wrong_about_no_more_than_a_few_in_a_hundred_thousand(common: BloomFilter) -> None:
    chance = random.Random(7)
    unheard_of = ("".join(chance.choices(string.ascii_lowercase, k=20)) for _ in range(100_000))
    assert sum(word in common for word in unheard_of) <= 5


def test_a_filter_holds_every_word_it_was_made_of() -> None:
    words = [f"word {number}" for number in range(1000)]
    made = BloomFilter.from_bytes(BloomFilter.of(words, 1e-4).to_bytes())
    assert all(word in made for word in words)


def test_a_cut_file_is_refused() -> None:
    content = BloomFilter.of(["a", "b"], 0.01).to_bytes()
    with pytest.raises(ValueError, match="not whole"):
        BloomFilter.from_bytes(content[:-1])
