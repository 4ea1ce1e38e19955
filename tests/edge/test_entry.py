"""A function is built once: in Lambda's init phase, elsewhere at its first call."""

import gc
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.edge.entry import Handler, lambda_entry, warm_on_lambda
from shared.kernel.errors import ServiceUnavailable


class Built:
    def __init__(self, failures: int = 0) -> None:
        self.times = 0
        self.failures = failures

    def __call__(self, environ: Mapping[str, str]) -> Handler:
        self.times += 1
        if self.times <= self.failures:
            raise OSError("away")
        return lambda event, context: (event, context)


def test_nothing_is_built_before_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)
    build = Built()
    handler = lambda_entry(build)
    assert build.times == 0
    assert handler("event", "context") == ("event", "context")
    handler("event", "context")
    assert build.times == 1


def test_on_lambda_it_is_built_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
    build = Built()
    lambda_entry(build)("event", None)
    assert build.times == 1


def test_many_first_calls_build_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)
    build, together = Built(), threading.Barrier(8)
    handler = lambda_entry(build)

    def first_call(_: int) -> None:
        together.wait(timeout=10)
        handler("event", None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(first_call, range(8)))
    assert build.times == 1


def test_a_build_that_failed_is_tried_again_at_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)
    build = Built(failures=1)
    handler = lambda_entry(build)
    with pytest.raises(OSError, match="away"):
        handler("event", None)
    assert handler("event", None) == ("event", None)


def away() -> None:
    raise ServiceUnavailable


def test_outside_of_lambda_nothing_is_warmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)
    warm_on_lambda(away)


def test_on_lambda_what_cannot_be_warmed_is_told_and_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The steps after it would wait for the same service, and the init phase has ten seconds."""
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
    taken: list[str] = []
    warm_on_lambda(lambda: taken.append("first"), away, lambda: taken.append("third"))
    assert taken == ["first"]
    assert caplog.messages == ["the init phase could not warm something: ServiceUnavailable"]


def test_after_the_init_phase_no_collection_looks_at_what_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
    gc.unfreeze()
    lambda_entry(Built())
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
