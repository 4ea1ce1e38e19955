"""What every mail says, and what a hostile name cannot make it say."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from shared.accounts.domain.letter import News
from shared.accounts.domain.mails import MailKind
from shared.adapters.mail_devices import device_in_words
from shared.adapters.mail_inert import inert, masked_address
from shared.adapters.mail_rendering import MailContext, MailRenderer, MailText, render

WITH_TOKEN = [kind for kind in MailKind if kind.carries_token]
OF_SYSTEMS = [kind for kind in MailKind if kind.of_system]
WITHOUT_TOKEN = [kind for kind in MailKind if not kind.carries_token]
TOKEN = "abcDEF_-0123456789.x~y"
ADA = "ada@mail.example.com"
NUMBERS = {"new": 3, "new_errors": 1, "fixed": 0, "remaining": 12, "drift": 2}
NEWS = News("Web shop", "/reviews/0190a6e2", "PostgreSQL keeps orders", NUMBERS)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


def a_context(kind: MailKind, **facts: Any) -> MailContext:
    context = MailContext(
        service_name="Rollbook",
        public_url="https://accounts.example.com/",
        email=ADA,
        display_name="Ada",
        occurred_at=datetime(2026, 11, 22, 14, 52, tzinfo=UTC),
        device=FIREFOX,
        source_ip="203.0.113.7",
    )
    if kind.carries_token:
        context = replace(context, token=TOKEN, expires_in=timedelta(hours=24))
    if kind.of_system:
        context = replace(context, news=NEWS)
    return replace(context, **facts)


class Markup(HTMLParser):
    """The links, tags and attributes of one HTML mail."""

    def __init__(self, mail: MailText) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.feed(mail.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")
            if name == "href":
                self.links.append(value or "")


def test_tokens_go_out_only_with_the_four_mails_that_prove_something() -> None:
    assert {kind.value for kind in WITH_TOKEN} == {
        "verify_email",
        "password_reset",
        "email_change_confirm",
        "invitation",
    }


@pytest.mark.parametrize("kind", WITH_TOKEN)
def test_a_link_with_a_token_stands_in_text_and_html_on_the_configured_url(kind: MailKind) -> None:
    mail = render(kind, a_context(kind))
    link = f"https://accounts.example.com{kind.path}?token={TOKEN}"
    assert link in mail.text.splitlines()
    assert Markup(mail).links == [link, link]


@pytest.mark.parametrize("kind", WITHOUT_TOKEN)
def test_a_mail_that_proves_nothing_carries_no_token(kind: MailKind) -> None:
    mail = render(kind, a_context(kind, display_name="?token=stolen", email="token=x@example.com"))
    assert "token=" not in (mail.subject + mail.text + mail.html).lower()


@pytest.mark.parametrize("kind", WITHOUT_TOKEN)
def test_a_mail_that_proves_nothing_refuses_a_token(kind: MailKind) -> None:
    with pytest.raises(ValueError, match="must not carry a token"):
        render(kind, a_context(kind, token=TOKEN))


@pytest.mark.parametrize("kind", WITH_TOKEN)
@pytest.mark.parametrize("token", [None, "", "a b", "a&b=c", 'a"b', "a\n"])
def test_a_mail_that_proves_something_demands_a_url_safe_token(kind: MailKind, token: str | None) -> None:
    with pytest.raises(ValueError, match="needs a URL-safe token"):
        render(kind, a_context(kind, token=token))


@pytest.mark.parametrize("lifetime", [None, timedelta(0)])
def test_a_link_without_an_end_is_refused(lifetime: timedelta | None) -> None:
    with pytest.raises(ValueError, match="must say when its link expires"):
        render(MailKind.PASSWORD_RESET, a_context(MailKind.PASSWORD_RESET, expires_in=lifetime))


@pytest.mark.parametrize(
    ("lifetime", "words"),
    [
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(days=7), "7 days"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(minutes=90, seconds=30), "90 minutes"),
        (timedelta(seconds=5), "1 minute"),
    ],
)
def test_it_says_how_long_the_link_works(lifetime: timedelta, words: str) -> None:
    mail = render(MailKind.INVITATION, a_context(MailKind.INVITATION, expires_in=lifetime))
    assert f"for {words} only" in mail.text
    assert f"for {words} only" in mail.html


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_says_why_it_came_and_what_to_do_if_it_was_somebody_else(kind: MailKind) -> None:
    mail = render(kind, a_context(kind))
    for body in (mail.text, mail.html):
        assert "You are getting this because" in body
        assert re.search(r"If (it was not|you did not|you do not)", body)
    assert mail.text.startswith("Hello")
    assert 10 < len(mail.subject) < 60


@pytest.mark.parametrize("kind", MailKind)
def test_html_needs_nothing_from_the_network_and_reads_on_a_phone(kind: MailKind) -> None:
    markup = Markup(render(kind, a_context(kind)))
    assert not {"img", "script", "link", "iframe", "object", "form"} & set(markup.tags)
    assert not {"src", "background", "onclick"} & set(markup.attributes)
    assert markup.attributes["lang"] == ["en"]
    assert "width=device-width, initial-scale=1" in markup.attributes["content"]
    sizes = [
        int(size)
        for style in markup.attributes["style"]
        for size in re.findall(r"(\d+)px/|font-size:(\d+)", style)
        for size in size
        if size
    ]
    assert min(sizes) >= 16


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "http://evil.example/x",
        "www.evil.example",
        "mailto:bob@evil.example",
        "{{7*7}}{% raw %}",
        '=HYPERLINK("http://evil.example")',
        "\u202egnp.exe",
        "Ada\r\nBcc: eve@evil.example",
        "x" * 200,
        "ا" * 200,
    ],
)
def test_a_hostile_name_stays_inert(kind: MailKind, name: str) -> None:
    plain = render(kind, a_context(kind, display_name=None))
    mail = render(kind, a_context(kind, display_name=name, device=name))
    assert Markup(mail).links == Markup(plain).links
    assert "script" not in Markup(mail).tags
    assert mail.subject == plain.subject
    assert not re.search(r"https?://evil|www\.evil|evil\.example|\r|\u202e|^Bcc", mail.text + mail.html, re.MULTILINE)
    assert "x" * 65 not in mail.text


def test_a_name_is_shown_as_it_was_typed_and_never_worked_out() -> None:
    mail = render(MailKind.WELCOME, a_context(MailKind.WELCOME, display_name="{{7*7}} <b>Bob</b> & Co"))
    assert mail.text.startswith("Hello {{7*7}} <b>Bob</b> & Co,")
    assert "{{7*7}} &lt;b&gt;Bob&lt;/b&gt; &amp; Co" in mail.html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("J.R.R. Tolkien", "J. R. R. Tolkien"),
        ("Version 2.0", "Version 2.0"),
        ("می‌خواهم", "می‌خواهم"),
        ("a\u200bb\ufeffc", "abc"),
        ("n" + "e\u0301" * 60, "n" + "e\u0301" * 31 + "…"),
    ],
)
def test_ordinary_names_stay_readable(typed: str, shown: str) -> None:
    assert inert(typed) == shown


def test_right_to_left_names_do_not_turn_the_words_around_them() -> None:
    mail = render(MailKind.WELCOME, a_context(MailKind.WELCOME, display_name="دينا"))
    assert "Hello \u2068دينا\u2069," in mail.text
    assert "Hello <bdi>دينا</bdi>," in mail.html


@pytest.mark.parametrize("kind", [MailKind.ACCOUNT_EXISTS, MailKind.EMAIL_CHANGE_CONFIRM])
def test_mails_to_an_unproven_hand_do_not_name_the_owner(kind: MailKind) -> None:
    mail = render(kind, a_context(kind, display_name="Ada Lovelace"))
    assert "Lovelace" not in mail.text + mail.html


def test_account_exists_says_nothing_about_the_account_but_that_it_exists() -> None:
    mail = render(MailKind.ACCOUNT_EXISTS, a_context(MailKind.ACCOUNT_EXISTS))
    assert "https://accounts.example.com/reset" in mail.text.splitlines()
    assert not re.search(r"Firefox|203\.0\.113|suspended|2026", mail.text + mail.html)


def test_the_old_address_learns_of_a_change_without_learning_the_new_address() -> None:
    mail = render(MailKind.EMAIL_CHANGED, a_context(MailKind.EMAIL_CHANGED, new_email="countess@secret.example.org"))
    assert "c•••@s•••.org" in mail.text
    assert "countess" not in mail.text + mail.html
    assert "secret" not in mail.text + mail.html


def test_the_new_address_is_named_whole_to_itself() -> None:
    mail = render(MailKind.EMAIL_CHANGED, a_context(MailKind.EMAIL_CHANGED, new_email=ADA))
    assert f"changed to {ADA}" in mail.text
    assert "From now on, you sign in with this address." in mail.text


@pytest.mark.parametrize("kind", [MailKind.EMAIL_CHANGED, MailKind.ACCOUNT_CLOSED])
def test_a_change_by_staff_is_called_that(kind: MailKind) -> None:
    assert "The people who run Rollbook" in render(kind, a_context(kind, staff=True)).text
    assert "The people who run Rollbook" not in render(kind, a_context(kind)).text


def test_a_new_device_is_described_by_time_kind_and_network_address() -> None:
    mail = render(MailKind.NEW_DEVICE, a_context(MailKind.NEW_DEVICE))
    for fact in ("22 November 2026, 14:52 UTC", "Firefox on Windows", "203.0.113.7"):
        assert fact in mail.text
        assert fact in mail.html


@pytest.mark.parametrize("kind", MailKind)
def test_facts_that_are_not_known_are_left_out(kind: MailKind) -> None:
    unknown = a_context(kind, occurred_at=None, device=None, source_ip=None, display_name=None)
    mail = render(kind, unknown)
    assert not re.search(r"None|Undefined|When:|Device:|, \.|  \.|\n\n\n", mail.text)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Linux"),
        ("curl/8.5.0", "curl"),
        ("python-urllib3/2.8", "python-urllib3/2.8"),
    ],
)
def test_devices_are_named_as_a_person_would(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words


def test_a_masked_address_cannot_be_clicked() -> None:
    assert masked_address("www.evil.example/x@evil.example.org") == "w•••@e•••.org"


def test_no_line_is_longer_than_mail_may_carry() -> None:
    mail = render(MailKind.VERIFY_EMAIL, a_context(MailKind.VERIFY_EMAIL, token="t" * 400))
    assert max(len(line.encode()) for line in mail.text.splitlines()) <= 998


@pytest.mark.parametrize("kind", OF_SYSTEMS)
def test_news_of_a_system_name_it_and_open_its_page(kind: MailKind) -> None:
    mail = render(kind, a_context(kind))
    assert "Web shop" in mail.text
    assert Markup(mail).links == ["https://accounts.example.com/reviews/0190a6e2"] * 2


def test_a_review_is_told_in_numbers() -> None:
    mail = render(MailKind.REVIEW_COMPLETED, a_context(MailKind.REVIEW_COMPLETED))
    assert "3 new findings, 1 of severity error; none fixed, 12 remaining." in mail.text
    assert "2 checks of accepted decisions do not hold." in mail.text
    quiet = replace(NEWS, numbers=dict.fromkeys(NUMBERS, 0))
    mail = render(MailKind.REVIEW_COMPLETED, a_context(MailKind.REVIEW_COMPLETED, news=quiet))
    assert "no new findings; none fixed, none remaining." in mail.text
    assert "decisions" not in mail.text


@pytest.mark.parametrize("kind", OF_SYSTEMS)
@pytest.mark.parametrize("name", ["<script>x</script>", "http://evil.example/x", "?token=stolen", "{{7*7}}\r\nBcc: e"])
def test_the_name_of_a_system_stays_inert(kind: MailKind, name: str) -> None:
    mail = render(kind, a_context(kind, news=replace(NEWS, system=name, title=name)))
    assert len(Markup(mail).links) == 2
    assert "script" not in Markup(mail).tags
    assert not re.search(r"https?://evil|evil\.example|\r|^Bcc|token=", mail.text + mail.html, re.MULTILINE)
    assert mail.subject == render(kind, a_context(kind)).subject


@pytest.mark.parametrize("kind", MailKind)
def test_only_mails_of_systems_have_news_and_they_always_do(kind: MailKind) -> None:
    with pytest.raises(ValueError, match="news of a system"):
        render(kind, a_context(kind, news=None if kind.of_system else NEWS))


@pytest.mark.parametrize("page", ["", "reviews", "//evil.example", "/reviews/../x", "/Reviews", "/a?token=b"])
def test_a_page_is_a_path_of_our_own(page: str) -> None:
    with pytest.raises(ValueError, match="a path of lower-case words"):
        render(MailKind.DESIGN_READY, a_context(MailKind.DESIGN_READY, news=replace(NEWS, page=page)))


def test_a_locale_without_words_is_an_error_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        MailRenderer("tlh").render(MailKind.WELCOME, a_context(MailKind.WELCOME))


def test_importing_it_does_not_load_the_template_engine() -> None:
    probe = "import sys, shared.adapters.mail_rendering; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
