"""`schedule add`, step by step: what is asked for, checked, and left to the workers."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.cli.console import ask, info, is_terminal, output, output_json
from zns_batch.cli.language import lang, tr
from zns_batch.errors import SettingsError, SheetError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.domain.template import Template
    from zns_batch.ledger.schedules import BadRows, Schedule
    from zns_batch.services.campaigns.draft import DraftCampaign
    from zns_batch.services.campaigns.prepare import PreparedCampaign
    from zns_batch.services.schedules.saved_request import SavedRequest
    from zns_batch.services.schedules.service import Manner
    from zns_batch.settings.accounts import AccountSettings

_RESULTS = "zns-results"


class AddScheduleFlow:
    """One `schedule add`.

    Args:
        asked: The command's options.

    """

    def __init__(self, asked: dict[str, Any]) -> None:
        from zns_batch.core.clock import SystemClock
        from zns_batch.settings.accounts import load_account

        self._asked = asked
        self._now = SystemClock().now()
        self._account: AccountSettings = load_account(asked["account"])

    def go(self) -> int:
        """Add the schedule; return the exit code."""
        asked = self._asked
        if (asked["at"] is None) == (asked["cron"] is None):
            raise UsageError("schedule.when")
        from zns_batch.services.schedules.recurrence import check_zone, read_misfire

        check_zone(asked["tz"])
        read_misfire(asked["misfire"])
        self._emails = _emails(asked["notify_email"])
        _say_without_mail(self._emails)
        return self._once() if asked["cron"] is None else self._again_and_again()

    # ── once ──

    def _once(self) -> int:
        from zoneinfo import ZoneInfo

        from zns_batch.services.campaigns.when import read_moment
        from zns_batch.services.schedules.input_files import is_pattern

        asked = self._asked
        if is_pattern(asked["file"]):
            raise UsageError("schedule.pattern-once", file=asked["file"])
        at = read_moment(asked["at"], now=self._now, zone=ZoneInfo(asked["tz"]))
        self._must_be_able_to_ask()
        prepared, template = self._prepared(Path(asked["file"]).absolute())
        standing = self._standing(prepared.request, template)
        draft = self._plan(prepared, standing, at)
        return self._add_once(draft, standing, at)

    def _plan(
        self, prepared: "PreparedCampaign", standing: "SavedRequest", at: "datetime"
    ) -> "DraftCampaign":
        from zns_batch.cli.console import start
        from zns_batch.services.campaigns.draft import plan

        self._ledger = start()
        wishes = standing.run_options(name=self._asked["name"], now=at)
        return plan(self._ledger, prepared, wishes, now=self._now)

    def _add_once(self, draft: "DraftCampaign", standing: "SavedRequest", at: "datetime") -> int:
        from zns_batch.cli.drafting import answer_checked
        from zns_batch.ledger.campaigns import get
        from zns_batch.ledger.drafts import drop_draft
        from zns_batch.services.schedules.service import add_once

        try:
            if not self._may_add(draft, at):
                info("schedule.not-added")
                return answer_checked(draft, self._asked)
            name = draft.campaign.name
            manner = self._manner(name, Path(draft.campaign.source).parent)
            self._keep_options(draft, manner)
            done = add_once(self._ledger, draft, standing, manner, at=at, now=self._now)
        finally:
            drop_draft(self._ledger, draft.campaign.id)
        campaign = get(self._ledger, draft.campaign.id)
        words = {"id": done.id, "name": done.name, "campaign": campaign.id}
        info("schedule.added-once", **words, when=self._in_words([at]))
        return self._told(done, draft)

    def _keep_options(self, draft: "DraftCampaign", manner: "Manner") -> None:
        from zns_batch.ledger.campaigns import set_options

        # What its workbook is called: a campaign's own name has a moment of its own at its end.
        name = self._asked["name"] or _stem(draft.campaign.source)
        more = {"schedule": name, "folder": manner.folder, "misfire": manner.misfire}
        set_options(self._ledger, draft.campaign.id, {**draft.campaign.options, **more})

    def _may_add(self, draft: "DraftCampaign", at: "datetime") -> bool:
        from zns_batch.cli.drafting import may_go_on
        from zns_batch.cli.views.preflight import show_preflight
        from zns_batch.services.accounts.factory import limits_of, merged_options

        asked = self._asked
        skips = asked["skip_invalid"] or asked["bad_rows"] == "send"
        if not may_go_on(draft, skips=skips, yes=asked["yes"]):
            return False
        limits = limits_of(merged_options(draft.campaign.options, {}))
        show_preflight(self._ledger, draft, limits, None, begins=at)
        when = self._in_words([at])
        return asked["yes"] or ask("schedule.ask", n=draft.to_send, when=when)

    def _must_be_able_to_ask(self) -> None:
        if not (self._asked["yes"] or is_terminal()):
            raise UsageError("schedule.needs-yes")

    # ── again and again ──

    def _again_and_again(self) -> int:
        from zns_batch.cli.console import start
        from zns_batch.services.schedules.recurrence import parse_recurrence
        from zns_batch.services.schedules.saved_request import refuse_fixed_end
        from zns_batch.services.schedules.service import add_recurring

        asked = self._asked
        if asked["out"] is not None:
            raise UsageError("schedule.out-once")
        occasions = parse_recurrence(asked["cron"], asked["tz"], now=self._now)
        refuse_fixed_end(asked["expires"] or "")
        file = str(Path(asked["file"]).absolute())
        template = self._look_at_list(file)
        standing = self._standing(self._request(Path(file)), template)
        manner = self._manner(asked["name"] or _stem(file), _folder_of(file))
        standing = replace(standing, options={**standing.options, **_kept(manner)})
        self._ledger = start()
        done = add_recurring(self._ledger, standing, manner, occasions, now=self._now)
        times = occasions.next_times(self._now, 3)
        info("schedule.added", id=done.id, name=done.name, times=self._in_words(times))
        return self._told(done, None)

    def _look_at_list(self, file: str) -> "Template":
        """Check the list that is there now: a wrong column should not be found out at night."""
        from zns_batch.cli.views.mapping import show_problems
        from zns_batch.reports.reasons import sum_line
        from zns_batch.services.schedules.input_files import newest_file

        try:
            path = newest_file(file)
        except SheetError:
            info("cli.notice", text=tr("schedule.no-list-yet", file=file))
            return self._template()
        prepared, template = self._prepared(path)
        from zns_batch.services.campaigns.check import check

        checked = check(prepared)
        show_problems(checked.problems)
        info("schedule.found", line=sum_line(checked.tally, lang()))
        return template

    # ── what both begin with ──

    def _request(self, file: Path) -> Any:
        from zns_batch.cli.asked import request_of

        request = request_of({**self._asked, "file": file})
        suppress = request.suppress.absolute() if request.suppress else None
        return replace(request, account=self._account.name, suppress=suppress)

    def _template(self) -> "Template":
        from zns_batch.cli.views.template_diff import template_at_account
        from zns_batch.settings.paths import template_folders
        from zns_batch.templates.repository import load_template

        ref, mode = self._asked["template"], self._asked["mode"]
        known = template_at_account(self._account, ref, mode=mode)
        return known.template if known else load_template(ref, folders=template_folders())

    def _prepared(self, file: Path) -> "tuple[PreparedCampaign, Template]":
        from zns_batch.cli.views.mapping import show_mapping
        from zns_batch.cli.views.template_diff import held_to_account
        from zns_batch.services.campaigns.prepare import prepare, refuse_unsupported

        mode = self._asked["mode"]
        refuse_unsupported(self._account.provider, mode=mode, options=self._options())
        template = self._template()
        prepared = prepare(self._request(file), account=self._account, template=template)
        show_mapping(prepared)
        try:
            prepared = held_to_account(prepared, mode=mode)
        except SettingsError as error:
            # A token that only the worker's machine has is no reason not to add a schedule here.
            text = tr("cli.not-compared", why=error.text(lang()))
            info("cli.notice", text=text)
        return prepared, template

    def _standing(self, request: Any, template: "Template") -> "SavedRequest":
        from zns_batch.services.schedules.saved_request import SavedRequest

        asked = self._asked
        return SavedRequest(
            request=request,
            template=template,
            options=self._options(),
            mode=asked["mode"],
            again=asked["again"],
            expires=asked["expires"] or "",
            lang=lang(),
            emails=self._emails,
        )

    def _options(self) -> dict[str, Any]:
        from zns_batch.cli.ways import ways_of
        from zns_batch.services.accounts.factory import limits_of, options_of

        asked = self._asked
        found = options_of(self._account, asked)
        limits_of(found)
        found |= ways_of(self._account.provider, asked)
        found |= {"lang": lang(), "emails": ";".join(self._emails) or None}
        if asked["out"] is not None:
            found["report"] = str(asked["out"].absolute())
        return {name: value for name, value in found.items() if value is not None}

    def _manner(self, name: str, beside: Path) -> "Manner":
        from zns_batch.services.schedules.service import Manner

        asked = self._asked
        folder = asked["folder"] or beside / _RESULTS
        return Manner(
            name=name,
            zone=asked["tz"],
            misfire=asked["misfire"].strip().lower(),
            bad_rows=self._bad_rows(),
            folder=str(folder.absolute()),
        )

    def _bad_rows(self) -> "BadRows":
        from zns_batch.ledger.schedules import BadRows

        usual = BadRows.SEND if self._asked["skip_invalid"] else BadRows.HOLD
        return BadRows(self._asked["bad_rows"]) if self._asked["bad_rows"] else usual

    def _in_words(self, times: "list[datetime]") -> str:
        from zns_batch.cli.views.schedules import in_words

        return in_words(times, self._asked["tz"])

    def _told(self, done: "Schedule", draft: "DraftCampaign | None") -> int:
        from zns_batch.cli.views.schedules import say_without_worker, schedule_as_json

        info("schedule.results", folder=done.folder)
        say_without_worker(self._ledger)
        if self._asked["as_json"]:
            output_json(self._object(draft) | {"schedule": schedule_as_json(self._ledger, done)})
        else:
            output(done.id)
        return 0

    def _object(self, draft: "DraftCampaign | None") -> dict[str, Any]:
        from zns_batch.ledger.campaigns import get
        from zns_batch.services.campaigns import report as told

        if draft is None:
            return told.as_json(lang=lang(), state="scheduled")
        campaign = get(self._ledger, draft.campaign.id)
        problems = draft.problems
        return told.as_json(lang=lang(), campaign=campaign, tally=draft.tally, problems=problems)


def _emails(given: tuple[str, ...]) -> tuple[str, ...]:
    from zns_batch.settings.notifications import addresses

    try:
        return addresses(list(given))
    except ValueError as error:
        raise UsageError("schedule.bad-email", text=", ".join(given)) from error


def _say_without_mail(emails: tuple[str, ...]) -> None:
    """Say so when nobody here could send those e-mails: the worker may know more."""
    from zns_batch.notifications.channels import channels_of
    from zns_batch.settings.notifications import load_notices

    try:
        channels_of(load_notices(), email=emails)
    except SettingsError as error:
        info("cli.notice", text=error.text(lang()))


def _kept(manner: "Manner") -> dict[str, Any]:
    return {"schedule": manner.name, "folder": manner.folder}


def _folder_of(file: str) -> Path:
    """Return the folder of a list; of a pattern, the one before its first sign."""
    from zns_batch.services.schedules.input_files import is_pattern

    found = Path(file).parent
    while is_pattern(str(found)):
        found = found.parent
    return found


def _stem(file: str) -> str:
    """Return a name for a schedule, from its list's."""
    plain = "".join(sign for sign in Path(file).stem if sign not in "*?[]")
    return plain.strip(" -_.") or tr("schedule.unnamed")
