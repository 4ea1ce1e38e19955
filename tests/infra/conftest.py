"""The cloud stack, synthesised once for many tests. `make cloud` runs them; elsewhere few are collected."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.infra.judges import Judges
    from tests.infra.synthesis import Synthesis, Synthesised

# Without the CDK, which `make synth` installs, only what needs none is collected.
_NEEDS_NO_CDK = frozenset({"test_context.py"})
collect_ignore = (
    []
    if find_spec("aws_cdk")
    else [path.name for path in Path(__file__).parent.glob("test_*.py") if path.name not in _NEEDS_NO_CDK]
)


@pytest.fixture(scope="session")
def synthesis(tmp_path_factory: pytest.TempPathFactory) -> "Synthesis":
    """Makes templates of any context, each once."""
    from tests.infra.synthesis import Synthesis

    return Synthesis(Path(tmp_path_factory.mktemp("cloud")))


@pytest.fixture(scope="session")
def judges(synthesis: "Synthesis") -> Iterator["Judges"]:
    """They judge a deployment with every option, while the other tests run."""
    from tests.infra.judges import Judges
    from tests.infra.synthesis import EVERYTHING

    with Judges(synthesis.of(**EVERYTHING).file) as judging:
        yield judging


@pytest.fixture(scope="session")
def stack(synthesis: "Synthesis", judges: "Judges") -> "Synthesised":
    """A deployment that chooses nothing but what it must."""
    return synthesis.of()
