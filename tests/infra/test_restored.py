"""After a restore: the stack takes the restored tables over, and lets go of the old ones without removing them."""

from tests.infra.synthesis import PREFIX, Synthesis, Synthesised

RESTORED = {"events": "r1", "directory": "r1"}


def test_restored_tables_are_other_resources_with_the_same_settings(synthesis: Synthesis, stack: Synthesised) -> None:
    """So that CloudFormation imports them by their names and leaves the old ones where they are."""
    before, after = stack.of_type("DynamoDB::Table"), synthesis.of(restored=RESTORED).of_type("DynamoDB::Table")
    settings = {each["TableName"].removeprefix(f"{PREFIX}-"): each for each in after.values()}
    for table, ending in RESTORED.items():
        (old,) = [name for name, each in before.items() if each["TableName"] == f"{PREFIX}-{table}"]
        assert old not in after
        assert stack.resources[old]["DeletionPolicy"] == stack.resources[old]["UpdateReplacePolicy"] == "Retain"
        renamed = f"{table}-{ending}"
        apart = {"TableName", "ResourcePolicy"}
        kept = {key: value for key, value in before[old].items() if key not in apart}
        assert {key: value for key, value in settings[renamed].items() if key not in apart} == kept
    assert f":table/{PREFIX}-events-r1" in str(settings["events-r1"]["ResourcePolicy"])
    assert {"keys", "sessions"} <= set(settings)


def test_functions_streams_and_alarms_follow(synthesis: Synthesis) -> None:
    made = synthesis.of(restored=RESTORED)
    for function in made.of_type("Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert variables["ROLLBOOK_EVENTS_TABLE"] == f"{PREFIX}-events-r1"
        assert variables["ROLLBOOK_KEYS_TABLE"] == f"{PREFIX}-keys"
    (events,) = [
        name for name, each in made.of_type("DynamoDB::Table").items() if each["TableName"].endswith("events-r1")
    ]
    sources = [each["EventSourceArn"]["Fn::GetAtt"] for each in made.of_type("Lambda::EventSourceMapping").values()]
    assert [events, "StreamArn"] in sources
    throttled = made.named("CloudWatch::Alarm", "AlarmName")["table-throttles"]
    assert f"{PREFIX}-events-r1" in str(throttled["Metrics"])
