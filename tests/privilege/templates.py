"""Roles as a synthesised template has them, with its references resolved to the ARNs that a deployment would have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.privilege.policies import Policy

PLACE = "eu-central-1:111122223333"
_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::AccountId": "111122223333",
    "AWS::URLSuffix": "amazonaws.com",
}


@dataclass(frozen=True)
class Roles:
    """Of one template, in CloudFormation's JSON."""

    resources: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, template: Mapping[str, Any]) -> "Roles":
        return cls(template["Resources"])

    def of_type(self, *types: str) -> dict[str, Mapping[str, Any]]:
        """Properties by logical id."""
        found = {name: one for name, one in self.resources.items() if one["Type"] in types}
        return {name: one.get("Properties", {}) for name, one in found.items()}

    def by_function(self) -> dict[str, str]:
        """The logical id of each function's role, by the function's name in the topology."""
        functions = self.of_type("AWS::Lambda::Function").values()
        return {function["Handler"].split(".")[1]: function["Role"]["Fn::GetAtt"][0] for function in functions}

    def policy(self, role: str) -> Policy:
        """All that a role allows, references resolved."""
        documents = [policy["PolicyDocument"] for policy in self.resources[role]["Properties"].get("Policies", ())]
        return Policy(tuple(self._resolved(one) for document in documents for one in document["Statement"]))

    def key(self, alias: str) -> str:
        """The ARN of the KMS key with this alias."""
        (target,) = [
            one["TargetKeyId"] for one in self.of_type("AWS::KMS::Alias").values() if one["AliasName"] == alias
        ]
        return str(self._resolved(target))

    def bucket(self, name: str) -> str:
        """The logical id of a bucket, which stands for its name: that is CloudFormation's to choose."""
        (found,) = [each for each in self.of_type("AWS::S3::Bucket") if each.lower().startswith(name)]
        return found

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(part) for part in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((key, argument),) = value.items()
            if key == "Ref":
                return _PSEUDO[argument]
            if key == "Fn::Join":
                return argument[0].join(map(str, self._resolved(argument[1])))
            if key == "Fn::GetAtt":
                return self._attribute(*argument)
        return {key: self._resolved(part) for key, part in value.items()}

    def _attribute(self, name: str, attribute: str) -> str:
        """The ARN of a resource by its name; LookupError for a kind that no role has needed so far."""
        resource = self.resources[name]
        properties = resource["Properties"]
        match resource["Type"], attribute:
            case (("AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable"), "Arn"):
                return f"arn:aws:dynamodb:{PLACE}:table/{properties['TableName']}"
            case (("AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable"), "StreamArn"):
                return f"arn:aws:dynamodb:{PLACE}:table/{properties['TableName']}/stream/2026"
            case "AWS::SQS::Queue", "Arn":
                return f"arn:aws:sqs:{PLACE}:{properties['QueueName']}"
            case "AWS::Events::EventBus", "Arn":
                return f"arn:aws:events:{PLACE}:event-bus/{properties['Name']}"
            case "AWS::S3::Bucket", "Arn":
                return f"arn:aws:s3:::{name}"
            case "AWS::KMS::Key", "Arn":
                return f"arn:aws:kms:{PLACE}:key/{name}"
            case kind, _:
                raise LookupError(f"the {attribute} of {name}, a {kind}, is not known here")
