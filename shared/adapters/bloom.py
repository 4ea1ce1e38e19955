"""A Bloom filter (Bloom, 1970): says "perhaps" or "certainly not" from a few bits an entry.

File: 8 bytes count of bits, 1 byte count of probes, then the bits. Probes are by double hashing of one SHA-256
(Kirsch and Mitzenmacher, 2006).
"""

import hashlib
import math
from collections.abc import Collection, Iterator
from pathlib import Path

_HEADER = 9
_COMMON = Path(__file__).with_name("common_passwords.bloom")


class BloomFilter:
    def __init__(self, size: int, probes: int, bits: bytes) -> None:
        self._size = size
        self._probes = probes
        self._bits = bits

    @classmethod
    def of(cls, words: Collection[str], false_positives: float) -> "BloomFilter":
        """The smallest filter that wrongly says "perhaps" at this rate."""
        size = math.ceil(-len(words) * math.log(false_positives) / math.log(2) ** 2)
        probes = max(1, round(size / len(words) * math.log(2)))
        bits = bytearray(-(-size // 8))
        for word in words:
            for bit in _places(word, size, probes):
                bits[bit >> 3] |= 1 << (bit & 7)
        return cls(size, probes, bytes(bits))

    @classmethod
    def from_bytes(cls, content: bytes) -> "BloomFilter":
        """Raises ValueError when the content is cut."""
        size, probes = int.from_bytes(content[:8], "big"), content[8]
        if len(content) != _HEADER + -(-size // 8):
            raise ValueError("the filter is not whole")
        return cls(size, probes, content[_HEADER:])

    def to_bytes(self) -> bytes:
        return self._size.to_bytes(8, "big") + bytes([self._probes]) + self._bits

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and all(
            self._bits[bit >> 3] & (1 << (bit & 7)) for bit in _places(word, self._size, self._probes)
        )


def _places(word: str, size: int, probes: int) -> Iterator[int]:
    digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
    first, step = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((first + probe * step) % size for probe in range(probes))


def common_passwords() -> BloomFilter:
    """The commonest passwords, case-folded; built by infra/blocklist.py, which names the lists."""
    return BloomFilter.from_bytes(_COMMON.read_bytes())
