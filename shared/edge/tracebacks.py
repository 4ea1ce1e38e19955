"""Where an error came from, without its text: texts of libraries and services repeat what they were given."""

import re
import traceback
from collections.abc import Iterator

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9._]{0,63}")
_LONGEST_CHAIN = 10


def traceback_without_texts(error: BaseException) -> str:
    """Kinds, codes and places of an error and of those it came from, the first one first."""
    parts = [f"Traceback:\n{''.join(traceback.format_tb(each.__traceback__))}{kind_of(each)}" for each in _chain(error)]
    return "\nand then\n".join(reversed(parts))


def kind_of(error: BaseException) -> str:
    """Its class, and its code where it has one: ours, or AWS's."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    code = getattr(error, "aws_code", None) or getattr(error, "code", None)
    return f"{name} ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else name


def _chain(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if each is None:
            return
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
