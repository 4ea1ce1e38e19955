"""The HTTP API: one route for each path prefix, a limit for all of them, an access log without personal data."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from aws_cdk import CfnOutput
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept
from infra.resources.logs import log_group
from infra.resources.names import camel
from infra.topology import FUNCTIONS, HttpTrigger

# One line per request, to be joined with the function's by its request id. Not in it: the caller's address and agent,
# which are personal data, and the path and query as sent, which may hold ids and e-mail addresses: the route says it.
ACCESS_LOG = {
    "request_id": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "function_status": "$context.integrationStatus",
    "error": "$context.error.responseType",
}


def api(scope: Construct, context: Context) -> apigateway.HttpApi:
    """The API with its stage, still without routes: functions need its address, and routes need functions."""
    made = apigateway.HttpApi(
        scope,
        "Api",
        api_name=context.prefix,
        create_default_stage=False,
        disable_execute_api_endpoint=context.domain is not None,
    )
    stage = apigateway.HttpStage(
        scope,
        "ApiStage",
        http_api=made,
        auto_deploy=True,
        throttle=apigateway.ThrottleSettings(rate_limit=context.throttling.rate, burst_limit=context.throttling.burst),
    )
    _log_access(scope, context, stage)
    accept(made, "Tokens are ours, and each route checks them; what needs none is public.", "AwsSolutions-APIG4")
    if context.domain and context.certificate_arn:
        _serve_at(scope, context.domain, context.certificate_arn, made, stage)
    return made


def public_url(context: Context, made: apigateway.HttpApi) -> str:
    """Where people and verifiers of tokens find the service."""
    if context.domain:
        return f"https://{context.domain}"
    return context.public_url or made.api_endpoint


def route(made: apigateway.HttpApi, targets: Mapping[str, lambda_.IFunction]) -> None:
    """What each function answers; `targets` by the functions' names."""
    for function in FUNCTIONS:
        if isinstance(function.trigger, HttpTrigger):
            name = camel(function.name)
            integration = integrations.HttpLambdaIntegration(f"{name}Integration", targets[function.name])
            for place, key in enumerate(_route_keys(function.trigger)):
                apigateway.HttpRoute(made, f"{name}{place}", http_api=made, route_key=key, integration=integration)


def _route_keys(trigger: HttpTrigger) -> Iterator[apigateway.HttpRouteKey]:
    for prefix in trigger.prefixes:
        if prefix == "$default":
            yield apigateway.HttpRouteKey.DEFAULT
        else:
            yield apigateway.HttpRouteKey.with_(prefix, apigateway.HttpMethod.ANY)
            yield apigateway.HttpRouteKey.with_(f"{prefix}/{{proxy+}}", apigateway.HttpMethod.ANY)


def _log_access(scope: Construct, context: Context, stage: apigateway.HttpStage) -> None:
    group = log_group(scope, context, "Access", f"/rollbook/{context.stage}/access")
    plain = cast(apigateway.CfnStage, stage.node.default_child)
    plain.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn, format=json.dumps(ACCESS_LOG, separators=(",", ":"))
    )


def _serve_at(
    scope: Construct, name: str, certificate_arn: str, made: apigateway.HttpApi, stage: apigateway.HttpStage
) -> None:
    certificate = acm.Certificate.from_certificate_arn(scope, "Certificate", certificate_arn)
    domain = apigateway.DomainName(
        scope,
        "Domain",
        domain_name=name,
        certificate=certificate,
        security_policy=apigateway.SecurityPolicy.TLS_1_2,
    )
    CfnOutput(scope, "DomainTarget", value=domain.regional_domain_name)  # what the name in DNS is to lead to
    apigateway.ApiMapping(scope, "DomainMapping", api=made, domain_name=domain, stage=stage)
