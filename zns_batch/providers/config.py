"""An account as a provider needs it: where to send, with which secrets, how patiently."""

from dataclasses import dataclass, field

from zns_batch.domain.tokens import TokenStore


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpOptions:
    """How connections are kept. All times in seconds.

    Attributes:
        concurrency: The most connections at once; one for each message in flight.
        connect_timeout: For the name, the connection and its encryption together. Nothing has
            been sent when it runs out.
        request_timeout: For the whole exchange, from the first step to the last byte.
        keep_alive: How long an idle connection is kept. Short, because a server that closes an
            idle connection just as a message leaves on it makes that message unknown.

    """

    concurrency: int = 10
    connect_timeout: float = 5.0
    request_timeout: float = 15.0
    keep_alive: float = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderConfig:
    """One account's settings, for any provider; each takes what it needs.

    Attributes:
        base_url: Where the provider answers; `None` for its own address.
        oauth_url: Where tokens are renewed; `None` for the provider's own address, or for
            `base_url` when there is one: a rehearsal's tokens must not go to the real one.
        access_token: The OA's access token, as a person gave it.
        app_id: The application's id.
        app_secret: The application's secret.
        tokens: Keeps the pair through renewals; `None` when nothing can be renewed.
        appsecret_proof: Prove with each call that we hold the application's secret.
        retry_unknown_error: Whether "unknown error" (`-100`) counts as not sent.
        oa_id: The Official Account's id, where a provider serves several with one key.
        api_key: The provider's key.
        key_header: The header that carries the key.
        wire: How connections are kept.

    """

    base_url: str | None = None
    oauth_url: str | None = None
    access_token: str = field(default="", repr=False)
    app_id: str | None = None
    app_secret: str | None = field(default=None, repr=False)
    tokens: TokenStore | None = field(default=None, repr=False)
    appsecret_proof: bool = False
    retry_unknown_error: bool = True
    oa_id: str | None = None
    api_key: str = field(default="", repr=False)
    key_header: str | None = None
    wire: HttpOptions = field(default_factory=HttpOptions)
