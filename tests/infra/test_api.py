"""The API: every prefix of the topology and what is below it, one limit, an access log without personal data."""

import json
import re

from infra.topology import FUNCTIONS, HttpTrigger
from tests.infra.synthesis import Synthesis, Synthesised, references

# What an access log could tell of a person; `path` holds ids and may hold an address, so does the query.
_PERSONAL = re.compile(
    r"\$context\.(identity\.|path|domain|customDomain|authorizer|.*[qQ]uery|integrationErrorMessage|error\.message)"
)


def routes(stack: Synthesised) -> dict[str, str]:
    """The function behind each route."""
    integrations = stack.of_type("ApiGatewayV2::Integration")
    found = {}
    for route in stack.of_type("ApiGatewayV2::Route").values():
        (integration,) = references(route["Target"])
        found[route["RouteKey"]] = stack.function(integrations[integration]["IntegrationUri"])
    return found


def test_each_prefix_leads_to_its_function_with_all_below_it(stack: Synthesised) -> None:
    expected = {}
    for function in FUNCTIONS:
        if isinstance(function.trigger, HttpTrigger):
            for prefix in function.trigger.prefixes:
                if prefix != "$default":
                    expected[f"ANY {prefix}/{{proxy+}}"] = function.name
                expected["$default" if prefix == "$default" else f"ANY {prefix}"] = function.name
    assert routes(stack) == expected


def test_paths_begin_at_the_host(stack: Synthesised) -> None:
    (stage,) = stack.of_type("ApiGatewayV2::Stage").values()
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)


def test_functions_get_the_second_version_of_api_events(stack: Synthesised) -> None:
    assert {each["PayloadFormatVersion"] for each in stack.of_type("ApiGatewayV2::Integration").values()} == {"2.0"}


def test_the_api_may_call_a_function_for_its_own_routes_only(stack: Synthesised) -> None:
    answering = {function.name for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)}
    permissions = [
        each for each in stack.of_type("Lambda::Permission").values() if each["Principal"] == "apigateway.amazonaws.com"
    ]
    assert {stack.function(each["FunctionName"]) for each in permissions} == answering
    (api,) = stack.of_type("ApiGatewayV2::Api")
    assert [each for each in permissions if api not in references(each["SourceArn"])] == []


def test_requests_are_limited_as_the_context_says(stack: Synthesised, synthesis: Synthesis) -> None:
    def limits(of: Synthesised) -> tuple[int, int]:
        (stage,) = of.of_type("ApiGatewayV2::Stage").values()
        settings = stage["DefaultRouteSettings"]
        return settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]

    assert limits(stack) == (500, 1000)
    assert limits(synthesis.of(throttling={"rate": 20, "burst": 40}, log_retention_days=7)) == (20, 40)


def test_no_metric_is_paid_for_by_the_route(stack: Synthesised) -> None:
    """Six metrics for each of the routes would cost more than all functions at a hundred thousand users."""
    (stage,) = stack.of_type("ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"].get("DetailedMetricsEnabled", False) is False


def test_the_access_log_tells_of_requests_and_not_of_people(stack: Synthesised) -> None:
    (stage,) = stack.of_type("ApiGatewayV2::Stage").values()
    line = json.loads(stage["AccessLogSettings"]["Format"])
    assert {"$context.requestId", "$context.routeKey", "$context.status"} <= set(line.values())
    assert [value for value in line.values() if _PERSONAL.match(value)] == []


def test_the_access_log_goes_to_a_group_that_forgets(stack: Synthesised, synthesis: Synthesis) -> None:
    def days(of: Synthesised) -> set[int]:
        groups = of.of_type("Logs::LogGroup").values()
        return {group["RetentionInDays"] for group in groups if not group["LogGroupName"].endswith("/erasures")}

    (stage,) = stack.of_type("ApiGatewayV2::Stage").values()
    (group,) = references(stage["AccessLogSettings"]["DestinationArn"])
    assert stack.of_type("Logs::LogGroup")[group]["LogGroupName"] == "/rollbook/test/access"
    assert days(stack) == {30}
    assert days(synthesis.of(throttling={"rate": 20, "burst": 40}, log_retention_days=7)) == {7}
