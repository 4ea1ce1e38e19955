"""What behaves otherwise in the emulator does so: where one of these fails, an entry of docs/local-cloud.md goes."""

import http.client
from contextlib import closing

from infra.deploy_local.deployed import Deployed
from tests.deployed.town import DeployedTown


def test_options_is_answered_by_api_gateway_there(town: DeployedTown) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", int(town.url.rpartition(":")[2]), timeout=30)) as connection:
        connection.request("OPTIONS", "/v1/me", headers={"Host": town.host})
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Allow")) == (403, None)


def test_everybody_comes_from_one_address_there(town: DeployedTown) -> None:
    person = town.person()
    assert person.client.source != "127.0.0.1"
    assert {entry["source_ip"] for entry in person.client.get("/v1/me/activity").body["items"]} == {"127.0.0.1"}


def test_the_erasure_ledger_stays_empty_there(town: DeployedTown) -> None:
    person = town.person()
    assert town.admin().client.delete(f"/v1/users/{person.id}", headers={"If-Match": "*"}).status == 200
    assert town.mail(person.email, "account_closed")  # so the event was on the bus
    ledger = f"/rollbook/{town.deployed.stack.removeprefix('rollbook-')}/erasures"
    assert town.deployed.cloud.of("logs").filter_log_events(logGroupName=ledger)["events"] == []


def test_alarms_have_nothing_to_judge_there(deployed: Deployed) -> None:
    alarms = deployed.cloud.of("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["StateValue"] for alarm in alarms} == {"INSUFFICIENT_DATA"}
