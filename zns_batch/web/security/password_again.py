"""The password once more before a grave act, where it was typed more than ten minutes ago."""

from zns_batch.errors import UsageError
from zns_batch.services.people.throttle import TooManyAttemptsError
from zns_batch.web.dependencies import PageContext
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form

FIELD = "proof"


async def password_again(context: PageContext, form: Form) -> dict[str, str]:
    """Return what is wrong with the proof that a person is still who he was at sign-in."""
    app, session, user = context.app, context.session, context.user.user
    if session is None:
        raise PageError(401)
    if app.sign_in.is_proved(session):
        return {}
    if not user.has_password:
        return {FIELD: context.tr("web.users.proof-none")}
    if not form.raw(FIELD):
        return {FIELD: context.tr("web.users.proof-wrong")}
    try:
        await app.run_hashing(app.sign_in.prove, session, user, form.raw(FIELD), context.browser)
    except TooManyAttemptsError as error:
        return {FIELD: context.tr("web.login.slow", seconds=error.seconds)}
    except UsageError:
        return {FIELD: context.tr("web.users.proof-wrong")}
    return {}


async def is_proved(context: PageContext) -> bool:
    """Tell whether a form need not ask for the password, as the ledger has it now."""
    app, session = context.app, context.session
    own = await context.run_in_thread(app.sign_in.sessions_of, context.user.id)
    return any(
        app.sign_in.is_proved(each)
        for each in own
        if session is not None and each.token_sha256 == session.token_sha256
    )
