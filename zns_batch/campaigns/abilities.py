"""What a campaign asks of a provider: refused by name, before anything is planned, where it can't."""

from collections.abc import Mapping

from zns_batch.domain.message import Address
from zns_batch.ledger.campaigns import Option
from zns_batch.providers import capabilities
from zns_batch.providers.base import cannot

_ADDRESSES = {Address.HASH.value: "hashed", Address.USER.value: "user"}


def refuse_unable(provider: str, *, mode: str | None, options: Mapping[str, Option]) -> None:
    """Refuse what a provider does not do.

    Args:
        provider: The provider's word.
        mode: `development` for test sends.
        options: The campaign's options: `address`, `beyond_quota`, `journey`,
            `journey_column`, `sms_brandname`.

    Raises:
        UsageError: The provider can't do one of them.
        SettingsError: The provider is unknown.

    """
    able = capabilities(provider)
    for ability in _asked(mode, options):
        if not getattr(able, ability):
            raise cannot(provider, ability.replace("_", "-"))


def _asked(mode: str | None, options: Mapping[str, Option]) -> list[str]:
    wanted = {
        "development": mode == "development",
        "beyond_quota": bool(options.get("beyond_quota")),
        "journeys": bool(options.get("journey") or options.get("journey_column")),
        "sms": bool(options.get("sms_brandname")),
    }
    address = _ADDRESSES.get(str(options.get("address")))
    return [name for name, asked in wanted.items() if asked] + ([address] if address else [])
