"""Files go straight to S3: the service hands out a form that is good for one object, one size and ten minutes."""

import uuid
from typing import Any

LARGEST = 50 * 1024 * 1024
TYPES = frozenset({"image/jpeg", "image/png", "video/mp4"})


class NotTaken(Exception):
    """No such file may be handed in."""


def ticket(s3: Any, bucket: str, owner: str, content_type: str) -> dict[str, Any]:
    """`url` and `fields` of the form that the client posts. Raises NotTaken.

    The name is ours, so nobody writes over another one's file; S3 itself refuses what is larger or of another type.
    """
    if content_type not in TYPES:
        raise NotTaken(content_type)
    key = f"incoming/{owner}/{uuid.uuid4()}"
    form: dict[str, Any] = s3.generate_presigned_post(
        bucket,
        key,
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, LARGEST]],
        ExpiresIn=600,
    )
    return form
