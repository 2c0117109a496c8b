"""What tests of the worker's figures share: asking for them, and finding one among them."""

import re
import urllib.error
import urllib.request

from program_help import Started, until
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families


def url_of(worker: Started) -> str:
    """Return where a worker serves its figures, once it says so."""
    until(lambda: "/metrics" in worker.told())
    found = re.search(r"http://\S+?(?=/metrics)", worker.told())
    assert found is not None
    return found[0]


def ask(url: str) -> tuple[int, str]:
    """Ask for a page; return its status and its text."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def families(url: str) -> dict[str, Metric]:
    """Return the figures by name, read by Prometheus' own parser."""
    status, text = ask(f"{url}/metrics")
    assert 200 == status
    return {one.name: one for one in text_string_to_metric_families(text)}


def value(found: dict[str, Metric], name: str, **labels: str) -> float:
    """Return the sum of the samples of a name that have some labels."""
    samples = [
        sample.value
        for family in found.values()
        for sample in family.samples
        if sample.name == f"zns_batch_{name}" and labels.items() <= sample.labels.items()
    ]
    return sum(samples)
