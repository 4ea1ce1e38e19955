"""The cut descriptions of AWS: as the installed botocore has them, and enough for every call that is made."""

from pathlib import Path

import botocore.session
import pytest

from infra.service_data import CUT, OPERATIONS, cut_files
from shared.adapters.aws.clients import SERVICE_DATA, client


def test_the_folder_is_what_the_installed_botocore_gives() -> None:
    """Otherwise: python -m infra.service_data"""
    written = {str(path.relative_to(CUT)): path.read_text() for path in CUT.rglob("*.json")}
    assert written == dict(cut_files())


@pytest.mark.parametrize("service", [service.partition("/")[0] for service in OPERATIONS])
def test_a_client_of_every_service_goes_where_botocore_would(service: str) -> None:
    ours = client(service, "eu-central-1", None)
    whole = botocore.session.get_session().create_client(service, region_name="eu-central-1")
    assert Path(SERVICE_DATA) == CUT
    assert ours.meta.endpoint_url == whole.meta.endpoint_url
    for name in ours.meta.method_to_api_mapping.values():
        mine, theirs = (each.meta.service_model.operation_model(name) for each in (ours, whole))
        assert mine.metadata == theirs.metadata
        for taken, given in ((mine.input_shape, theirs.input_shape), (mine.output_shape, theirs.output_shape)):
            assert list(getattr(taken, "members", ())) == list(getattr(given, "members", ()))


def test_an_operation_that_is_not_kept_is_no_method() -> None:
    assert not hasattr(client("dynamodb", "eu-central-1", None), "delete_table")
