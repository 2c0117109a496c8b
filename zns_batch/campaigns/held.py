"""What was prepared, held to the template as the account has it."""

from dataclasses import replace

from zns_batch.campaigns.offered import Compared
from zns_batch.campaigns.preparing import Prepared, prepare


def hold(prepared: Prepared, found: Compared) -> Prepared:
    """Take over the account's template; the sheet is checked anew where it asks for other values.

    Args:
        prepared: What was prepared with the local template.
        found: That template, held against the account's.

    Raises:
        ColumnError: The account's template needs a column that the sheet does not have.

    """
    if found.template.params != prepared.template.params:
        account, sheet = prepared.account, prepared.sheet
        prepared = prepare(
            prepared.request, account=account, template=found.template, opened=lambda: sheet
        )
    return replace(prepared, template=found.template, offered=found.offered)
