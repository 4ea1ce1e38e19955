"""What the person in the terminal reads about a deployment on this machine."""

from collections.abc import Sequence

from infra.deploy_local.adapt import Adapted
from infra.deploy_local.deployed import Place
from infra.deploy_local.limits import WITHOUT_EFFECT
from infra.local.console import NEWCOMER, post


def summary(stack: str, adapted: Adapted) -> str:
    """What is deployed, and what is not."""
    left = ", ".join(f"{count} x {limit.name}" for limit, count in sorted(adapted.left_out.items(), key=str))
    lines = [
        f"{len(adapted.template['Resources'])} resources are deployed as {stack}.",
        *([f"Left out, because the emulator cannot have them: {left}."] if left else []),
        f"Without conditions that the emulator cannot judge: {adapted.eased} policies.",
        f"Without effect in the emulator: {len(WITHOUT_EFFECT)} kinds of settings, listed in docs/local-cloud.md.",
    ]
    return f"\n{'':10}".join(lines)


def welcome(place: Place, endpoint: str, admin: tuple[str, str]) -> str:
    """Where to go, who to be, and commands that work as they are pasted."""
    email, password = admin
    lines = {
        "API": f"{place.url}/v1",
        "Docs": f"{place.url}/docs",
        "Mails": f"{endpoint}/_ministack/ses/messages",
        "AWS": f"{endpoint}  (AWS_ENDPOINT_URL for any AWS tool; key and secret: local; region: eu-central-1)",
        "Admin": f"{email}  {password}",
        "Logs": "make deploy-local LOGS=sessions, and so for each function",
    }
    commands = [
        post(f"{place.url}/v1/sessions", {"identifier": email, "password": password}),
        post(f"{place.url}/v1/signup", NEWCOMER),
    ]
    return "\n".join(
        [
            "",
            *(f"  {name:<7} {text}" for name, text in lines.items()),
            "",
            "Try:",
            *(f"  {command}" for command in commands),
            "",
            "make deploy-local in another terminal puts changed code into the running functions, in seconds.",
            "What the emulator cannot do: docs/local-cloud.md. Ctrl-C stops it; nothing is kept.",
            "",
        ]
    )


def updated(names: Sequence[str], seconds: float) -> str:
    if not names:
        return f"No function's code changed ({seconds:.1f} s)."
    return f"New code in {len(names)} functions, {seconds:.1f} s: {', '.join(names)}."
