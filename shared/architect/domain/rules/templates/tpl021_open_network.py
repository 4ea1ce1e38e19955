"""Databases and consoles that the whole internet may reach."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import listed, member, number, truth
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  DatabaseAccess:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the shop's database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0}
"""
_GOOD = """\
Resources:
  Service:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: the shop's service}
  DatabaseAccess:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the shop's database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref Service}
"""

_PORTS = {
    22: "SSH", 23: "Telnet", 445: "SMB", 1433: "SQL Server", 1521: "Oracle", 2375: "Docker", 2379: "etcd",
    3306: "MySQL", 3389: "remote desktop", 5432: "PostgreSQL", 5672: "AMQP", 6379: "Redis", 9042: "Cassandra",
    9092: "Kafka", 9200: "Elasticsearch", 11211: "memcached", 15672: "RabbitMQ", 27017: "MongoDB",
}  # fmt: skip


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for group in template.of("AWS::EC2::SecurityGroup"):
        for place, rule in enumerate(listed(group.properties.get("SecurityGroupIngress"))):
            if told := _opened(rule):
                at = f"Properties/SecurityGroupIngress/{place}"
                yield template.hit(group, f"`{group.name}` opens {told} to the whole internet.", at)
    for ingress in template.of("AWS::EC2::SecurityGroupIngress"):
        if told := _opened(ingress.properties):
            yield template.hit(ingress, f"`{ingress.name}` opens {told} to the whole internet.", "Properties")
    for database in template.of("AWS::RDS::DBInstance", "AWS::Redshift::Cluster", "AWS::DMS::ReplicationInstance"):
        if truth(database.properties, "PubliclyAccessible") is True:
            yield template.hit(database, f"`{database.name}` has an address on the internet.",
                               "Properties/PubliclyAccessible")  # fmt: skip


def _opened(rule: Any) -> str:
    """The ports, where everybody may come in by one that is not for everybody."""
    everybody = member(rule, "CidrIp") == "0.0.0.0/0" or member(rule, "CidrIpv6") == "::/0"
    if not everybody:
        return ""
    if str(member(rule, "IpProtocol")) == "-1":
        return "every port"
    low, high = number(rule, "FromPort"), number(rule, "ToPort")
    if low is None or high is None:
        return ""
    inside = [f"{port} ({name})" for port, name in _PORTS.items() if low <= port <= high]
    return f"port {inside[0]}" if len(inside) == 1 else f"ports {low:g} to {high:g}" if inside else ""


RULE = TemplateRule(
    About(
        id="TPL021",
        family="templates",
        title="The whole internet may reach a port that is not for it",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A store is reached from the service that owns it, and from nowhere else.",
        why=(
            "Addresses are scanned all day. A database or SSH port that is open to all is tried with every leaked "
            "password, and one fault of its protocol is enough."
        ),
        fix=(
            "Take the security group of the callers as the source instead of `0.0.0.0/0`; keep databases in "
            "private subnets; use Session Manager in place of SSH."
        ),
        source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
