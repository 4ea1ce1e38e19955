"""What the emulator cannot do, each with what that means here. docs/local-cloud.md holds the same lists; tests compare
them with it, with the synthesised template, and with the emulator itself, so that none is stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """Resources of this type make CloudFormation in the emulator fail, so they are left out of the template there.

    `having`: only those with this property.
    """

    type: str
    why: str
    having: str = ""

    def covers(self, resource: Resource) -> bool:
        return resource["Type"] == self.type and (not self.having or self.having in resource.get("Properties", {}))

    @property
    def name(self) -> str:
        return f"{self.type} with {self.having}" if self.having else self.type


REFUSED = (
    Refused("AWS::Events::Archive", "events of the bus are not kept for a replay"),
    Refused("AWS::CloudWatch::CompositeAlarm", "alarms of alarms are not there"),
    Refused("AWS::CloudWatch::Alarm", "alarms over a formula of metrics are not there", having="Metrics"),
)

# A rule that refuses what comes without TLS: the emulator speaks plain HTTP on this machine, so that every call would
# be refused.
ONLY_OVER_TLS = ("aws:SecureTransport", "s3:TlsVersion")

# What the emulator never knows of a request. A condition that demands it would refuse every call.
UNKNOWN_KEYS = ("dynamodb:LeadingKeys", "kms:EncryptionContext:use", "ses:FromAddress")

# Actions that the emulator asks for on every resource, whatever a call names: a grant on one resource is none there.
ASKED_FOR_EVERYTHING = ("ses:SendEmail",)

DROPPED: tuple[str, ...] = ()
