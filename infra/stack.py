"""The cloud stack: joins the families of infra/resources, and says what they are called."""

from typing import Any

from aws_cdk import CfnOutput, Stack, Tags
from constructs import Construct

from infra.context import Context
from infra.resources import aliases, api, buckets, functions, keys, logs, mail, mappings, schedules
from infra.resources.bus import bus
from infra.resources.environment import Places, environment
from infra.resources.metrics import Metrics
from infra.resources.names import Arns
from infra.resources.queues import queues
from infra.resources.roles import role
from infra.resources.tables import tables
from infra.resources.watching import watch


class RollbookStack(Stack):
    """Everything of one stage. What others build on is an attribute, by the names of the topology."""

    def __init__(self, scope: Construct, context: Context, **options: Any) -> None:
        super().__init__(scope, context.prefix, description="Rollbook: people and architecture", **options)
        self.context = context
        self.key = keys.root_key(self, context)
        self.data_key = keys.data_key(self, context)
        self.tables = tables(self, context, self.data_key)
        self.buckets = buckets.buckets(self, context, self.data_key)
        self.queues = queues(self, context)
        self.bus = bus(self, context, self.queues)
        self.sender, self.mail_settings = mail.sender(self, context)
        self.api = api.api(self, context)
        self.public_url = api.public_url(context, self.api)
        self.log_groups = logs.of_functions(self, context)
        self.functions = self._functions()
        self._connect()
        metrics = Metrics(context.prefix, self.api.api_id, self.key.key_arn, context.table_name)
        watch(self, context, metrics, self.log_groups, self.data_key)
        self._tell()

    def _functions(self) -> dict[str, Any]:
        urls = {name: queue.queue_url for name, queue in self.queues.items()}
        arns = self._arns()
        buckets = {name: bucket.bucket_name for name, bucket in self.buckets.items()}
        bus, key = self.bus.event_bus_name, self.key.key_id
        places = Places(self.public_url, urls, buckets, self.context.prefix, bus, key)
        return functions.functions(
            self,
            self.context,
            self.log_groups,
            lambda function: environment(self.context, function, places),
            lambda function: role(self, self.context, function, arns),
        )

    def _connect(self) -> None:
        answering = aliases.aliases(self, self.context, self.functions)
        api.route(self.api, answering)
        mappings.mappings(self, self.functions, self.tables, self.queues)
        schedules.schedules(self, self.context, self.functions, self.queues)

    def _arns(self) -> Arns:
        identity, settings = mail.arns(self, self.context)
        return Arns(
            tables={name: table.table_arn for name, table in self.tables.items()},
            streams={name: table.table_stream_arn for name, table in self.tables.items() if table.table_stream_arn},
            queues={name: queue.queue_arn for name, queue in self.queues.items()},
            logs={name: logs.arn_of_function(self, self.context, name) for name in self.log_groups},
            buckets={name: bucket.bucket_arn for name, bucket in self.buckets.items()},
            stack=self.format_arn(service="cloudformation", resource="stack", resource_name=self.context.prefix),
            bus=self.bus.event_bus_arn,
            key=self.key.key_arn,
            sender=identity,
            configuration_set=settings,
        )

    def _tell(self) -> None:
        Tags.of(self).add("application", "rollbook")
        Tags.of(self).add("stage", self.context.stage)
        CfnOutput(self, "PublicUrl", value=self.public_url)
        CfnOutput(self, "BusName", value=self.bus.event_bus_name)
        CfnOutput(self, "KeyId", value=self.key.key_id)
