"""Shows where the account's template differs from the local file."""

from typing import TYPE_CHECKING

from zns_batch.cli.console import info
from zns_batch.cli.language import lang
from zns_batch.core.shell_words import quoted

if TYPE_CHECKING:
    from zns_batch.services.campaigns.template_sync import TemplateComparison


def show_compared(comparison: "TemplateComparison", *, account: str) -> None:
    """Show what the account has otherwise than the local file, or why that is not known."""
    if comparison.trouble is not None:
        info("cli.not-compared", why=comparison.trouble.text(lang()))
    for difference in comparison.differences:
        info("cli.template-differs", text=difference.text(lang()))
    if comparison.differences:
        template_id = quoted(comparison.template.template_id)
        info("cli.differs-pull", id=template_id, account=quoted(account))
