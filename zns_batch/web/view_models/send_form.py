"""The form of the last step: read, said what is wrong beside each field, and shown again as it was typed."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Self

from zns_batch.core.clock import VIETNAM, in_vietnam
from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.limits import FASTEST_RATE, is_rate
from zns_batch.errors import UsageError
from zns_batch.i18n import LANGS, Lang
from zns_batch.sending.hours import SendingHours
from zns_batch.services.campaigns.confirm import start_problem
from zns_batch.services.campaigns.when import read_moment
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.send_options import SendOptions, SendWay
from zns_batch.settings.notifications import addresses
from zns_batch.validation.validator import DuplicatePolicy
from zns_batch.web.dependencies import PageContext
from zns_batch.web.forms import Form, whole_number

LONGEST_NAME = 120
LONGEST_NOTE = 500
_TEXTS = (
    "name",
    "rate",
    "window",
    "expires",
    "reserve",
    "canary",
    "emails",
    "date",
    "clock",
    "note",
    "sms_brandname",
    "sms_text",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SendForm:
    """What stands in the fields."""

    texts: dict[str, str]
    way: SendWay = SendWay.NOW
    again: bool = False
    #: Another person is to approve it.
    ask: bool = False
    lang: str = "vi"
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    split_phones: bool = False
    #: The recipients are Zalo user ids.
    users: bool = False
    #: The kind of journey; empty for none.
    journey: str = ""

    def changed(self, choices: ListChoices) -> ListChoices:
        """Return the choices of a list with what of this form belongs to them."""
        brandname = self.texts["sms_brandname"]
        delivery = replace(
            choices.delivery,
            uid=self.users,
            journey=self.journey or None,
            sms_brandname=brandname or None,
            sms_text=self.texts["sms_text"] if brandname else "",
        )
        return replace(
            choices,
            duplicates=self.duplicates,
            split_phones=self.split_phones,
            delivery=delivery,
        )

    @classmethod
    def of(cls, options: SendOptions, choices: ListChoices, context: PageContext) -> Self:
        """Return the form with what was chosen before."""
        start = in_vietnam(options.start_at) if options.start_at else None
        lang = context.lang
        texts = {
            "name": options.name or "",
            "rate": "" if options.rate is None else number_field(options.rate, lang),
            "window": options.window or "",
            "expires": options.expires or "",
            "reserve": "" if options.quota_reserve is None else str(options.quota_reserve),
            "canary": "" if options.canary is None else str(options.canary),
            "emails": ", ".join(options.emails),
            "date": f"{start:%Y-%m-%d}" if start else "",
            "clock": f"{start:%H:%M}" if start else "",
            "note": options.note,
            "sms_brandname": choices.delivery.sms_brandname or "",
            "sms_text": choices.delivery.sms_text,
        }
        return cls(
            texts=texts,
            way=options.way,
            again=options.again,
            ask=options.ask,
            lang=options.lang or lang,
            duplicates=choices.duplicates,
            split_phones=choices.split_phones,
            users=choices.delivery.uid,
            journey=choices.delivery.journey or "",
        )

    @classmethod
    def read(cls, form: Form) -> Self:
        """Return what a browser sent; what is none of the choices is as it was at first."""
        ways = {way.value: way for way in SendWay}
        policies = {policy.value: policy for policy in DuplicatePolicy}
        return cls(
            texts={name: form.get(name) for name in _TEXTS},
            way=ways.get(form.get("way"), SendWay.NOW),
            again=form.checked("again"),
            ask=form.checked("ask"),
            lang=form.get("lang"),
            duplicates=policies.get(form.get("duplicates"), DuplicatePolicy.SKIP),
            split_phones=form.checked("split"),
            users=form.checked("users"),
            journey=next((kind for kind in JourneyKind if kind == form.get("journey")), ""),
        )


@dataclass(slots=True)
class SendFormReader:
    """Turns the fields into options, and gathers what is wrong with them.

    Args:
        context: The page's.
        form: The fields.
        to_send: How many messages the list has.

    """

    context: PageContext
    form: SendForm
    to_send: int
    errors: dict[str, str] = field(default_factory=dict)

    def options(self) -> SendOptions:
        """Return the options; what is wrong stands in `errors`, in the order of the page."""
        texts = self.form.texts
        name = texts["name"]
        if len(name) > LONGEST_NAME:
            self._wrong("name", "web.send.long-name", n=LONGEST_NAME)
        options = SendOptions(
            way=self.form.way,
            name=name or None,
            rate=self.rate(),
            window=self.window(),
            quota_reserve=self._whole("reserve", 0, "web.send.bad-reserve"),
            canary=self._whole("canary", 1, "web.send.bad-number"),
            again=self.form.again,
            ask=self.form.ask,
            lang=next((lang for lang in LANGS if lang == self.form.lang), None),
            emails=self.emails(),
            note=texts["note"][:LONGEST_NOTE],
        )
        if options.canary is not None and options.canary > self.to_send:
            self._wrong("canary", "web.send.canary-large", n=self.to_send)
        if self.form.way is SendWay.LATER:
            options = replace(options, start_at=self.start())
        return replace(options, expires=self.expires(options.start_at))

    def _wrong(self, name: str, key: str, **params: str | int) -> None:
        self.errors.setdefault(name, self.context.tr(key, **params))

    def rate(self) -> float | None:
        """Return the pace; `None` for the account's."""
        text = self.form.texts["rate"].replace(",", ".")
        if not text:
            return None
        try:
            rate = float(text)
        except ValueError:
            rate = 0.0
        if not is_rate(rate):
            self._wrong("rate", "web.send.bad-rate", most=FASTEST_RATE)
            return None
        return rate

    def window(self) -> str | None:
        """Return the sending hours; `None` for the account's."""
        text = self.form.texts["window"].replace("–", "-")
        if not text:
            return None
        try:
            SendingHours.parse(text)
        except UsageError:
            self._wrong("window", "web.send.bad-window")
            return None
        return text

    def _whole(self, name: str, least: int, key: str) -> int | None:
        text = self.form.texts[name]
        if not text:
            return None
        number = whole_number(text, digits=9)
        if number is None or number < least:
            self._wrong(name, key)
            return None
        return number

    def emails(self) -> tuple[str, ...]:
        """Return who is told how it ended."""
        text = self.form.texts["emails"]
        if not text:
            return ()
        try:
            parts = [part.strip() for part in text.replace(";", ",").split(",")]
            return addresses(parts)
        except ValueError:
            self._wrong("emails", "web.send.bad-email", text=text[:100])
            return ()

    def start(self) -> datetime | None:
        """Return when it begins; `None` when that can't be read."""
        start, wrong = read_start(self.context, self.form.texts["date"], self.form.texts["clock"])
        if wrong:
            self.errors.setdefault("date", wrong)
        return start

    def expires(self, start: datetime | None) -> str | None:
        """Return when what is not sent expires, as it was typed; `None` for never."""
        text = self.form.texts["expires"]
        if not text:
            return None
        try:
            read_moment(text, now=start or self.context.now)
        except UsageError:
            self._wrong("expires", "web.send.bad-expires")
            return None
        return text


def read_start(context: PageContext, day: str, clock: str) -> tuple[datetime | None, str]:
    """Read when a campaign is to begin.

    Args:
        context: The page's.
        day: The day, as a field of that kind sends it: `2026-11-30`.
        clock: The time on a Vietnamese clock: `08:30`.

    Returns:
        The moment, `None` where that can't be read; and what is wrong with it, empty for nothing.

    """
    try:
        moment = time.fromisoformat(clock).replace(tzinfo=None)
        start = datetime.combine(date.fromisoformat(day), moment, VIETNAM)
    except ValueError:
        return None, context.tr("web.send.no-date")
    problem = start_problem(start, now=context.now)
    return start, "" if problem is None else context.tr(f"web.send.{problem.value}")


def journey_words(context: PageContext, kind: JourneyKind) -> str:
    """Return what a kind of journey is: what for, and for how many days."""
    what = kind.removeprefix("token_").rpartition("_")[0].replace("_", "-")
    return context.tr(f"web.send.journey.{what}", days=kind.life.days)


def chosen_words(context: PageContext, options: SendOptions) -> str:
    """Return the options that differ from the account's, in one line."""
    tr, lang = context.tr, context.lang
    words = []
    if options.rate is not None:
        words.append(tr("web.send.chosen.rate", rate=number_field(options.rate, lang)))
    if options.window:
        words.append(options.window)
    if options.expires:
        words.append(tr("web.send.chosen.expires", expires=options.expires))
    if options.quota_reserve:
        words.append(tr("web.send.chosen.reserve", n=options.quota_reserve))
    if options.canary:
        words.append(tr("web.send.chosen.canary", n=options.canary))
    if options.again:
        words.append(tr("web.send.chosen.again"))
    return " · ".join(words) or tr("web.send.options-default")


def number_field(number: float, lang: Lang) -> str:
    """Write a number for a field, so that it is read as the same one: without thousands separators."""
    plain = str(int(number) if float(number).is_integer() else number)
    return plain.replace(".", ",") if lang == "vi" else plain
