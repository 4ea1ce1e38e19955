"""Buckets that anybody may read or write."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import member, resources_in, truth
from shared.architect.domain.rules.vocabulary.policies import resource_statements
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Invoices:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
"""
_GOOD = """\
Resources:
  Invoices:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
"""

_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for bucket in template.of("AWS::S3::Bucket"):
        acl = member(bucket.properties, "AccessControl")
        if acl in ("PublicRead", "PublicReadWrite", "AuthenticatedRead"):
            may = "read and write" if acl == "PublicReadWrite" else "read"
            yield template.hit(
                bucket, f"Everybody may {may} bucket `{bucket.name}` ({acl}).", "Properties/AccessControl"
            )
            continue
        off = [one for one in _BLOCKS if truth(bucket.properties, f"PublicAccessBlockConfiguration/{one}") is False]
        if off:
            yield template.hit(
                bucket,
                f"Bucket `{bucket.name}` turns off {', '.join(off)}: one policy or ACL makes it public.",
                "Properties/PublicAccessBlockConfiguration",
                Severity.WARNING,
            )
    for one in resource_statements(template, "AWS::S3::BucketPolicy"):
        if one.allows and one.is_for_everybody and not one.is_conditional:
            bucket_name = next(iter(resources_in(one.resource.properties.get("Bucket"))), one.resource.name)
            yield template.hit(
                one.resource, f"Policy `{one.resource.name}` lets everybody use bucket `{bucket_name}`.", one.at
            )


RULE = TemplateRule(
    About(
        id="TPL005",
        family="templates",
        title="A bucket is open to everybody",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle=(
            "What everybody may read is copied to a place that holds nothing else, behind a CDN; a store is private."
        ),
        why=(
            "Open buckets are found within hours by those who scan for them. Whoever puts a file there by "
            "mistake, a dump or an export, has published it; with write access others keep theirs there."
        ),
        fix=(
            "Remove the ACL and the statement for `*`, turn on all four settings of "
            "`PublicAccessBlockConfiguration`, and serve public files through CloudFront with origin access "
            "control."
        ),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
