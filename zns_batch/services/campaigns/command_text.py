"""Commands as a person can paste them: with the options of the list that the command is about."""

from collections.abc import Mapping

from zns_batch.core.shell_words import quoted
from zns_batch.services.campaigns.check import can_save_columns
from zns_batch.services.campaigns.options import PACE, CampaignRequest, RunOptions
from zns_batch.settings.accounts import AccountSettings
from zns_batch.validation.column_mapping import ColumnMap, ColumnMappingError
from zns_batch.validation.sms import USUAL_DELAY
from zns_batch.validation.validator import DuplicatePolicy


def list_options(
    request: CampaignRequest,
    columns: ColumnMap | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
    phone: str | None = None,
) -> str:
    """Return the options without which another command would read the same list differently.

    Args:
        request: What was asked for.
        columns: The columns that were found: they name those that the request names by letter.
        mapping: More columns by parameter.
        phone: The phone column, if the request names none.

    """
    delivery = request.delivery
    headers = {}
    for param, column in request.mapping.items():
        matched = columns.params.get(param) if columns else None
        headers[param] = matched.header if matched and matched.header else column
    if request.phone and columns and columns.phone.header:
        phone = columns.phone.header
    words = ["-t", request.template]
    pairs: list[tuple[str, str | None]] = [
        ("-a", request.account),
        ("--phone", phone or request.phone),
        *(("--map", f"{name}={header}") for name, header in {**headers, **(mapping or {})}.items()),
        *(("--set", f"{name}={text}") for name, text in request.set_values.items()),
        *(("--where", condition) for condition in request.where),
        ("--suppress", str(request.suppress.absolute()) if request.suppress else None),
        ("--journey-column", delivery.journey_column),
        ("--uid-column", delivery.uid_column),
        ("--sms-brandname", delivery.sms_brandname),
        ("--sms-text", delivery.sms_text or None),
        ("--sms-delay", str(delivery.sms_delay) if delivery.sms_delay != USUAL_DELAY else None),
    ]
    if request.duplicates is not DuplicatePolicy.SKIP:
        pairs.append(("--duplicates", request.duplicates.value))
    for option, value in pairs:
        words += [option, value] if value is not None else []
    flags = {"--uid": delivery.uid, "--split-phones": request.split_phones}
    words += [flag for flag, given in flags.items() if given]
    return " ".join(map(quoted, words))


def send_options(
    request: CampaignRequest, run: RunOptions, account: AccountSettings, columns: ColumnMap
) -> str:
    """Return the options without which another `send` of such rows would go otherwise.

    Those of the list, and how messages go and how fast: a test send whose rows are corrected must
    not become a real one.

    Args:
        request: What was asked for.
        run: How it runs, completed by the account's pace.
        account: The account: its own pace needs no options.
        columns: The columns that were found.

    """
    delivery = request.delivery
    given: dict[str, object] = {
        "--mode": run.mode,
        "--journey": delivery.journey,
        **{
            f"--{name.replace('_', '-')}": getattr(run, name)
            for name in PACE
            if getattr(run, name) != getattr(account, name)
        },
    }
    words = [list_options(request, columns)]
    for option, value in given.items():
        if value is not None:
            text = f"{value:g}" if isinstance(value, float) else str(value)
            words += [option, quoted(text)]
    words += ["--hash-phone"] if delivery.hash_phone else []
    words += ["--beyond-quota"] if run.beyond_quota else []
    # What was only practice stays so.
    words += ["--dry-run"] if run.dry_run else []
    words += ["--rehearse"] if run.rehearsal else []
    return " ".join(words)


def send_command_text(request: CampaignRequest, columns: ColumnMap) -> str:
    """Return the command that sends a list that was checked."""
    return " ".join(["zns-batch send", *_file_words(request), list_options(request, columns)])


def _file_words(request: CampaignRequest) -> list[str]:
    words = [quoted(str(request.file))]
    if request.sheet:
        words += ["--sheet", quoted(request.sheet)]
    if request.header_row:
        words += ["--header-row", str(request.header_row)]
    if request.limit:
        words += ["--limit", str(request.limit)]
    return words


def save_map_command(request: CampaignRequest, error: ColumnMappingError) -> str | None:
    """Return the command that maps missing columns to the nearest headers and remembers them.

    A column is proposed once, where it fits best; what nothing resembles stays for the person.

    Returns:
        None when no column resembles any of what is missing.

    """
    best: dict[str | None, str] = {}
    taken = {column.letter for column in error.matched.values()}
    for suggestion in sorted(error.suggestions, key=lambda each: -each.score):
        if suggestion.param not in best and suggestion.letter not in taken:
            best[suggestion.param] = suggestion.column
            taken.add(suggestion.letter)
    phone = best.pop(None, None)
    mapping = {param: best[param] for param in error.missing if param in best and param}
    if phone is None and not mapping:
        return None
    words = ["zns-batch check", *_file_words(request)]
    words.append(list_options(request, mapping=mapping, phone=phone))
    if can_save_columns(request.template):
        words.append("--save-map")
    return " ".join(words)
