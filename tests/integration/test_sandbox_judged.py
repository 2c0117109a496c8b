"""The stand-in is judged by a client that somebody else wrote: it works against Zalo, and unchanged here.

`zalo-sdk` imports `requests` and does not say so in its package. Where that library is missing, `httpx` takes
its place on the wire; not a line of the client itself is changed.
"""

import importlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import httpx
import pytest

from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxParam, SandboxTemplate, sandbox

_TEMPLATES = {
    "217489": SandboxTemplate(name="Đơn hàng", params={"name": SandboxParam(max_length=30)}),
    "300001": SandboxTemplate(name="OTP", status="DISABLE"),
}
_TOKEN = "token-of-the-oa"


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The client's package, on whichever HTTP library there is."""
    try:
        importlib.import_module("requests")
    except ImportError:
        wire = ModuleType("requests")
        vars(wire).update(get=httpx.get, post=_post, Response=httpx.Response)
        monkeypatch.setitem(sys.modules, "requests", wire)
    # So that the package is loaded anew on the library of this test.
    for name in [name for name in sys.modules if name.split(".")[0] == "zalo_sdk"]:
        monkeypatch.delitem(sys.modules, name)
    importlib.import_module("zalo_sdk.zns.Client")
    return importlib.import_module("zalo_sdk")


def _post(url: str, *, files: object = None, **more: Any) -> httpx.Response:
    assert files is None
    return httpx.post(url, **more)


@pytest.fixture
def zalo() -> Iterator[RunningSandbox]:
    """A stand-in whose account has two templates."""
    with sandbox(SandboxConfig(templates=_TEMPLATES, token=_TOKEN, quota=500)) as running:
        yield running


def _client(zalo: RunningSandbox, token: str = _TOKEN) -> Any:
    module = importlib.import_module("zalo_sdk.zns.Client")
    return module.Client("app", "secret", access_token=token, endpoint_prefix=zalo.url)


def test_the_judge_sends_as_it_sends_to_zalo(judge: ModuleType, zalo: RunningSandbox) -> None:
    """A message of a client that knows nothing of us is taken, and the answer has what it looks for."""
    client = _client(zalo)
    answers = [
        client.send_zns_message("84912345678", "217489", {"name": "An"}, tracking_id="c-1"),
        client.send_zns_message("0912345679", "217489", {"name": "Bình"}),
        client.send_zns_message("84912345670", "217489", {"name": "Chi"}, dev_mode=True),
    ]
    assert ["Success"] * 3 == [answer["message"] for answer in answers]
    assert {"msg_id", "sent_time", "quota"} <= answers[0]["data"].keys()
    assert {"dailyQuota": "500", "remainingQuota": "499"} == answers[0]["data"]["quota"]
    phones = [message.phone for message in zalo.messages()]
    assert ["84912345678", "84912345679", "84912345670"] == phones


@pytest.mark.parametrize(
    "phone, template_id, data, code",
    [
        ("84912345918", "217489", {"name": "An"}, -118),
        ("84912345941", "217489", {"name": "An"}, -141),
        ("12", "217489", {"name": "An"}, -108),
        ("84912345678", "999999", {"name": "An"}, -109),
        ("84912345678", "300001", {"name": "An"}, -146),
        ("84912345678", "217489", {}, -111),
    ],
)
def test_the_judge_is_refused_as_zalo_refuses(
    judge: ModuleType,
    zalo: RunningSandbox,
    phone: str,
    template_id: str,
    data: dict[str, str],
    code: int,
) -> None:
    """Each refusal reaches the client as its own exception, with Zalo's number."""
    with pytest.raises(judge.ZaloException) as caught:
        _client(zalo).send_zns_message(phone, template_id, data)
    assert str(code) in str(caught.value.args[0])
    assert [] == zalo.messages()


def test_a_dead_token_is_what_the_judge_takes_for_one(
    judge: ModuleType, zalo: RunningSandbox
) -> None:
    """The client knows an expired token by its number, and finds it here."""
    with pytest.raises(judge.ZaloOAAuthTokenExpiredException):
        _client(zalo, "another-token").send_zns_message("84912345678", "217489", {"name": "An"})


def test_the_judge_lists_templates_by_state(judge: ModuleType, zalo: RunningSandbox) -> None:
    """Paging and Zalo's numbers for the states of a template are understood."""
    client = _client(zalo)
    states = importlib.import_module("zalo_sdk.zns.Client").ZNSTemplateStatus
    listed = client.get_template_list(0, 100)
    assert (2, [217489, 300001]) == (
        listed["metadata"]["total"],
        [template["templateId"] for template in listed["data"]],
    )
    assert [300001] == [
        template["templateId"]
        for template in client.get_template_list(0, 100, states.Disabled)["data"]
    ]
    assert [300001] == [one["templateId"] for one in client.get_template_list(1, 1)["data"]]


@pytest.mark.parametrize(
    "form, secret, code",
    [
        ({"refresh_token": "used", "grant_type": "refresh_token"}, "right", -14014),
        ({"refresh_token": "r", "grant_type": "refresh_token"}, "wrong", -14004),
        ({"code": "x", "code_verifier": "y", "grant_type": "authorization_code"}, "right", -14005),
        ({"refresh_token": "r", "grant_type": "password"}, "right", -14018),
    ],
)
def test_the_token_endpoint_refuses_with_the_numbers_of_live_answers(
    form: dict[str, str], secret: str, code: int
) -> None:
    """A dead refresh token, a wrong secret, a wrong code and a wrong grant are told apart, with HTTP 200."""
    config = SandboxConfig(app_id="1", app_secret="right", refresh_token="r")
    with sandbox(config) as zalo:
        answer = httpx.post(
            f"{zalo.url}/v4/oa/access_token",
            data={"app_id": "1", **form},
            headers={"secret_key": secret},
            timeout=timedelta(seconds=10).total_seconds(),
        )
    assert (200, code) == (answer.status_code, answer.json()["error"])


def test_addresses_that_zalo_has_given_up_answer_as_it_does(zalo: RunningSandbox) -> None:
    """The old address of a template's detail is refused with -106 in JSON, not with a page."""
    answer = httpx.get(f"{zalo.url}/template/info", headers={"access_token": _TOKEN}, timeout=60)
    assert (200, -106) == (answer.status_code, answer.json()["error"])
