"""The template as the emulator takes it: what goes, goes with all that waited for it; what is needed never goes."""

from typing import Any

import pytest

from infra.deploy_local.adapt import adapt
from infra.deploy_local.failures import StackFailed
from infra.deploy_local.limits import LeftOut

ARCHIVE = LeftOut("AWS::Events::Archive", "not kept")
FORMULA = LeftOut("AWS::CloudWatch::Alarm", "no formulas", having="Metrics")


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources, "Outputs": {"Archive": {"Value": {"Ref": "Archive"}}, "Bus": {"Value": "bus"}}}


def resource(kind: str, **rest: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": {}, **rest}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def role(statement: dict[str, Any]) -> dict[str, Any]:
    return resource("IAM::Role", Properties={"Policies": [{"PolicyName": "own", "PolicyDocument": policy(statement)}]})


TLS = {"Effect": "Deny", "Action": "sqs:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
FROM_RULE = {"Effect": "Allow", "Action": "sqs:SendMessage", "Condition": {"ArnEquals": {"aws:SourceArn": "rule"}}}


def test_what_is_refused_is_left_out_and_counted_and_nothing_waits_for_it() -> None:
    made = adapt(
        template(
            Archive=resource("Events::Archive"),
            Bus=resource("Events::EventBus", DependsOn=["Archive", "Other"]),
            Other=resource("Events::EventBus", DependsOn="Archive"),
        ),
        [ARCHIVE],
    )
    assert made.left_out == {ARCHIVE: 1}
    assert made.template["Resources"] == {
        "Bus": resource("Events::EventBus", DependsOn=["Other"]),
        "Other": resource("Events::EventBus"),
    }
    assert list(made.template["Outputs"]) == ["Bus"]


def test_only_what_has_the_property_is_left_out() -> None:
    plain, formula = resource("CloudWatch::Alarm"), resource("CloudWatch::Alarm", Properties={"Metrics": []})
    assert list(adapt(template(A=plain, B=formula), [FORMULA]).template["Resources"]) == ["A"]


@pytest.mark.parametrize(
    "reference",
    [
        {"Ref": "Archive"},
        {"Fn::GetAtt": ["Archive", "Arn"]},
        {"Fn::Sub": "a ${Archive.Arn}"},
        {"Fn::Sub": ["${Archive}", {}]},
    ],
)
def test_what_stays_must_not_need_what_goes(reference: Any) -> None:
    needing = resource("SNS::Topic", Properties={"Tags": [{"Value": {"Fn::Join": ["", [reference]]}}]})
    with pytest.raises(StackFailed, match="Topic refers to Archive"):
        adapt(template(Archive=resource("Events::Archive"), Topic=needing), [ARCHIVE])


def test_the_template_itself_is_not_changed() -> None:
    given = template(Archive=resource("Events::Archive"), Bus=resource("Events::EventBus", DependsOn="Archive"))
    adapt(given, [ARCHIVE])
    assert given["Resources"]["Bus"]["DependsOn"] == "Archive"
    assert "Archive" in given["Resources"]


def test_a_queue_keeps_its_policy_but_for_the_rule_about_tls() -> None:
    queue = resource("SQS::QueuePolicy", Properties={"Queues": ["q"], "PolicyDocument": policy(TLS, FROM_RULE)})
    made = adapt(template(Policy=queue))
    assert made.template["Resources"]["Policy"]["Properties"]["PolicyDocument"] == policy(FROM_RULE)
    assert made.eased == 1


def test_a_policy_that_said_nothing_else_goes() -> None:
    bucket = resource("S3::BucketPolicy", Properties={"Bucket": "b", "PolicyDocument": policy(TLS)})
    assert adapt(template(Policy=bucket)).template["Resources"] == {}


def test_a_refusal_for_another_reason_stays() -> None:
    other = {**TLS, "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalArn": "x"}}}
    queue = resource("SQS::QueuePolicy", Properties={"PolicyDocument": policy(other)})
    assert adapt(template(Policy=queue)).eased == 0


def test_a_role_keeps_actions_resources_and_the_conditions_that_can_be_judged() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": "table",
        "Condition": {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["USER#*"]},
            "Null": {"dynamodb:LeadingKeys": ["false"]},
            "StringEquals": {"aws:PrincipalAccount": "1"},
        },
    }
    made = adapt(template(Role=role(statement))).template["Resources"]["Role"]
    assert made == role({**statement, "Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}}})


def test_mail_may_be_sent_by_any_identity_there() -> None:
    statement = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": ["one"]}
    made = adapt(template(Role=role(statement))).template["Resources"]["Role"]
    assert made == role({**statement, "Resource": "*"})
