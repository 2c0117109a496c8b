"""Keys of the JSON API: made, listed, taken back, and recognised."""

from datetime import timedelta

from zns_batch.core.clock import Clock
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.errors import UsageError
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import api_tokens
from zns_batch.ledger.people.api_tokens import ApiToken
from zns_batch.services.people.management import Actor, hash_token, new_token
from zns_batch.settings.accounts import account_names

PREFIX = "zns_"
"""How a secret begins, so that people and scanners of repositories recognise one."""

USUAL_DAYS = 90
LONGEST_DAYS = 366

_LONGEST_NAME = 100
_LONGEST_SECRET = 200


class TokenService:
    """The keys of the API. Each change is one transaction with its entry in the audit log.

    A secret is 256 random bits, so its plain hash is as good as a slow one: there is nothing to guess.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock

    def list(self) -> list[ApiToken]:
        """Return all keys, the newest first, also those that work no more."""
        return api_tokens.list_tokens(self._ledger)

    def create(
        self, name: str, *, account: str, role: Role, days: int = USUAL_DAYS, actor: Actor
    ) -> tuple[ApiToken, str]:
        """Make a key, and return it with its secret, which nobody can see again.

        Args:
            name: Which program gets it.
            account: For which account; `*` for all.
            role: What it may do there.
            days: How many days it works.
            actor: Who makes it.

        Raises:
            UsageError: There is no such account, no name, or it is to work for too long.

        """
        name = " ".join(name.split())
        if not 0 < len(name) <= _LONGEST_NAME:
            raise UsageError("token.bad-name", most=_LONGEST_NAME)
        if not 1 <= days <= LONGEST_DAYS:
            raise UsageError("token.bad-days", most=LONGEST_DAYS)
        names = account_names()
        if account != ALL_ACCOUNTS and account not in names:
            raise UsageError("user.no-account", account=account, names=", ".join(names))
        secret, now = PREFIX + new_token(), self._clock.now()
        token = ApiToken(
            id=api_tokens.new_token_id(),
            name=name,
            account=account,
            role=role,
            made_by=actor.name,
            created_at=now,
            ends_at=now + timedelta(days=days),
        )
        with self._ledger.write() as connection:
            api_tokens.add_token(connection, token, hash_token(secret))
            audit.append(connection, self._entry("token-create", token, actor, days=days))
        return token, secret

    def revoke(self, token_id: str, *, actor: Actor) -> ApiToken:
        """Take a key back: from now on it opens nothing. One that was taken back stays so.

        Raises:
            UsageError: There is none of that id.

        """
        with self._ledger.write() as connection:
            token = api_tokens.get_token(connection, token_id)
            if token is None:
                raise UsageError("token.unknown", id=token_id[:40])
            if api_tokens.revoke_token(connection, token.id, now=self._clock.now()):
                audit.append(connection, self._entry("token-revoke", token, actor))
        return token

    def recognise(self, secret: str) -> ApiToken | None:
        """Return the key whose secret this is, if it works; its use is noted."""
        if not secret.startswith(PREFIX) or len(secret) > _LONGEST_SECRET:
            return None
        now = self._clock.now()
        token = api_tokens.find_token(self._ledger, hash_token(secret))
        if token is None or not token.works(now):
            return None
        api_tokens.note_use(self._ledger, token, now=now)
        return token

    def _entry(self, act: str, token: ApiToken, actor: Actor, **params: str | int) -> AuditEntry:
        return actor.entry(
            act,
            at=self._clock.now(),
            account=token.account,
            object_id=token.id,
            params={"name": token.name, "role": token.role.value, **params},
        )
