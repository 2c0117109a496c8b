"""What all methods of `App` work with: where its settings are, its ledger, and its clock."""

from contextlib import AbstractContextManager

from zns_batch.api.objects import CampaignHandle, CampaignRef
from zns_batch.core.clock import Clock
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.providers import ProviderClient
from zns_batch.settings import paths
from zns_batch.settings.accounts import AccountSettings, load_account


class AppContext:
    """The common ground of the classes that `App` is made of. Not made by itself."""

    _home: str | None
    _database_url: str | None
    _account_name: str | None
    _provider: ProviderClient | None
    _clock: Clock
    _ledger: Ledger

    def _located(self) -> AbstractContextManager[None]:
        return paths.located(home=self._home, database_url=self._database_url)

    def _account(self) -> AccountSettings:
        return load_account(self._account_name, with_secrets=self._provider is None)

    def _find(self, ref: CampaignRef, *, to_act: bool = False) -> Campaign:
        if isinstance(ref, CampaignHandle):
            return ref.record()
        return campaigns.find(self._ledger, ref, to_act=to_act)
