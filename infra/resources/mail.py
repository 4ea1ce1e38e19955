"""SES: the sender's domain, and what becomes of mails that come back."""

from aws_cdk import Stack
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.context import Context

# Told as metrics: counts by kind of mail. An event in full would carry the address out of SES.
_TOLD = (
    ses.EmailSendingEvent.SEND,
    ses.EmailSendingEvent.DELIVERY,
    ses.EmailSendingEvent.BOUNCE,
    ses.EmailSendingEvent.COMPLAINT,
    ses.EmailSendingEvent.REJECT,
    ses.EmailSendingEvent.RENDERING_FAILURE,
)


def sender(scope: Construct, context: Context) -> tuple[ses.EmailIdentity, ses.ConfigurationSet]:
    """The domain of `mail_from`. SES itself keeps whoever bounced or complained from being written to again."""
    settings = ses.ConfigurationSet(
        scope,
        "MailSettings",
        configuration_set_name=context.prefix,
        suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        reputation_metrics=True,
        tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
    )
    settings.add_event_destination(
        "MailMetrics",
        configuration_set_event_destination_name="metrics",
        destination=ses.EventDestination.cloud_watch_dimensions(
            [
                ses.CloudWatchDimension(
                    source=ses.CloudWatchDimensionSource.MESSAGE_TAG, name="kind", default_value="none"
                )
            ]
        ),
        events=list(_TOLD),
    )
    identity = ses.EmailIdentity(
        scope,
        "Sender",
        identity=ses.Identity.domain(context.mail_from.rpartition("@")[2]),
        configuration_set=settings,
    )
    return identity, settings


def arns(scope: Construct, context: Context) -> tuple[str, str]:
    """Of the identity and of its configuration set: sending needs the right to both."""
    domain, stack = context.mail_from.rpartition("@")[2], Stack.of(scope)
    names = (("identity", domain), ("configuration-set", context.prefix))
    identity, settings = (stack.format_arn(service="ses", resource=kind, resource_name=name) for kind, name in names)
    return identity, settings
