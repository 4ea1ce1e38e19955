"""Letters in words: the renderer's face to the use cases."""

from shared.accounts.domain.letter import Letter
from shared.accounts.ports import Mail
from shared.adapters.mail_rendering import MailContext, render


class RenderedMailWriter:
    def __init__(self, service_name: str, public_url: str) -> None:
        self._service_name = service_name
        self._public_url = public_url

    def write(self, letter: Letter, correlation_id: str) -> Mail:
        context = MailContext(
            service_name=self._service_name,
            public_url=self._public_url,
            email=letter.to,
            display_name=letter.display_name,
            new_email=letter.new_email,
            token=letter.token,
            expires_in=letter.lifetime,
            occurred_at=letter.occurred_at,
            device=letter.device,
            source_ip=letter.source_ip,
            staff=letter.staff,
            closes_at=letter.closes_at,
            news=letter.news,
        )
        words = render(letter.kind, context)
        headers = {"X-Correlation-Id": correlation_id, "Auto-Submitted": "auto-generated"}
        return Mail(letter.kind, letter.to, words.subject, words.text, words.html, headers)
