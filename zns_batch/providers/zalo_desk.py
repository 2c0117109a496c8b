"""What Zalo answers beside messages."""

from zns_batch.providers.desk import Desk
from zns_batch.providers.sender import Sender


class ZaloDesk(Desk):
    """Asks Zalo.

    Args:
        sender: The account's address, secrets and settings.

    """

    name = "zalo"

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
