"""Where the pages may listen: this machine alone, unless others reach them encrypted."""

import ssl

from zns_batch.core.network import is_loopback
from zns_batch.errors import SettingsError
from zns_batch.settings.web import WebSettings


def check_address(settings: WebSettings, host: str) -> None:
    """Refuse an address that other machines reach while passwords would cross the network in the open.

    Raises:
        SettingsError: The address is not this machine's, and there is no https.

    """
    if is_loopback(host):
        return
    encrypted = settings.cert is not None or settings.trusted_proxies
    if settings.url is None or not settings.url.startswith("https:") or not encrypted:
        raise SettingsError("settings.web-open", host=host)


def tls_context(settings: WebSettings) -> ssl.SSLContext | None:
    """Return what https needs; `None` where a server in front does it.

    Raises:
        SettingsError: The certificate or its key can't be used.

    """
    if settings.cert is None or settings.key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.cert, settings.key)
    except (OSError, ssl.SSLError) as error:
        why = str(error).splitlines()[0]
        raise SettingsError("settings.web-cert", path=str(settings.cert), why=why) from error
    return context
