"""Who may see the local pages, how they are served, and that they exist here only."""

from pathlib import Path

import pytest

from infra.local.pages.local_routes import FILES, STATIC, is_local
from infra.local.requests import Headers, Request
from tests.local.pages_in_memory import Pages


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.mark.parametrize("path", sorted(STATIC))
def test_every_page_and_file_is_served_with_a_policy(pages: Pages, path: str) -> None:
    response = pages.get(path)
    assert response.status == 200
    assert "default-src 'none'" in (response.header("content-security-policy") or "")
    assert response.body == (FILES / STATIC[path]).read_bytes()


@pytest.mark.parametrize("name", ["inbox", "events", "queues"])
def test_the_overview_links_every_page(pages: Pages, name: str) -> None:
    assert f'href="/_local/{name}"'.encode() in pages.get("/_local").body


def test_pages_load_nothing_from_elsewhere() -> None:
    for file in FILES.iterdir():
        assert "https://" not in file.read_text()
        assert "innerHTML" not in file.read_text()


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("POST", "/_local/inbox.json", 405, "GET, HEAD"),
        ("DELETE", "/_local", 405, "GET, HEAD"),
        ("GET", "/_local/sign", 405, "POST"),
        ("GET", "/_local/style.csss", 404, None),
        ("GET", "/_local/../secret", 404, None),
        ("HEAD", "/_local/inbox", 200, None),
    ],
)
def test_other_methods_and_paths_are_problems(
    pages: Pages, method: str, path: str, status: int, allow: str | None
) -> None:
    response = pages.get(path, method=method)
    assert (response.status, response.header("allow")) == (status, allow)


@pytest.mark.parametrize("host", ["evil.example:8000", "evil.example", "192.168.0.1:8000", "127.0.0.1.evil.example"])
def test_a_foreign_name_for_this_address_is_refused(pages: Pages, host: str) -> None:
    assert pages.get("/_local/inbox.json", headers=(("host", host),)).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.2:8000", "127.0.0.1"])
def test_this_machines_own_names_are_welcome(pages: Pages, host: str) -> None:
    assert pages.get("/_local/inbox.json", headers=(("host", host),)).status == 200


def test_another_sites_page_cannot_sign_or_read(pages: Pages) -> None:
    across: Headers = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"))
    assert pages.get("/_local/sign", headers=across, method="POST", body=b"{}").status == 403
    assert pages.get("/_local/inbox.json", headers=across).status == 403


def test_a_link_on_another_site_may_open_a_page(pages: Pages) -> None:
    across: Headers = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"))
    assert pages.get("/_local/inbox", headers=across).status == 200


@pytest.mark.parametrize(
    ("target", "local"), [("/_local", True), ("/_local/x", True), ("/_locals", False), ("/v1/_local", False)]
)
def test_only_the_local_prefix_is_local(target: str, local: bool) -> None:
    assert is_local(Request("GET", target, "1.1", (), b"", ("127.0.0.1", 1), 8000)) is local


def test_the_service_itself_knows_no_local_route() -> None:
    sources = [path for folder in ("functions", "shared") for path in Path(folder).rglob("*.py")]
    assert [path for path in sources if "/_local" in path.read_text()] == []
