"""`appsecret_proof`: shows with each request that we hold the application's secret."""

import hashlib
import hmac

from zns_batch.errors import SettingsError
from zns_batch.providers.sender import Sender


def proof_of(sender: Sender, access: str) -> str | None:
    """Make the proof, as Zalo's PHP SDK does: keyed by the app secret, of the access token.

    Args:
        sender: The account; `None` comes back when it isn't to prove anything.
        access: The access token.

    Raises:
        SettingsError: The account has no app secret.

    """
    if not sender.appsecret_proof:
        return None
    if not sender.app_secret:
        raise SettingsError("provider.app-secret-missing")
    return hmac.new(sender.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()
