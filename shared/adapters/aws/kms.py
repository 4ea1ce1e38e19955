"""The key service on AWS KMS."""

from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.kernel.errors import ServiceUnavailable


class KmsKeyService:
    """One KMS key. The context is part of the ciphertext's identity and stands in CloudTrail."""

    def __init__(self, key_id: str, region: str, endpoint: str | None) -> None:
        self._key_id = key_id
        self._place = (region, endpoint)

    @cached_property
    def _kms(self) -> Any:
        return client("kms", *self._place)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        return self._call("encrypt", Plaintext=plaintext, context=context)["CiphertextBlob"]

    def open(self, sealed: bytes, context: bytes) -> bytes:
        return self._call("decrypt", CiphertextBlob=sealed, context=context)["Plaintext"]

    def _call(self, operation: str, *, context: bytes, **arguments: bytes) -> dict[str, bytes]:
        try:
            answer: dict[str, bytes] = getattr(self._kms, operation)(
                KeyId=self._key_id, EncryptionContext={"use": context.decode()}, **arguments
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise ValueError("the sealed text was altered, or was sealed elsewhere") from None
            raise ServiceUnavailable from error
        except BotoCoreError as error:
            raise ServiceUnavailable from error
        return answer
