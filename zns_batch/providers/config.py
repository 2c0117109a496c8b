"""An account's settings as a provider needs them: address, secrets, time-outs."""

from dataclasses import dataclass, field

from zns_batch.domain.tokens import TokenStore


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpOptions:
    """Limits of the connections to a provider. All times in seconds."""

    #: The most connections at once; one for each message in flight.
    concurrency: int = 10
    #: For the name, the connection and its encryption together. Nothing has been sent when it ends.
    connect_timeout: float = 5.0
    #: For the whole exchange, from the first step to the last byte.
    request_timeout: float = 15.0
    #: How long an idle connection is kept. Short, because a server that closes an idle connection
    #: just as a message leaves on it makes that message unknown.
    keep_alive: float = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderConfig:
    """One account's settings, for any provider; each uses what it needs."""

    #: Where the provider answers; `None` for its own address.
    base_url: str | None = None
    #: Where tokens are refreshed; `None` for the provider's own address, or for `base_url` when
    #: there is one: a rehearsal's tokens must not go to the real one.
    oauth_url: str | None = None
    #: The OA's access token, as a person gave it.
    access_token: str = field(default="", repr=False)
    #: The application's id.
    app_id: str | None = None
    #: The application's secret.
    app_secret: str | None = field(default=None, repr=False)
    #: Keeps the pair through refreshes; `None` when nothing can be refreshed.
    tokens: TokenStore | None = field(default=None, repr=False)
    #: Prove with each call that we hold the application's secret.
    appsecret_proof: bool = False
    #: Whether "unknown error" (`-100`) counts as not sent.
    retry_unknown_error: bool = True
    #: The Official Account's id, where a provider serves several with one key.
    oa_id: str | None = None
    #: The provider's key.
    api_key: str = field(default="", repr=False)
    #: The header that carries the key.
    key_header: str | None = None
    http: HttpOptions = field(default_factory=HttpOptions)
