from pathlib import Path

from holidays_app import make_app


def test_what_was_named_is_listed_and_a_second_name_replaces_the_first(tmp_path: Path) -> None:
    client = make_app(str(tmp_path / "holidays.db")).test_client()
    for name in ("New Year", "New Year's Day"):
        assert client.put("/holidays/2027-01-01", json={"name": name}).status_code == 200
    assert client.get("/holidays").json == [{"day": "2027-01-01", "name": "New Year's Day"}]


def test_errors_are_json_and_change_nothing(tmp_path: Path) -> None:
    client = make_app(str(tmp_path / "holidays.db")).test_client()
    refused = client.put("/holidays/2027-01-01", json={"name": ""})
    assert (refused.status_code, (refused.json or {}).get("error")) == (400, "Bad Request")
    assert client.get("/holidays").json == []
