"""What the emulator cannot do, each with what that means here. docs/local-cloud.md holds the same lists; tests compare
them with it, with the synthesised template, and with the emulator itself, so that none is stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """Resources of this type are left out of the template there, or only those with the property `having`.

    `refused`: they make CloudFormation in the emulator fail. Else they are of no use without others that do.
    """

    type: str
    why: str
    having: str = ""
    refused: bool = True

    def covers(self, resource: Resource) -> bool:
        return resource["Type"] == self.type and (not self.having or self.having in resource.get("Properties", {}))

    @property
    def name(self) -> str:
        return f"{self.type} with {self.having}" if self.having else self.type


LEFT_OUT = (
    LeftOut("AWS::Events::Archive", "Events of the bus are not kept for a replay."),
    LeftOut("AWS::CloudWatch::CompositeAlarm", "Alarms of alarms are not there."),
    LeftOut("AWS::CloudWatch::Alarm", "Alarms over a formula of metrics are not there.", having="Metrics"),
    LeftOut("AWS::Logs::QueryDefinition", "Saved questions to the logs are not there."),
    LeftOut("AWS::CloudWatch::Dashboard", "It shows alarms that are left out, and nobody draws it.", refused=False),
)

# A rule that refuses what comes without TLS: the emulator speaks plain HTTP on this machine, so that every call would
# be refused.
ONLY_OVER_TLS = ("aws:SecureTransport", "s3:TlsVersion")

# What the emulator never knows of a request. A condition that demands it would refuse every call.
UNKNOWN_KEYS = ("dynamodb:LeadingKeys", "kms:EncryptionContext:use", "ses:FromAddress")

# Actions that the emulator asks for on every resource, whatever a call names: a grant on one resource is none there.
ASKED_FOR_EVERYTHING = ("ses:SendEmail",)


@dataclass(frozen=True)
class WithoutEffect:
    """The emulator takes this property of resources of this type, and nothing follows from it."""

    type: str
    property: str
    why: str


WITHOUT_EFFECT = (
    WithoutEffect("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification", "There is no moment to go back to."),
    WithoutEffect("AWS::DynamoDB::Table", "SSESpecification", "Nothing is encrypted at rest."),
    WithoutEffect("AWS::DynamoDB::Table", "TimeToLiveSpecification", "Nothing expires by itself."),
    WithoutEffect("AWS::ApiGatewayV2::Stage", "DefaultRouteSettings", "No request is one too many."),
    WithoutEffect("AWS::ApiGatewayV2::Stage", "AccessLogSettings", "No access log is written."),
    WithoutEffect("AWS::Lambda::Function", "RecursiveLoop", "Every function is said to stop a loop, and none is."),
    WithoutEffect("AWS::S3::Bucket", "BucketEncryption", "A bucket says that S3's own key encrypts it, not ours."),
    WithoutEffect("AWS::S3::Bucket", "LifecycleConfiguration", "No object goes by itself."),
)

# What differs in behaviour, with no property that stands for it.
DIFFERENCES = (
    "`OPTIONS` is answered by the emulator's API Gateway with 403; on AWS it reaches our function, which says `Allow`.",
    "Every request comes from 127.0.0.1, so all callers share what is counted by source address.",
    "The erasure ledger stays empty: a rule whose target is a log group reaches nobody.",
    "A scheduled run that fails is not told to the failure queue: the rule calls the function directly.",
    "No trace reaches X-Ray, and no metric CloudWatch: alarms never leave INSUFFICIENT_DATA.",
    "Functions are initialised at their first call, not before it, and nothing limits their memory or CPU.",
    "SES sends nothing: mails are kept, and nobody bounces or complains.",
    "Roles of event source mappings are not asked: the emulator reads streams and queues itself.",
)
