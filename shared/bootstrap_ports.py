"""The first part of the composition root: every port on AWS, made when it is first asked for.

Its module is imported then too: a function pays for what it uses, at its cold start and in memory.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.settings import Settings

if TYPE_CHECKING:
    from shared.accounts.ports import AccessTokens, Bus, CommandQueue, Mailer, MailWriter, PasswordHasher, Seals, Vault
    from shared.adapters.access_tokens import JwtAccessTokens
    from shared.adapters.aws.cloudformation import CloudFormationTemplate
    from shared.adapters.aws.queue import SqsRetryQueue
    from shared.adapters.bloom import BloomFilter
    from shared.adapters.key_ring import KeyRing, KeyService
    from shared.adapters.signing_keys import SigningKeyRing
    from shared.architect.ports import Objects, Uploads
    from shared.edge.cursors import Cursors
    from shared.kernel.events import Envelope
    from shared.kernel.ports import Clock, Ids, Randomness, Store

# What the image of every event has; what can be None is left out of it.
_ALWAYS_STORED = {"stream_id", "version", "event_id", "type", "occurred_at", "actor", "changed", "correlation_id"}


class AwsPorts:
    """The ports on AWS."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._place = (settings.region, settings.endpoint)

    @cached_property
    def clock(self) -> "Clock":
        from shared.adapters.system import SystemClock

        return SystemClock()

    @cached_property
    def ids(self) -> "Ids":
        from shared.adapters.system import SystemIds

        return SystemIds()

    @cached_property
    def randomness(self) -> "Randomness":
        from shared.adapters.system import SystemRandomness

        return SystemRandomness()

    @cached_property
    def store(self) -> "Store":
        from shared.adapters.dynamodb.connecting import dynamodb_store

        return dynamodb_store(self.settings, self.randomness)

    @cached_property
    def key_service(self) -> "KeyService":
        from shared.adapters.aws.kms import KmsKeyService

        return KmsKeyService(self.settings.kms_key_id, *self._place)

    @cached_property
    def ring(self) -> "KeyRing":
        from shared.adapters.key_ring import KeyRing

        return KeyRing(self.store, self.key_service, self.clock)

    @cached_property
    def vault(self) -> "Vault":
        from shared.adapters.key_ring import KeyVault

        return KeyVault(self.ring)

    @cached_property
    def seals(self) -> "Seals":
        from shared.adapters.seals import KeyedSeals

        return KeyedSeals(self.ring)

    @cached_property
    def signing_keys(self) -> "SigningKeyRing":
        from shared.adapters.signing_keys import SigningKeyRing

        return SigningKeyRing(self.store, self.ring, self.clock, self.ids)

    @cached_property
    def tokens(self) -> "AccessTokens":
        return self.jwt

    @cached_property
    def jwt(self) -> "JwtAccessTokens":
        from shared.adapters.access_tokens import Audience, JwtAccessTokens

        audience = Audience(self.settings.issuer, self.settings.audience)
        return JwtAccessTokens(self.signing_keys, audience, self.clock, self.ids)

    @cached_property
    def hasher(self) -> "PasswordHasher":
        from shared.adapters.argon2 import Argon2Hasher

        return Argon2Hasher()

    @cached_property
    def common_passwords(self) -> "BloomFilter":
        from shared.adapters.bloom import common_passwords

        return common_passwords()

    @cached_property
    def mail_queue(self) -> "CommandQueue":
        from shared.adapters.aws.command_queue import SqsCommandQueue

        return SqsCommandQueue(self.settings.mail_queue_url, *self._place)

    @cached_property
    def mailer(self) -> "Mailer":
        from shared.adapters.aws.mailer import SesMailer

        endpoint = self.settings.mail_endpoint or self.settings.endpoint
        return SesMailer(self.settings.mail_from, self.settings.region, endpoint)

    @cached_property
    def mail_writer(self) -> "MailWriter":
        from shared.adapters.mail_writer import RenderedMailWriter

        return RenderedMailWriter(self.settings.service_name, self.settings.public_url)

    @cached_property
    def bus(self) -> "Bus":
        from shared.adapters.aws.bus import EventBridgeBus

        return EventBridgeBus(self.settings.bus_name, *self._place)

    def envelope_of(self, image: Mapping[str, Any]) -> "Envelope":
        """The envelope of a stored event, from its image in the table's stream. Raises ValueError where it is none."""
        from shared.adapters.dynamodb.codec import decode_record
        from shared.kernel.events import Envelope

        if missing := _ALWAYS_STORED - set(image):
            raise ValueError(f"this is no event: {', '.join(sorted(missing))} missing")
        envelope: Envelope = decode_record(Envelope, image)
        return envelope

    @cached_property
    def mail_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        return SqsRetryQueue(self.settings.mail_queue_url, self.settings.mail_dlq_url, *self._place)

    @cached_property
    def end_sessions_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        urls = self.settings.end_sessions_queue_url, self.settings.end_sessions_dlq_url
        return SqsRetryQueue(*urls, *self._place)

    @cached_property
    def search_queue(self) -> "CommandQueue":
        from shared.adapters.aws.command_queue import SqsCommandQueue

        return SqsCommandQueue(self.settings.search_queue_url, *self._place)

    @cached_property
    def search_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        return SqsRetryQueue(self.settings.search_queue_url, self.settings.search_dlq_url, *self._place)

    @cached_property
    def drafts_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        return SqsRetryQueue(self.settings.drafts_queue_url, self.settings.drafts_dlq_url, *self._place)

    @cached_property
    def reviews_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        return SqsRetryQueue(self.settings.reviews_queue_url, self.settings.reviews_dlq_url, *self._place)

    @cached_property
    def template_reviews_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        urls = self.settings.template_reviews_queue_url, self.settings.template_reviews_dlq_url
        return SqsRetryQueue(*urls, *self._place)

    @cached_property
    def uploads(self) -> "Uploads":
        from shared.adapters.aws.s3 import S3Objects

        return S3Objects(self.settings.uploads_bucket, *self._place)

    @cached_property
    def records(self) -> "Objects":
        from shared.adapters.aws.s3 import S3Objects

        return S3Objects(self.settings.records_bucket, *self._place)

    @cached_property
    def own_template(self) -> "CloudFormationTemplate":
        from shared.adapters.aws.cloudformation import CloudFormationTemplate

        return CloudFormationTemplate(self.settings.stack_name, *self._place)

    @cached_property
    def cursors(self) -> "Cursors":
        from shared.edge.cursors import Cursors

        return Cursors(self.ring.sealer("cursors/1"), self.clock)
