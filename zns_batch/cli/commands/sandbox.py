"""`sandbox`: a local stand-in for a provider."""

import os
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import output
from zns_batch.cli.help import command
from zns_batch.cli.language import tr
from zns_batch.errors import TemplateError, UsageError
from zns_batch.i18n import has_translation
from zns_batch.i18n.system_errors import system_reason
from zns_batch.providers import KINDS

if TYPE_CHECKING:
    from zns_batch.domain.template import Template
    from zns_batch.sandbox.templates import SandboxTemplate

_SIGNING = ("OA_SECRET_KEY", "APP_ID", "OA_ID")


@command("sandbox")
@o.option("--provider", help_key="sandbox-provider", type=click.Choice(KINDS), default="zalo")
@o.option("--host", help_key="sandbox-host", default="127.0.0.1", show_default=True)
@o.option(
    "--port",
    help_key="sandbox-port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8485,
    show_default=True,
)
@o.option(
    "--fault",
    "faults",
    help_key="sandbox-fault",
    type=o.Pairs(),
    multiple=True,
    metavar="NAME=SHARE",
)
@o.option(
    "--quota",
    help_key="sandbox-quota",
    type=click.IntRange(min=0),
    metavar="N",
    default=20_000,
    show_default=True,
)
@o.option("--limit", help_key="sandbox-limit", type=click.IntRange(min=1), metavar="N")
@o.option(
    "--latency",
    help_key="sandbox-latency",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=0.0,
    show_default=True,
)
@o.option("--seed", help_key="sandbox-seed", type=int, default=0)
@o.option(
    "--key-header",
    help_key="sandbox-key-header",
    metavar="NAME",
    default="X-API-KEY",
    show_default=True,
)
@o.option("--webhook", help_key="sandbox-webhook", metavar="URL")
@o.EVERYWHERE
def sandbox_command(
    *,
    provider: str,
    host: str,
    port: int,
    faults: tuple[tuple[str, str], ...],
    quota: int,
    limit: int | None,
    latency: float,
    seed: int,
    key_header: str,
    webhook: str | None,
) -> int:
    """Answer as the provider would, on this machine."""
    from zns_batch.sandbox import SandboxConfig, WebhookTarget, serve

    target = None
    if webhook:
        # Signed as Zalo would for this account.
        key, app_id, oa_id = (os.environ.get(f"ZNS_{name}", "") for name in _SIGNING)
        if not webhook.startswith(("http://", "https://")):
            raise UsageError("cli.sandbox-webhook", url=webhook)
        if not (key and (app_id or oa_id)):
            raise UsageError("cli.sandbox-webhook-secret")
        target = WebhookTarget(url=webhook, key=key, app_id=app_id or oa_id, oa_id=oa_id or "1")

    def show_ready(url: str) -> None:
        key = f"cli.sandbox-ready-{provider}"
        known = has_translation(key)
        output(tr(key, url=url, header=key_header) if known else tr("cli.sandbox-ready", url=url))

    try:
        config = SandboxConfig(
            quota=quota,
            limit=limit,
            latency=latency,
            seed=seed,
            faults=_shares(faults),
            key_header=key_header,
            described=described_templates(),
            webhook=target,
        )
        serve(config, provider=provider, host=host, port=port, ready=show_ready)
    except ValueError as error:
        if str(error).startswith("key_header:"):
            raise UsageError("cli.sandbox-key-header", name=key_header) from error
        raise UsageError("cli.bad-sandbox", why=str(error)) from error
    except OSError as error:
        why = system_reason(error)
        raise UsageError("cli.sandbox-port", port=str(port), why=why) from error
    return 0


def described_templates() -> "dict[str, SandboxTemplate]":
    """Return the templates of the template folders, as those of the account."""
    from zns_batch.settings.paths import template_folders
    from zns_batch.templates.repository import ids_of, read_template

    templates: dict[str, SandboxTemplate] = {}
    for name, path in ids_of(template_folders()).items():
        # One that can't be read is told by the command that uses it.
        with suppress(TemplateError):
            templates[name] = _sandbox_template(read_template(path))
    return templates


def _sandbox_template(template: "Template") -> "SandboxTemplate":
    from zns_batch.sandbox.templates import TAGS, SandboxParam, SandboxTemplate

    params = {
        name: SandboxParam(
            required=param.required,
            max_length=param.max_length,
            type=param.type.value,
            min_length=param.min_length,
            accept_empty=param.accept_empty,
        )
        for name, param in template.params.items()
    }
    return SandboxTemplate(
        name=template.name,
        tag=template.tag if template.tag in TAGS else None,
        price=template.price or 0,
        text=template.text or "",
        sample={
            name: param.example
            for name, param in template.params.items()
            if param.example is not None
        },
        params=params,
    )


def _shares(faults: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """Return the share of each fault, told in the person's language when one is wrong."""
    from zns_batch.sandbox.faults import FAULTS

    shares = {name: _share(share) for name, share in faults}
    for name in shares:
        if name not in FAULTS:
            near = ", ".join(get_close_matches(name, FAULTS, 5, cutoff=0.0))
            raise UsageError("cli.unknown-fault", name=name, near=near)
    # Ten shares of 0.1 make a hair more than 1.
    if sum(shares.values()) > 1.000001:
        raise UsageError("cli.shares-above-all")
    return shares


def _share(text: str) -> float:
    number = text.strip()
    try:
        share = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError("cli.bad-share", share=text)
    return share
