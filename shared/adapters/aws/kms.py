"""The key service on AWS KMS."""

from base64 import b64decode, b64encode
from functools import cached_property

from shared.adapters.aws.clients import AwsClient, client
from shared.adapters.aws.errors import AwsRefused


class KmsKeyService:
    """One KMS key. The context is part of the ciphertext's identity and stands in CloudTrail."""

    def __init__(self, key_id: str, region: str, endpoint: str | None) -> None:
        self._key_id = key_id
        self._place = (region, endpoint)

    @cached_property
    def _kms(self) -> AwsClient:
        return client("kms", *self._place)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        return self._call("Encrypt", "Plaintext", plaintext, context, "CiphertextBlob")

    def open(self, sealed: bytes, context: bytes) -> bytes:
        return self._call("Decrypt", "CiphertextBlob", sealed, context, "Plaintext")

    def _call(self, operation: str, takes: str, content: bytes, context: bytes, gives: str) -> bytes:
        members = {"KeyId": self._key_id, "EncryptionContext": {"use": context.decode()}}
        try:
            answer = self._kms.call(operation, {**members, takes: b64encode(content).decode()})
        except AwsRefused as error:
            if error.aws_code == "InvalidCiphertextException":
                raise ValueError("the sealed text was altered, or was sealed elsewhere") from None
            raise
        return b64decode(answer[gives])
