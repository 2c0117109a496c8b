"""Local stand-ins for the providers, for rehearsals and tests.

```python
with sandbox(SandboxConfig(quota=300)) as zalo:
    ...  # send to zalo.url
    assert zalo.counts().accepted == 300
```
"""

from zns_batch.sandbox.config import EtelecomConfig, SandboxConfig
from zns_batch.sandbox.faults import FAULTS, Fault
from zns_batch.sandbox.message_log import Accepted, Arrival
from zns_batch.sandbox.metrics import Counts, Second
from zns_batch.sandbox.server import LOOPBACK, RunningSandbox, sandbox, serve, start
from zns_batch.sandbox.templates import SandboxParam, SandboxTemplate
from zns_batch.sandbox.webhooks import WebhookTarget

__all__ = [
    "FAULTS",
    "LOOPBACK",
    "Accepted",
    "Arrival",
    "Counts",
    "EtelecomConfig",
    "Fault",
    "RunningSandbox",
    "SandboxConfig",
    "SandboxParam",
    "SandboxTemplate",
    "Second",
    "WebhookTarget",
    "sandbox",
    "serve",
    "start",
]
