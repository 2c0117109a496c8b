"""What a campaign is and what happened to it, in words."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.i18n import Lang, has_translation
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import users
from zns_batch.ledger.records import Campaign
from zns_batch.reports.destination import campaign_destination
from zns_batch.services.campaigns.report import estimate
from zns_batch.services.campaigns.watching.progress import CampaignProgress
from zns_batch.services.people.shown_names import shown_campaign
from zns_batch.web.i18n import money_text, page_text, second_text, when_text
from zns_batch.web.view_models.audit_log import act_label, actor_label
from zns_batch.web.view_models.live import Reader

_MOST_EVENTS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignFacts:
    """What is known of a campaign beside its rows.

    Attributes:
        names: The names of people, by their ids.
        logins: The names of people, by their logins.
        entries: What people did with it, the newest first.

    """

    names: dict[str, str]
    logins: dict[str, str]
    entries: tuple[AuditEntry, ...]


def read_facts(ledger: Ledger, campaign: Campaign) -> CampaignFacts:
    """Read what is known of a campaign beside its rows."""
    people = users.list_names(ledger)
    return CampaignFacts(
        names={each.id: each.name for each in people},
        logins={each.login: each.name for each in people},
        entries=tuple(audit.latest(ledger, limit=_MOST_EVENTS, object_id=campaign.id)),
    )


def fact_pairs(
    facts: CampaignFacts, progress: CampaignProgress, reader: Reader
) -> list[tuple[str, str]]:
    """Return terms and what they are."""
    lang, campaign = reader.lang, shown_campaign(progress.campaign, whole=reader.may_all)
    pairs = [
        ("account", campaign.account),
        ("destination", campaign_destination(campaign).label(lang)),
        ("template", f"{campaign.template.name} ({campaign.template.template_id})"),
        ("file", campaign.source),
        ("sheet", campaign.sheet or ""),
        ("made", _made(facts, campaign, lang)),
        ("id", campaign.id),
    ]
    cost = None if campaign.dry_run else estimate(campaign, progress.counts.states)
    if cost is not None:
        pairs.insert(5, ("cost", money_text(cost, lang)))
    return [(page_text(f"web.live.fact.{key}", lang), value) for key, value in pairs if value]


def history(facts: CampaignFacts, campaign: Campaign, lang: Lang) -> list[tuple[str, str]]:
    """Return what happened to a campaign, the first first: moments and sentences."""
    events: list[tuple[datetime, str]] = [
        (campaign.created_at, page_text("web.live.event.made", lang))
    ]
    acts = {entry.act for entry in facts.entries}
    if campaign.confirmed_at is not None and "approve" not in acts:
        who = facts.names.get(campaign.confirmed_by or "", "–")
        events.append((campaign.confirmed_at, page_text("web.live.event.confirmed", lang, who=who)))
    if campaign.started_at is not None:
        events.append((campaign.started_at, page_text("web.live.event.started", lang)))
    events += [
        (entry.at, entry_words(entry, facts, lang))
        for entry in facts.entries
        # The confirmation stands in the campaign itself.
        if entry.act not in {"confirm", "schedule"}
    ]
    if campaign.ended_at is not None:
        events.append((campaign.ended_at, page_text("web.live.event.ended", lang)))
    events.sort(key=lambda event: event[0])
    return [(second_text(at, lang), words) for at, words in events]


def entry_words(entry: AuditEntry, facts: CampaignFacts, lang: Lang) -> str:
    """Return what somebody did with a campaign, in a sentence."""
    who = facts.logins.get(entry.actor, actor_label(entry, lang))
    key = f"web.live.event.{entry.act}"
    if has_translation(key):
        note = str(entry.params.get("note", ""))
        return page_text(key, lang, who=who, n=entry.number or 0, note=note)
    return page_text("web.live.event.other", lang, who=who, what=act_label(entry.act, lang))


def _made(facts: CampaignFacts, campaign: Campaign, lang: Lang) -> str:
    when, maker = when_text(campaign.created_at, lang), facts.names.get(campaign.made_by or "")
    return f"{when}, {page_text('web.campaigns.by', lang, name=maker)}" if maker else when
