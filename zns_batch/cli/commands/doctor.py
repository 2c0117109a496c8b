"""`doctor`: checks the installation, the accounts, the clock and the database, a line each."""

import asyncio
import sys

from zns_batch.cli import options as o
from zns_batch.cli.console import coloured, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr


@command("doctor")
@o.ACCOUNT
@o.option("--all", "all_accounts", help_key="all-accounts", is_flag=True)
@o.JSON
@o.EVERYWHERE
def doctor_command(*, account: str | None, all_accounts: bool, as_json: bool) -> int:
    """Check the installation, the account, the clock and the database."""
    from zns_batch.errors import UsageError
    from zns_batch.services.accounts import diagnostics
    from zns_batch.settings.accounts import account_names

    if all_accounts and account is not None:
        raise UsageError("account.all-or-one")
    accounts: tuple[str | None, ...] = account_names() if all_accounts else (account,)

    def ask(name: str | None) -> diagnostics.DiagnosticFinding:
        return asyncio.run(diagnostics.provider(name))

    findings = [
        (check.name, check.account, diagnostics.examine(check.look))
        for check in diagnostics.all_checks(accounts, ask=ask)
    ]
    if as_json:
        objects = [
            {"check": check, "ok": finding.fine, "message": finding.text(lang())}
            # The account's name only where there are several.
            | ({"account": name} if all_accounts and name else {})
            for check, name, finding in findings
        ]
        output_json({"checks": objects})
    else:
        for check, name, finding in findings:
            sign = tr("doctor.fine") if finding.fine else tr("doctor.wrong")
            label = tr(f"doctor.{check}") + (f" {name}" if all_accounts and name else "")
            sign = coloured(f"{sign:4}", "green" if finding.fine else "yellow", sys.stdout)
            output(f"{sign}  {label}: {finding.text(lang())}")
    return 0 if all(finding.fine for _, _, finding in findings) else 1
