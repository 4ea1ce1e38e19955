"""Dead letters: looking at them, delivering them, dropping them, one by one. What they say is never shown."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

# Long enough to look at all that one pass finds; whoever stops in between finds them again after that.
_HIDDEN = 300
_WAIT = 1  # not at all, SQS asks only some of its hosts and may tell of nothing where there is something
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_. :-]{0,120}")
UNTOLD = "received too often without success"


@dataclass(frozen=True)
class Letter:
    """`attributes`: as they were sent, the reason included."""

    body: str
    receipt: str
    attributes: dict[str, Any]

    @property
    def reason(self) -> str:
        """Why it lies here: told by our loop, by EventBridge, or by nobody."""
        for name in ("reason", "ERROR_CODE"):
            if told := self.attributes.get(name, {}).get("StringValue"):
                return str(told)
        return UNTOLD

    @property
    def kind(self) -> str:
        """The event type or command, if it looks like one."""
        content = self.content()
        named = content.get("command") or content.get("detail-type") or content.get("type")
        return named if isinstance(named, str) and _PLAIN.fullmatch(named) else "?"

    def content(self) -> dict[str, Any]:
        """Empty where the body is no JSON object."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}


class DeadLetters:
    """One dead-letter queue; `sqs` is a client."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs, self._url = sqs, url

    def each(self, do: Callable[[Letter], bool]) -> int:
        """Hands over every letter once; how many `do` was done with (True): those are deleted, others stay."""
        done, kept = 0, list[str]()
        try:
            for letter in self._received():
                kept.append(letter.receipt)
                if do(letter):
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=kept.pop())
                    done += 1
        finally:
            for receipt in kept:
                self._sqs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=0)
        return done

    def _received(self) -> Iterator[Letter]:
        while True:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=10,  # SQS gives no more at once
                VisibilityTimeout=_HIDDEN,
                WaitTimeSeconds=_WAIT,
                MessageAttributeNames=["All"],
            )
            if not answer.get("Messages"):
                return
            for each in answer["Messages"]:
                yield Letter(each["Body"], each["ReceiptHandle"], dict(each.get("MessageAttributes") or {}))


def deliver_to(sqs: Any, url: str) -> Callable[[Letter], bool]:
    """Sends letters to the queue they were meant for, as they were before they were parked."""

    def deliver(letter: Letter) -> bool:
        sqs.send_message(QueueUrl=url, MessageBody=letter.body)
        return True

    return deliver
