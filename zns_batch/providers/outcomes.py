"""From an error to the outcome of a message: policies, failures, and transport errors."""

from dataclasses import dataclass
from http import HTTPStatus

from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError
from zns_batch.providers.http.response import HttpResponse, TransportError


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorPolicy:
    """What an error asks for: one row of a provider's error table."""

    #: As in `Failure`.
    action: Action
    #: As in `Failure`.
    reason: Reason | None = None
    #: Every row may have it: stop when the first rows all do (`Failure.suggests_list_error`).
    whole_list: bool = False
    #: Probably not sent, but nobody promises it (`Failure.may_have_been_sent`).
    doubtful: bool = False
    #: Sending to this recipient again can't change the answer: a number that can't exist, a person
    #: who refused. Such a row is sent again only when its code is named.
    final: bool = False


IN_DOUBT = ErrorPolicy(action=Action.ROW, reason=Reason.NETWORK)
"""A message in doubt stays as it is; the next may go out."""
NOT_REACHED = ErrorPolicy(action=Action.RETRY, reason=Reason.NETWORK)
TOO_FAST = ErrorPolicy(action=Action.SLOW, reason=Reason.RATE)


def failure_of(code: str, policy: ErrorPolicy, message: str = "") -> Failure:
    """Return the failure that a policy means.

    Args:
        code: The provider's code, or our word for a transport error.
        policy: What the error asks for.
        message: The provider's words, redacted.

    """
    return Failure(
        code=code,
        action=policy.action,
        reason=policy.reason,
        provider_message=message,
        suggests_list_error=policy.whole_list,
        may_have_been_sent=policy.doubtful,
    )


def refused(
    failure: Failure, *, quota: Quota | None = None, retry_after: float | None = None
) -> Outcome:
    """Return the outcome of a definite refusal: the row's own is rejected, any other was not sent.

    Args:
        failure: Why.
        quota: What the answer says of the quota.
        retry_after: Seconds that the provider asks to wait.

    """
    kind = OutcomeKind.REJECTED if failure.action is Action.ROW else OutcomeKind.NOT_SENT
    return Outcome(kind=kind, failure=failure, quota=quota, retry_after=retry_after)


def unknown(code: str, message: str = "") -> Outcome:
    """Return the outcome of a message that may have been sent."""
    return Outcome(kind=OutcomeKind.UNKNOWN, failure=failure_of(code, IN_DOUBT, message))


def outcome_of_transport_error(error: TransportError) -> Outcome:
    """Return what became of a message that got no usable answer."""
    if error.may_have_left:
        return unknown(error.code)
    return refused(failure_of(error.code, NOT_REACHED))


def unanswered(code: str, outcome: Outcome | None = None) -> ProviderError:
    """Return the error for a question that got no usable answer.

    Args:
        code: Our code for what came instead.
        outcome: What that would mean for a message.

    """
    return ProviderError("provider.unanswered", code=code).meaning(outcome)


def code_of(answer: HttpResponse) -> str:
    """Return our code for an answer that carries none of the provider's."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return "unreadable"
    return "redirect" if answer.status < HTTPStatus.BAD_REQUEST else f"http-{answer.status}"


def leaves_doubt(status: int) -> bool:
    """Tell whether a status leaves open whether the request was carried out: 408, 3xx, 5xx."""
    redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    server_error = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return redirect or server_error or status == HTTPStatus.REQUEST_TIMEOUT
