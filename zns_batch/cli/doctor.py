"""`doctor`: is everything in order? One line each."""

from collections.abc import Callable
from typing import Any

from zns_batch.cli import options as o
from zns_batch.cli.command import command
from zns_batch.cli.lang import lang, t
from zns_batch.cli.screen import answer, answer_json


@command("doctor")
@o.ACCOUNT
@o.JSON
@o.EVERYWHERE
def doctor_command(*, account: str | None, as_json: bool, **_asked: Any) -> int:
    """Check the installation, the account, the clock and the database."""
    from zns_batch.campaigns import doctor

    checks: list[tuple[str, Callable[[], doctor.Finding]]] = [
        ("installation", doctor.installation),
        ("settings", lambda: doctor.settings(account)),
        ("templates", doctor.templates),
        ("ledger", doctor.ledger),
        ("workers", doctor.workers),
        ("schedules", doctor.schedules),
        ("account", lambda: doctor.provider(account)),
        ("clock", doctor.clock),
    ]
    found = [(name, doctor.examine(check)) for name, check in checks]
    if as_json:
        answer_json({"checks": [_object(name, finding) for name, finding in found]})
    else:
        for name, finding in found:
            sign = t("doctor.fine") if finding.fine else t("doctor.wrong")
            answer(f"{sign:4}  {t(f'doctor.{name}')}: {finding.text(lang())}")
    return 0 if all(finding.fine for _, finding in found) else 1


def _object(name: str, finding: Any) -> dict[str, Any]:
    return {"check": name, "ok": finding.fine, "message": finding.text(lang())}
