"""Names, tags, outputs, and the mail's sender."""

from tests.infra.synthesis import MAIL_FROM, PREFIX, STAGE, Synthesised

# How each type of resource that we name calls its name.
_NAMED = {
    "ApiGatewayV2::Api": "Name",
    "DynamoDB::Table": "TableName",
    "Events::Archive": "ArchiveName",
    "Events::EventBus": "Name",
    "Events::Rule": "Name",
    "IAM::Role": "RoleName",
    "Lambda::Function": "FunctionName",
    "SES::ConfigurationSet": "Name",
    "SQS::Queue": "QueueName",
}
# What cannot carry tags, as CloudFormation has it, or belongs wholly to something that does.
_UNTAGGED = (
    "ApiGatewayV2::Integration", "ApiGatewayV2::Route", "Events::Archive", "KMS::Alias", "Lambda::EventInvokeConfig",
    "Lambda::Permission", "Logs::ResourcePolicy", "Logs::QueryDefinition", "S3::BucketPolicy",
    "SES::ConfigurationSetEventDestination", "SQS::QueuePolicy", "CloudWatch::Dashboard",
)  # fmt: skip


def test_every_name_begins_with_the_service_and_its_stage(stack: Synthesised) -> None:
    names = [str(each[key]) for kind, key in _NAMED.items() for each in stack.of_type(kind).values()]
    assert len(names) > len(_NAMED)
    assert [name for name in names if name != PREFIX and not name.startswith(f"{PREFIX}-")] == []


def test_everything_that_can_carry_tags_says_whose_it_is(stack: Synthesised) -> None:
    untagged = set()
    for name, each in stack.resources.items():
        tags = each.get("Properties", {}).get("Tags", {})
        found = tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
        if not found.items() >= {"application": "rollbook", "stage": STAGE}.items():
            untagged.add((name, each["Type"]))
    assert {(name, kind) for name, kind in untagged if kind.removeprefix("AWS::") not in _UNTAGGED} == set()


def test_the_outputs_say_where_the_service_is_and_what_operators_need(stack: Synthesised) -> None:
    assert set(stack.template["Outputs"]) >= {"PublicUrl", "BusName", "KeyId"}


def test_mail_comes_from_the_domain_with_settings_of_its_own(stack: Synthesised) -> None:
    (identity,) = stack.of_type("SES::EmailIdentity").values()
    assert identity["EmailIdentity"] == MAIL_FROM.partition("@")[2]
    (name,) = stack.of_type("SES::ConfigurationSet")
    assert identity["ConfigurationSetAttributes"] == {"ConfigurationSetName": {"Ref": name}}


def test_whoever_bounces_or_complains_is_not_written_to_again(stack: Synthesised) -> None:
    (settings,) = stack.of_type("SES::ConfigurationSet").values()
    assert settings["SuppressionOptions"] == {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    assert settings["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert settings["ReputationOptions"] == {"ReputationMetricsEnabled": True}


def test_what_becomes_of_mails_is_counted_and_no_address_leaves_ses(stack: Synthesised) -> None:
    (destination,) = [
        each["EventDestination"] for each in stack.of_type("SES::ConfigurationSetEventDestination").values()
    ]
    assert {"bounce", "complaint", "reject", "renderingFailure"} <= set(destination["MatchingEventTypes"])
    told = destination["CloudWatchDestination"]["DimensionConfigurations"]
    assert [each["DimensionName"] for each in told] == ["kind"]
    assert set(destination) <= {"CloudWatchDestination", "Enabled", "MatchingEventTypes", "Name"}
