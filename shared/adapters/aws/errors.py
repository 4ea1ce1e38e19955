"""What AWS, or the way to it, did to a call. Whoever does not expect it lets it pass: the caller is told 503."""

from collections.abc import Mapping
from typing import Any

from shared.kernel.errors import ServiceUnavailable


class AwsFailed(ServiceUnavailable):
    """`aws_code`: what AWS calls it, or the kind of the fault on the way. Its text never repeats what was sent."""

    def __init__(self, aws_code: str) -> None:
        super().__init__()
        self.aws_code = aws_code


class AwsRefused(AwsFailed):
    """AWS answered with an error. `members`: the JSON that came with it."""

    def __init__(self, aws_code: str, status: int, members: Mapping[str, Any]) -> None:
        super().__init__(aws_code)
        self.status = status
        self.members = members


class AwsUnreachable(AwsFailed):
    """No answer came, or none that can be read: AWS may have done what was asked."""
