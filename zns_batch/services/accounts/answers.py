"""What accounts answered a moment ago, for pages that ask again with every press.

A question is asked once however many pages wait for it, nobody waits long for it, and its answer
holds for half a minute. No answer is no reason not to go on: what sends asks for itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.errors import ProviderError, TemplateError, ZnsBatchError
from zns_batch.providers import capabilities
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.accounts.status import AccountOverview, status_of_all
from zns_batch.services.campaigns.template_sync import (
    TemplateComparison,
    ask_template,
    ask_templates,
    current_template,
)
from zns_batch.settings.accounts import load_account
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import at_account, load_template

T = TypeVar("T")

FRESH_SECONDS = 30.0
TEMPLATES_SECONDS = 300.0
"""How long what an account says of its templates holds on the pages that list them."""
PATIENCE_SECONDS = 5.0
"""How long a page waits for an account."""
_MOST_KEPT = 2_000
_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotaAnswer:
    """What an account answered about the day's quota."""

    #: `None` when the provider does not tell, or did not now.
    quota: Quota | None = None
    #: Why it did not.
    error: ZnsBatchError | None = None

    @property
    def known(self) -> bool:
        """Whether it is known how many messages may still leave today."""
        return self.quota is not None and self.quota.remaining is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateAnswer:
    """What an account answered about a template."""

    #: The template as it counts now; `None` when it may not or can't be sent.
    comparison: TemplateComparison | None = None
    #: Why it may not be sent, or could not be found.
    refusal: ZnsBatchError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedTemplates:
    """What an account answered when it was asked for its templates, or for one of them."""

    #: Empty when its provider tells none, or did not now.
    templates: tuple[ProviderTemplate, ...] = ()
    #: Why it did not.
    error: ZnsBatchError | None = None
    #: Whether the provider tells templates at all.
    told: bool = True


@dataclass(kw_only=True, slots=True)
class AccountAnswers:
    """Answers of all accounts, within one event loop."""

    clock: Clock
    _tasks: dict[tuple[str, ...], tuple[float, asyncio.Task[object]]] = field(default_factory=dict)
    _templates: dict[str, tuple[ProviderTemplate, ...]] = field(default_factory=dict)
    #: A long list of templates is asked for a few at a time.
    _few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def quota(self, account: str) -> QuotaAnswer:
        """Return what is left of an account's quota of the day."""

        async def ask() -> QuotaAnswer:
            try:
                settings = await asyncio.to_thread(load_account, account)
                client = await asyncio.to_thread(account_client_of, settings)
                try:
                    return QuotaAnswer(quota=await client.quota())
                finally:
                    await client.close()
            except ZnsBatchError as error:
                return QuotaAnswer(error=error)

        answer = await self._answer(("quota", account), ask)
        return answer or QuotaAnswer(error=_no_answer())

    async def template(self, account: str, ref: str) -> TemplateAnswer:
        """Return a template as it counts for an account now: its file, held to the account's word.

        Args:
            account: The account's name.
            ref: The template's name or id.

        """

        async def ask() -> TemplateAnswer:
            try:
                settings = await asyncio.to_thread(load_account, account)
                return TemplateAnswer(comparison=await current_template(settings, ref))
            except ZnsBatchError as error:
                return TemplateAnswer(refusal=error)

        answer = await self._answer(("template", account, ref), ask)
        if answer is None:
            answer = await asyncio.to_thread(_template_of_file, account, ref)
        return answer

    async def status(self, account: str) -> AccountOverview | None:
        """Return how an account stands at its provider; `None` when it does not answer in time."""

        async def ask() -> AccountOverview:
            settings = await asyncio.to_thread(load_account, account)
            (overview,) = await status_of_all([settings])
            return overview

        return await self._answer(("status", account), ask)

    def known_templates(self, account: str) -> tuple[ProviderTemplate, ...] | None:
        """Return the templates that an account told last; `None` before it told any. Asks nobody."""
        return self._templates.get(account)

    def begin_templates(self, account: str) -> None:
        """Begin to ask an account for its templates, unless it was asked a moment ago; waits for nothing."""
        self._task(("templates", account), lambda: self._ask_templates(account))

    async def templates(self, account: str) -> OfferedTemplates:
        """Return an account's templates as it told them in the last minutes."""
        key = ("templates", account)
        answer = await self._answer(
            key, lambda: self._ask_templates(account), fresh=TEMPLATES_SECONDS
        )
        return answer or OfferedTemplates(error=_no_answer())

    async def _ask_templates(self, account: str) -> OfferedTemplates:
        before = self._templates.get(account, ())
        try:
            settings = await asyncio.to_thread(load_account, account)
            if not capabilities(settings.provider).templates:
                answer = OfferedTemplates(told=False)
            else:
                answer = OfferedTemplates(templates=tuple(await ask_templates(settings)))
        except ZnsBatchError as error:  # what it answered before is as good as nothing
            answer = OfferedTemplates(templates=before, error=error)
        self._templates[account] = answer.templates
        return answer

    async def offered(self, account: str, template_id: str) -> OfferedTemplates:
        """Return one template with all that an account tells of it, as told in the last minutes."""

        async def ask() -> OfferedTemplates:
            try:
                settings = await asyncio.to_thread(load_account, account)
                async with self._few:
                    template = await ask_template(settings, template_id)
            except ZnsBatchError as error:
                return OfferedTemplates(error=error)
            return OfferedTemplates(templates=(template,) if template else (), told=bool(template))

        answer = await self._answer(("offered", account, template_id), ask, fresh=TEMPLATES_SECONDS)
        return answer or OfferedTemplates(error=_no_answer())

    def known_offered(self, account: str, template_id: str) -> ProviderTemplate | None:
        """Return what an account told last of one template; `None` before it did. Asks nobody."""
        _, task = self._tasks.get(("offered", account, template_id), (0.0, None))
        if task is None or not task.done():
            return None
        answer = task.result()
        return (
            answer.templates[0]
            if isinstance(answer, OfferedTemplates) and answer.templates
            else None
        )

    def forget(self, account: str | None = None) -> None:
        """Ask anew at the next question: something was changed, or a person wants to know.

        Args:
            account: The account to ask; `None` for all.

        """
        for key in [key for key in self._tasks if account in {None, key[1]}]:
            del self._tasks[key]

    async def _answer(
        self,
        key: tuple[str, ...],
        ask: Callable[[], Awaitable[T]],
        *,
        fresh: float = FRESH_SECONDS,
    ) -> T | None:
        task = self._task(key, ask, fresh=fresh)
        if task.done():
            return cast("T", task.result())
        try:
            return cast("T", await asyncio.wait_for(asyncio.shield(task), PATIENCE_SECONDS))
        except TimeoutError:
            return None

    def _task(
        self,
        key: tuple[str, ...],
        ask: Callable[[], Awaitable[object]],
        *,
        fresh: float = FRESH_SECONDS,
    ) -> asyncio.Task[object]:
        now = self.clock.monotonic()
        started_at, task = self._tasks.get(key, (now, None))
        if task is not None and task.done() and getattr(task.result(), "error", None) is not None:
            # No answer is asked for again sooner.
            fresh = FRESH_SECONDS
        if task is None or (task.done() and now - started_at > fresh):
            if len(self._tasks) > _MOST_KEPT:
                self._tasks.clear()
            task = asyncio.ensure_future(ask())
            self._tasks[key] = now, task
        return task


def _no_answer() -> ProviderError:
    return ProviderError("provider.unanswered", code="timeout")


def _template_of_file(account: str, ref: str) -> TemplateAnswer:
    """Return the template of a local file, when the account does not answer in time."""
    try:
        template = at_account(load_template(ref, folders=template_folders()), account)
    except TemplateError:
        return TemplateAnswer(refusal=_no_answer())
    return TemplateAnswer(comparison=TemplateComparison(template=template, trouble=_no_answer()))
