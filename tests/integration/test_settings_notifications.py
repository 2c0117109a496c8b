"""How people are told: from `zns-batch.toml`, and from the environment, which wins."""

import os
from pathlib import Path

import keyring
import platformdirs
import pytest

from zns_batch.domain.notification_settings import (
    NotificationSettings,
    NotificationTrigger,
    SmtpSecurity,
    SmtpServer,
)
from zns_batch.errors import SettingsError
from zns_batch.notifications.channels import channels_of
from zns_batch.settings.accounts import load_account
from zns_batch.settings.notifications import NOTIFY, SMTP, load_notices

FULL = """
[accounts.default]
oa_id = "1"

[notify]
on = "trouble"
command = ["/srv/hook", "--loud"]
url = "https://hooks.example/T0/room?sig=1"
email = ["an@shop.example", "binh@shop.example"]
attach = true
language = "en"

[smtp]
host = "smtp.example"
security = "tls"
user = "zns@shop.example"
from = "Cửa hàng <zns@shop.example>"
ca = "ca.pem"
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_: str(tmp_path / "config"))
    for name in [name for name in os.environ if name.startswith("ZNS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZNS_KEYRING", "0")


def write(text: str) -> None:
    """Write the settings."""
    Path("zns-batch.toml").write_text(text, encoding="utf-8")


def test_nothing_is_set_up_unless_somebody_does() -> None:
    """Without settings nobody is told anything, and the language is Vietnamese."""
    assert NotificationSettings() == load_notices()
    assert () == channels_of(load_notices())
    assert ("vi", NotificationTrigger.ALWAYS, False) == (
        (found := load_notices()).lang,
        found.on,
        found.attach,
    )


def test_the_file_says_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key of the file counts, beside the accounts of the same file; secrets come from elsewhere."""
    write(FULL)
    monkeypatch.setenv("ZNS_SMTP_PASSWORD", "mail-password-123")
    monkeypatch.setenv("ZNS_NOTIFY_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = load_notices()
    assert (
        NotificationSettings(
            on=NotificationTrigger.TROUBLE,
            command=("/srv/hook", "--loud"),
            url="https://hooks.example/T0/room?sig=1",
            email=("an@shop.example", "binh@shop.example"),
            attach=True,
            lang="en",
            secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            server=SmtpServer(
                host="smtp.example",
                port=465,
                sender="Cửa hàng <zns@shop.example>",
                security=SmtpSecurity.TLS,
                user="zns@shop.example",
                ca=Path("ca.pem"),
                password="mail-password-123",
            ),
        )
        == found
    )
    assert ["command", "webhook", "mail"] == [way.name for way in channels_of(found)]
    assert "1" == load_account().oa_id


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container needs no file: each key has its variable."""
    for name, value in {
        "NOTIFY_ON": "trouble",
        "NOTIFY_COMMAND": '["/srv/my hook", "--loud"]',
        "NOTIFY_URL": "http://hooks.example/a",
        "NOTIFY_ALLOW_HTTP": "yes",
        "NOTIFY_EMAIL": "an@shop.example; binh@shop.example,an@shop.example",
        "NOTIFY_ATTACH": "1",
        "NOTIFY_LANGUAGE": "en",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "2525",
        "SMTP_SECURITY": "none",
        "SMTP_FROM": "zns@shop.example",
    }.items():
        monkeypatch.setenv(f"ZNS_{name}", value)
    found = load_notices()
    assert (("/srv/my hook", "--loud"), ("an@shop.example", "binh@shop.example")) == (
        found.command,
        found.email,
    )
    assert SmtpServer(
        host="127.0.0.1", port=2525, sender="zns@shop.example", security=SmtpSecurity.NONE
    ) == (found.server)
    assert (True, True, "en") == (found.attach, found.allow_http, found.lang)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for one run counts, and the rest of the file stays."""
    write(FULL)
    monkeypatch.setenv("ZNS_SMTP_PASSWORD", "mail-password-123")
    monkeypatch.setenv("ZNS_NOTIFY_COMMAND", "/srv/other hook")
    monkeypatch.setenv("ZNS_NOTIFY_LANGUAGE", "vi")
    found = load_notices()
    assert (("/srv/other hook",), "vi", True) == (found.command, found.lang, found.attach)


def test_when_people_are_warned_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 % of the quota and a week before a token ends, unless told otherwise; 0 is never."""
    assert (80, 7) == (load_notices().quota_percent, load_notices().token_days)
    write("[notify]\nquota_percent = 95\ntoken_days = 0\n")
    monkeypatch.setenv("ZNS_NOTIFY_QUOTA_PERCENT", "90")
    assert (90, 0) == (load_notices().quota_percent, load_notices().token_days)
    monkeypatch.setenv("ZNS_NOTIFY_QUOTA_PERCENT", "101")
    with pytest.raises(SettingsError, match="quota_percent"):
        load_notices()


def test_a_schedule_has_receivers_of_its_own() -> None:
    """Receivers named for one schedule take the place of those in the settings."""
    write('[notify]\nemail = ["an@shop.example"]\n[smtp]\nhost = "h"\nfrom = "a@b.example"\n')
    assert ["an@shop.example"] == [way.where for way in channels_of(load_notices())]
    own = channels_of(load_notices(), email=["chi@shop.example"])
    assert ["chi@shop.example"] == [way.where for way in own]


@pytest.mark.parametrize(
    "text, variable, word",
    [
        ('[notify]\nonn = "always"', "", "on"),
        ('[notify]\nsecret = "x"', "", "secret"),
        ('[smtp]\npassword = "x"', "", "password"),
        ('[notifi]\non = "always"', "", "notify"),
        ('notify = "always"', "", "[notify]"),
        ('[notify]\non = "sometimes"', "", "sometimes"),
        ("[notify]\ncommand = []", "", "command"),
        ('[notify]\ncommand = ["a", 1]', "", "command"),
        ('[notify]\ncommand = [" "]', "", "command"),
        ('[notify]\nurl = "hooks.example/a"', "", "url"),
        ('[notify]\nurl = "ftp://hooks.example/a"', "", "url"),
        ('[notify]\nurl = "https://u:p@hooks.example/a"', "", "url"),
        ('[notify]\nurl = "http://hooks.example/a"', "", "hooks.example"),
        ('[notify]\nemail = ["an@shop.example\\r\\nBcc: x@y.z"]', "", "email"),
        ('[notify]\nemail = ["An <an@shop.example>"]', "", "email"),
        ('[notify]\nemail = ["an"]', "", "email"),
        ("[notify]\nemail = [1]", "", "email"),
        ('[notify]\nemail = ["@"]', "", "email"),
        ("[notify]\nemail = 7", "", "email"),
        ('[notify]\nattach = "perhaps"', "", "perhaps"),
        ('[notify]\nlanguage = "fr"', "", "fr"),
        ('[smtp]\nhost = "h"\nport = 70000', "", "70000"),
        ('[smtp]\nhost = "h"\nport = true', "", "port"),
        ('[smtp]\nhost = "h"\nsecurity = "ssl"', "", "ssl"),
        ('[smtp]\nhost = "h"\nfrom = "a@b.example\\nBcc: c@d.example"', "", "from"),
        ('[smtp]\nhost = "h"\nfrom = "a@b.example, c@d.example"', "", "from"),
        ('[smtp]\nhost = "h"', "", "from"),
        ('[smtp]\nhost = "h"\nuser = "zns"', "ZNS_SMTP_PASSWORD=mail-password-123", "from"),
        ('[smtp]\nhost = "h"\nuser = "zns@shop.example"', "", "ZNS_SMTP_PASSWORD"),
        ('[smtp]\nuser = "zns@shop.example"', "", "host"),
        ('[smtp]\nhost = "smtp.example"\nsecurity = "none"\nfrom = "a@b.example"', "", "smtp.ex"),
        ("", "ZNS_NOTIFY_ON=often", "ZNS_NOTIFY_ON"),
        ("", "ZNS_NOTIFY_COMMAND=[not json", "ZNS_NOTIFY_COMMAND"),
        ("", "ZNS_SMTP_PORT=x", "ZNS_SMTP_PORT"),
        ('[notify]\nemail = ["an@shop.example"]', "", "an@shop.example"),
        (
            '[notify]\nurl = "https://h.example"',
            "ZNS_NOTIFY_SECRET=whsec_a",
            "ZNS_NOTIFY_SECRET",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, text: str, variable: str, word: str
) -> None:
    """Each mistake is named where it stands, in one line, in both languages, before anything is sent."""
    write(text)
    if variable:
        monkeypatch.setenv(*variable.split("=", 1))
    with pytest.raises(SettingsError) as caught:
        channels_of(load_notices())
    for said in (caught.value.text("en"), caught.value.text("vi")):
        assert word in said
        assert 1 == len(said.splitlines())


def test_an_address_that_is_a_secret_is_not_shown() -> None:
    """An address of a chat room stands in no error."""
    write('[notify]\nurl = "https://hooks.example/a b/room-secret\\u0001"')
    with pytest.raises(SettingsError) as caught:
        load_notices()
    assert "room-secret" not in caught.value.text("en")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:99"])
def test_this_machine_needs_no_https(host: str) -> None:
    """What does not leave the machine may be open."""
    write(f'[notify]\nurl = "http://{host}/hook"')
    assert f"http://{host}/hook" == load_notices().url


def test_secrets_may_lie_in_the_systems_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail password and the secret that signs come from the store where no variable is set."""
    monkeypatch.delenv("ZNS_KEYRING")
    store = {"smtp:password": "kept", "notify:secret": "kept too"}
    monkeypatch.setattr(keyring, "get_password", lambda _service, entry: store.get(entry))
    write(FULL)
    found = load_notices()
    assert found.server is not None
    assert ("kept", "kept too") == (found.server.password, found.secret)


@pytest.mark.parametrize("end", [".md", ".vi.md"])
@pytest.mark.parametrize(
    "key, variable",
    [
        *((key, f"ZNS_NOTIFY_{key.upper()}") for key in NOTIFY),
        *((key, f"ZNS_SMTP_{key.upper()}") for key in SMTP),
    ],
)
def test_every_key_is_explained(end: str, key: str, variable: str) -> None:
    """Each key and its variable stand in the page, in both languages."""
    page = Path(__file__).parents[2] / "docs" / f"notifications{end}"
    text = page.read_text("utf-8")
    assert f"| `{key}` | `{variable}` |" in text
