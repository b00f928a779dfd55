"""Whom a source trusts: certificates that are read over a real HTTPS server."""

import ssl
from pathlib import Path

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceError, SourceUnavailable, SpecError
from tests.servers.encrypted import Encrypted
from tests.servers.faults import ROWS
from tests.servers.guard import Guard


def api(server, **declared):
    return dn.RestVista(f"{server.url}/fine", page=None, **declared)


def read(vista):
    async def rows():
        try:
            return list((await vista.list_values()).values())
        finally:
            await vista.source.aclose()

    return dn.run(rows())


@pytest.mark.parametrize(
    "of",
    [
        lambda certificate: certificate,
        Path,
        lambda certificate: ssl.create_default_context(cafile=certificate),
        lambda _: False,
    ],
    ids=["path", "Path", "context", "False"],
)
def test_rows_come_from_an_api_whose_certificate_is_trusted(encrypted, of):
    assert read(api(encrypted, verify=of(encrypted.certificate))) == ROWS


def test_an_api_whose_certificate_is_not_trusted_is_sent_nothing_and_asked_once(encrypted):
    vista = api(encrypted)
    with pytest.raises(SourceUnavailable, match="certificate of the source") as caught:
        read(vista)
    assert caught.value.hint == 'name the CA it was made by: verify="/path/to/ca.pem"'
    assert caught.value.request.url == f"{encrypted.url}/fine"
    assert vista.source.requests == 1
    assert not encrypted.seen


def test_a_write_to_who_is_not_trusted_is_not_said_to_be_done_perhaps(encrypted):
    async def insert():
        vista = api(encrypted, writes=("insert",))
        try:
            await vista.insert_return_id_value({"name": "new"})
        finally:
            await vista.source.aclose()

    with pytest.raises(SourceUnavailable, match="certificate of the source") as caught:
        dn.run(insert())
    assert "verify=" in caught.value.hint
    assert not encrypted.seen


def test_a_certificate_that_names_another_host_is_told_from_one_that_is_not_known(encrypted):
    url = encrypted.url.replace("127.0.0.1", "localhost")
    vista = dn.RestVista(f"{url}/fine", page=None, verify=encrypted.certificate)
    with pytest.raises(SourceUnavailable) as caught:
        read(vista)
    assert caught.value.hint == "write the address as the certificate names it"


def test_who_asks_by_oauth_gets_tokens_by_the_same_trust(certified):
    class EncryptedGuard(Encrypted, Guard):
        """`Guard` by HTTPS."""

    guard = EncryptedGuard(*certified)
    try:
        url, auth = f"{guard.url}/rows", guard.auth()
        vista = dn.RestVista(url, page=None, auth=auth, verify=guard.certificate)
        assert read(vista) == ROWS
        assert len(guard.given) == 1
    finally:
        guard.close()


@pytest.mark.parametrize(
    "vista",
    [
        lambda url, **trust: dn.GraphQLVista(url, "items", **trust),
        lambda url, **trust: dn.SparqlVista(url, "SELECT * WHERE { ?a ?b ?c }", **trust),
    ],
    ids=["graphql", "sparql"],
)
def test_the_other_ways_of_asking_trust_whom_they_are_told_to(encrypted, vista):
    with pytest.raises(SourceUnavailable, match="certificate of the source"):
        read(vista(encrypted.url))
    with pytest.raises(SourceError) as caught:  # it speaks neither language
        read(vista(encrypted.url, verify=encrypted.certificate))
    assert "certificate" not in caught.value.message
    assert "verify=False" not in vista(encrypted.url).explain()
    assert (
        "whoever answers is believed (verify=False)"
        in vista(encrypted.url, verify=False).explain()
    )


def test_a_path_is_kept_in_a_spec_and_read_by_from_it(encrypted):
    saved = api(encrypted, verify=Path(encrypted.certificate)).spec()
    assert saved["given"]["verify"] == encrypted.certificate
    assert read(dn.RestVista.from_spec(saved)) == ROWS


def test_who_believes_everybody_says_so_in_what_is_explained_and_written_down(encrypted):
    vista = api(encrypted, verify=False)
    assert "whoever answers is believed (verify=False)" in vista.explain()
    saved = vista.spec()
    assert saved["given"]["verify"] is False
    assert "verify=False" in dn.RestVista.from_spec(saved).explain()
    assert "verify" not in api(encrypted).explain()
    assert "verify" not in api(encrypted).spec()["given"]


def test_a_context_can_not_be_written_down_and_the_path_of_its_certificates_can(encrypted):
    context = ssl.create_default_context(cafile=encrypted.certificate)
    with pytest.raises(SpecError, match="SSLContext") as caught:
        api(encrypted, verify=context).spec()
    assert 'verify="/path/to/ca.pem"' in caught.value.hint


def test_certificates_that_can_not_be_read_are_refused_when_they_are_named(tmp_path):
    odd = tmp_path / "rows.json"
    odd.write_text("[]")
    for verify in (tmp_path / "none.pem", str(odd), 1, None, "", b"/ca.pem"):
        with pytest.raises(SpecError, match="verify=") as caught:
            dn.RestVista("https://api.test/a", verify=verify)
        assert 'verify="/path/to/ca.pem"' in caught.value.hint
