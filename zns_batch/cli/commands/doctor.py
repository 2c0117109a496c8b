"""`doctor`: is everything in order? One line each."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr

if TYPE_CHECKING:
    from zns_batch.services.accounts.diagnostics import DiagnosticFinding


@command("doctor")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def doctor_command(*, account: str | None, as_json: bool) -> int:
    """Check the installation, the account, the clock and the database."""
    from zns_batch.services.accounts import diagnostics

    checks: list[tuple[str, Callable[[], diagnostics.DiagnosticFinding]]] = [
        ("installation", diagnostics.installation),
        ("settings", lambda: diagnostics.settings(account)),
        ("templates", diagnostics.templates),
        ("ledger", diagnostics.ledger),
        ("workers", diagnostics.workers),
        ("schedules", diagnostics.schedules),
        ("account", lambda: asyncio.run(diagnostics.provider(account))),
        ("clock", diagnostics.clock),
    ]
    if diagnostics.notifications_are_set_up():
        checks.append(("notifications", diagnostics.notifications))
    found = [(name, diagnostics.examine(check)) for name, check in checks]
    if as_json:
        output_json({"checks": [_object(name, finding) for name, finding in found]})
    else:
        for name, finding in found:
            sign = tr("doctor.fine") if finding.fine else tr("doctor.wrong")
            output(f"{sign:4}  {tr(f'doctor.{name}')}: {finding.text(lang())}")
    return 0 if all(finding.fine for _, finding in found) else 1


def _object(name: str, finding: "DiagnosticFinding") -> dict[str, object]:
    return {"check": name, "ok": finding.fine, "message": finding.text(lang())}
