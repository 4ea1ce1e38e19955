"""What keeps a command from its work, as a sentence for the person at the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.errors import AwsFailed
from shared.kernel.errors import RollbookError, ValidationFailed


class Refused(Exception):
    """Its text says what is wrong and what to do."""


@contextmanager
def told() -> Iterator[None]:
    """Turns what AWS and the rules answer into Refused; anything else is a fault of ours and stays as it is."""
    try:
        yield
    except ValidationFailed as error:
        raise Refused(" ".join(fault.detail for fault in error.errors) or error.detail) from error
    except AwsFailed as error:
        raise Refused(_sentence(error.aws_code, "what was asked")) from error
    except RollbookError as error:
        raise Refused(error.detail) from error
    except ClientError as error:
        code, said = error.response["Error"].get("Code", "?"), error.response["Error"].get("Message", "")
        raise Refused(_sentence(code, error.operation_name, said)) from error
    except BotoCoreError as error:
        raise Refused(f"AWS cannot be reached: {error}") from error


def _sentence(code: str, action: str, said: str = "") -> str:
    if code.startswith(("AccessDenied", "Unauthorized")):
        return f"Your AWS credentials may not do {action}. docs/operate.md lists what an operator needs."
    if code.startswith("ExpiredToken"):
        return "Your AWS credentials have expired. Sign in again, then repeat the command."
    return f"AWS did not do {action}: {code}. {said or 'Everything here may be repeated.'}"
