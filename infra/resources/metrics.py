"""Every metric that alarms and dashboards look at, by the names of the stage: one place to see what is measured.

A metric in CloudWatch is a name with dimensions; whether it exists shows only once somebody reports it. So nothing here
refers to a resource, but where AWS chooses the name: the API's and the key's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

FIVE_MINUTES = Duration.minutes(5)
ACCOUNT_CONCURRENCY = {"Service": "Lambda", "Type": "Resource", "Resource": "ConcurrentExecutions", "Class": "None"}


@dataclass(frozen=True)
class Metrics:
    """Of one stage, whose names begin with `prefix`. `table_name`: how a table of the topology is called there."""

    prefix: str
    api_id: str
    key_id: str
    table_name: Callable[[str], str]

    def function_name(self, function: str) -> str:
        return f"{self.prefix}-{function.replace('_', '-')}"

    def api(self, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """Count, 4xx, 5xx, Latency (milliseconds), IntegrationLatency."""
        return _metric("AWS/ApiGateway", name, statistic, ApiId=self.api_id)

    def own(
        self, name: str, function: str, statistic: str = "Sum", period: Duration = FIVE_MINUTES, **dimensions: str
    ) -> cloudwatch.Metric:
        """What functions count themselves (shared/edge/metrics.py)."""
        return _metric("Rollbook", name, statistic, period, function=self.function_name(function), **dimensions)

    def function(
        self, name: str, function: str, statistic: str = "Sum", period: Duration = FIVE_MINUTES
    ) -> cloudwatch.Metric:
        """Invocations, Errors, Throttles, Duration (milliseconds), ConcurrentExecutions, IteratorAge (milliseconds)."""
        return _metric("AWS/Lambda", name, statistic, period, FunctionName=self.function_name(function))

    def queue(self, name: str, queue: str) -> cloudwatch.Metric:
        """ApproximateNumberOfMessagesVisible, ApproximateAgeOfOldestMessage (seconds)."""
        return _metric("AWS/SQS", name, "Maximum", QueueName=f"{self.prefix}-{queue}")

    def table(self, name: str, table: str) -> cloudwatch.Metric:
        return _metric("AWS/DynamoDB", name, "Sum", TableName=self.table_name(table))

    def mail(self, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """Of the whole account: its reputation is what SES acts upon."""
        return _metric("AWS/SES", name, statistic)


def _metric(
    namespace: str, name: str, statistic: str, period: Duration = FIVE_MINUTES, **dimensions: str
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace, metric_name=name, statistic=statistic, period=period, dimensions_map=dimensions or None
    )


def account_concurrency() -> cloudwatch.Metric:
    """Functions of this account that run at once, in this region, ours and others."""
    return _metric("AWS/Usage", "ResourceCount", "Maximum", **ACCOUNT_CONCURRENCY)


def account_functions(name: str) -> cloudwatch.Metric:
    """Of all functions in this account and region together: Invocations, Errors, Throttles, Duration (milliseconds)."""
    return _metric("AWS/Lambda", name, "Sum")


def account_log_bytes() -> cloudwatch.Metric:
    """Of all log groups in this account and region together."""
    return _metric("AWS/Logs", "IncomingBytes", "Sum")
