"""What the supervisor does about each message, with children that only pretend."""

from collections.abc import Callable
from typing import Any, cast

from infra.local import child as spoken
from infra.local.messages import Again, Edited, EmulatorGone, Ended, Healthy, Inbox, Stop, Told
from infra.local.process import Child, why
from infra.local.supervisor import Supervisor


class PretendedChild:
    """Remembers what it was asked to do."""

    def __init__(self) -> None:
        self.orders: list[str] = []

    def go(self, first: bool) -> None:
        self.orders.append("prepare and serve" if first else "serve")

    def stop(self, within: float) -> bool:
        self.orders.append("finish")
        return True

    def kill(self) -> None:
        self.orders.append("die")

    send_kill = kill


class Stage:
    """Plays a script: each message is made when the supervisor asks for the next one."""

    def __init__(self) -> None:
        self.children: list[PretendedChild] = []
        self.said: list[str] = []

    def play(self, *script: Callable[[], Any]) -> bool:
        self._script = iter(script)
        supervisor = Supervisor(self._spawn, cast(Inbox, self), self.said.append, lambda _: False, self._ready)
        asked = supervisor.run()
        supervisor.stop()
        return asked

    def child(self, number: int) -> Any:
        return self.children[number]

    def get(self) -> Any:
        return next(self._script)()

    def put(self, message: Any) -> None:
        self.said.append(f"put {message}")

    def _spawn(self) -> Child:
        self.children.append(PretendedChild())
        return cast(Child, self.children[-1])

    def _ready(self, first: bool) -> None:
        self.said.append("ready" if first else "ready again")


def test_the_first_child_prepares_and_the_next_takes_over_after_the_first_has_finished() -> None:
    stage = Stage()
    asked = stage.play(
        lambda: Told(stage.child(0), spoken.LOADED),
        lambda: Told(stage.child(0), spoken.PREPARED),
        lambda: Healthy(stage.child(0)),
        lambda: Edited(("shared/a.py",)),
        lambda: Told(stage.child(1), spoken.LOADED),
        lambda: Ended(stage.child(0), 0),
        lambda: Healthy(stage.child(1)),
        Stop,
    )
    assert asked
    assert stage.child(0).orders == ["prepare and serve", "finish"]
    assert stage.child(1).orders == ["serve", "finish"]
    assert stage.said == ["ready", "Edited: shared/a.py. Loading it.", "ready again"]


def test_an_edit_during_a_load_starts_that_load_again() -> None:
    stage = Stage()
    stage.play(lambda: Edited(("shared/a.py",)), lambda: Told(stage.child(0), spoken.LOADED), Stop)
    assert stage.child(0).orders == ["die"]
    assert stage.child(1).orders == ["die"]


def test_an_edit_of_the_lifecycle_itself_asks_for_a_restart() -> None:
    stage = Stage()
    stage.play(lambda: Edited(("infra/local/a.py", "infra/topology.py", "shared/b.py", "shared/c.py")), Stop)
    assert stage.said == [
        "Edited: infra/local/a.py, infra/topology.py, shared/b.py and 1 more. Loading it.",
        "Part of that takes effect only when you stop and start again.",
    ]


def test_an_edit_that_does_not_load_leaves_the_version_before_alone() -> None:
    stage = Stage()
    stage.play(
        lambda: Told(stage.child(0), spoken.LOADED),
        lambda: Edited(("shared/a.py",)),
        lambda: Told(stage.child(1), spoken.FAILED, "shared/a.py, line 1: NameError: name 'x' is not defined"),
        lambda: Ended(stage.child(1), 1),
        Stop,
    )
    assert stage.child(0).orders == ["prepare and serve", "finish"]
    assert stage.child(1).orders == []
    assert stage.said[-1] == (
        "The code does not load: shared/a.py, line 1: NameError: name 'x' is not defined. "
        "The version before goes on. Save an edit to try again."
    )


def test_each_crash_in_a_row_doubles_the_pause_up_to_ten_seconds() -> None:
    stage = Stage()
    crash = [step for number in range(6) for step in _crash(stage, number)]
    stage.play(*crash, Stop)
    pauses = [line.split(" starts again in ")[1].split(" s,")[0] for line in stage.said if "starts again" in line]
    assert pauses == ["1", "2", "4", "8", "10", "10"]
    assert {tuple(child.orders) for child in stage.children[:6]} == {("prepare and serve",)}


def test_a_failed_preparation_is_told_and_tried_again() -> None:
    stage = Stage()
    stage.play(
        lambda: Told(stage.child(0), spoken.LOADED),
        lambda: Told(stage.child(0), spoken.FAILED, "ConnectionError: refused"),
        lambda: Ended(stage.child(0), 1),
        Again,
        lambda: Told(stage.child(1), spoken.LOADED),
        Stop,
    )
    assert stage.said[0] == "The system could not prepare its keys and administrator: ConnectionError: refused."
    assert stage.child(1).orders == ["prepare and serve", "finish"]


def test_without_the_emulator_there_is_nothing_to_finish() -> None:
    stage = Stage()
    asked = stage.play(lambda: Told(stage.child(0), spoken.LOADED), EmulatorGone)
    assert not asked
    assert stage.child(0).orders[:2] == ["prepare and serve", "die"]


def test_says_how_a_process_ended() -> None:
    assert why(-9) == "was ended by SIGKILL"
    assert why(3) == "ended with exit code 3"


def _crash(stage: Stage, number: int) -> list[Callable[[], Any]]:
    return [lambda: Told(stage.child(number), spoken.LOADED), lambda: Ended(stage.child(number), 1), Again]
