"""Every metric that alarms and dashboards look at, by the names of the stage: one place to see what is measured.

A metric in CloudWatch is a name with dimensions; whether it exists shows only once somebody reports it. So nothing here
refers to a resource, but where AWS chooses the name: the API's and the key's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.topology import Function

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

    def kms_calls(self) -> cloudwatch.Metric:
        return _metric("AWS/KMS", "SuccessfulRequest", "Sum", KeyArn=self.key_id, Operation="Decrypt")

    def log_bytes(self, function: str) -> cloudwatch.Metric:
        return _metric("AWS/Logs", "IncomingBytes", "Sum", LogGroupName=f"/aws/lambda/{self.function_name(function)}")

    def gigabyte_seconds(self, functions: Sequence[Function]) -> list[cloudwatch.MathExpression]:
        """What Lambda charges for beside the number of calls."""
        return [self._gigabyte_seconds(function) for function in functions]

    def _gigabyte_seconds(self, function: Function) -> cloudwatch.MathExpression:
        return cloudwatch.MathExpression(
            expression=f"{function.name} / 1000 * {function.memory / 1024:g}",
            using_metrics={function.name: self.function("Duration", function.name)},  # milliseconds
            label=function.name,
            period=FIVE_MINUTES,
        )


def _metric(
    namespace: str, name: str, statistic: str, period: Duration = FIVE_MINUTES, **dimensions: str
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace, metric_name=name, statistic=statistic, period=period, dimensions_map=dimensions or None
    )


def account_concurrency() -> cloudwatch.Metric:
    """Functions of this account that run at once, in this region, ours and others."""
    return _metric("AWS/Usage", "ResourceCount", "Maximum", **ACCOUNT_CONCURRENCY)
