"""One deployment for all tests: `make deploy-local` in a process and a directory of its own, ended with Ctrl-C."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from infra.deploy_local import build, running
from infra.deploy_local.cloud import Cloud
from infra.deploy_local.context import BUNDLES
from infra.deploy_local.deployed import Deployed
from infra.deploy_local.failures import WrongPython
from infra.local.failures import EmulatorMissing
from tests.deployed.command import deployment
from tests.deployed.town import DeployedTown
from tests.journeys.town import ADMIN

# Without the CDK nothing can be synthesised: make test-deployed runs these tests, in an environment that has it.
collect_ignore_glob = [] if find_spec("aws_cdk") else ["test_*.py"]
_FIRST_CALLS = ("/healthz", "/v1/sessions", "/v1/me", "/v1/users")


@pytest.fixture(scope="session")
def python() -> Path:
    """What the functions run on."""
    try:
        return build.runtime_python()
    except (WrongPython, EmulatorMissing) as failure:
        pytest.skip(f"Nothing is deployed: {failure}")


@pytest.fixture(scope="session")
def assembly(python: Path) -> Path:
    """Where the synthesised template is; the bundles that it refers to are built."""
    build.bundle(python, print)
    return build.synthesise(print)


@pytest.fixture(scope="session")
def bundles(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Copies, so that tests may change the code in them."""
    place = tmp_path_factory.mktemp("deployed") / "bundles"
    shutil.copytree(BUNDLES, place)
    yield place
    shutil.rmtree(place)  # pytest would keep it for three more runs


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the deployment."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def terminal(home: Path, bundles: Path) -> Iterator[Path]:
    """What `make deploy-local` prints; it is ready, and in the end it leaves nothing behind."""
    with deployment(home) as said:
        yield said
    assert "nothing of it is kept" in said.read_text()
    assert sorted(path.name for path in home.iterdir()) == ["emulator.log", "lock", "terminal"]


@pytest.fixture(scope="session")
def deployed(terminal: Path, home: Path, bundles: Path) -> Deployed:
    found = running.read(home)
    assert found
    return Deployed(Cloud(found.endpoint), found.stack, bundles)


@pytest.fixture(scope="session")
def town(deployed: Deployed) -> DeployedTown:
    """Every HTTP function has been called once, and the workers had a first mail: they start side by side."""
    place = deployed.place()
    town = DeployedTown(deployed.cloud.endpoint, deployed=deployed, host=place.host)
    with ThreadPoolExecutor(len(_FIRST_CALLS)) as pool:
        list(pool.map(lambda path: town.client().get(path), _FIRST_CALLS))
    town.mail(ADMIN[0], "welcome")
    return town
