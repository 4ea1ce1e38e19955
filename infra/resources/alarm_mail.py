"""Who is told of an alarm: whoever `alarm_email` names, by a topic that takes word from CloudWatch alone."""

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.resources.accepted import accept

_UNENCRYPTED = ("AwsSolutions-SNS2", "CKV_AWS_26")


def alarm_mail(scope: Construct, prefix: str, key: kms.Key | None, email: str) -> actions.SnsAction:
    """The topic with its reader, who has to confirm once by mail. By TLS only, and encrypted where the stage
    has a key for it: CloudWatch may not use those of AWS."""
    topic = sns.Topic(
        scope,
        "AlarmTopic",
        topic_name=f"{prefix}-alarms",
        display_name=f"{prefix} alarms",
        master_key=key,
        enforce_ssl=True,
    )
    reader = topic.add_subscription(subscriptions.EmailSubscription(email))
    accept(reader, "The alarm stays red until it is seen to; its mail is a hint.", "Serverless-SNSRedrivePolicy")
    alarms = Stack.of(scope).format_arn(
        service="cloudwatch", resource="alarm", resource_name=f"{prefix}-*", arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
    topic.add_to_resource_policy(_from(alarms, ["sns:Publish"], topic.topic_arn))
    if key:
        key.add_to_resource_policy(_from(alarms, ["kms:Decrypt", "kms:GenerateDataKey*"], "*"))  # "*": this key
    else:
        accept(topic, "An alarm names resources, never a person; CloudWatch may not use AWS's own key.", *_UNENCRYPTED)
    return actions.SnsAction(topic)


def _from(alarms: str, allowed: list[str], resource: str) -> iam.PolicyStatement:
    """CloudWatch, for alarms of this stage and nobody else's."""
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=allowed,
        resources=[resource],
        conditions={"ArnLike": {"aws:SourceArn": alarms}},
    )
