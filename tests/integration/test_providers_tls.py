"""Certificates: read once, and a company's own that can't be read are told as what they are."""

import os
import ssl
from pathlib import Path

import certifi
import pytest

from zns_batch.errors import SettingsError
from zns_batch.providers.http.tls import ssl_context


@pytest.mark.parametrize("name", ["none.pem", "text.pem", "."])
def test_a_company_s_file_without_certificates_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A wrong `SSL_CERT_FILE` is told with variable and path, before a message, as no bug of ours."""
    (tmp_path / "text.pem").write_text("not a certificate", encoding="ascii")
    path = str(tmp_path / name)
    monkeypatch.setenv("SSL_CERT_FILE", path)
    with pytest.raises(SettingsError) as raised:
        ssl_context()
    assert raised.value.key == "provider.authorities-unreadable"
    for lang in ("vi", "en"):
        assert path in raised.value.text(lang)
        assert "SSL_CERT_FILE" in raised.value.text(lang)


def test_certificates_are_read_again_when_the_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that runs for weeks trusts the company's new authority without a restart."""
    every = Path(certifi.where()).read_text(encoding="utf-8")
    path = tmp_path / "company.pem"
    path.write_text(every[: every.index("-----END") + len("-----END CERTIFICATE-----\n")], "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    first = ssl_context()
    assert _authorities(first) == 1
    assert first is ssl_context()
    path.write_text(every, "utf-8")
    os.utime(path, ns=(1, 1))
    assert _authorities(ssl_context()) > 1


def _authorities(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509"]
