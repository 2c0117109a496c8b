"""Accounts: from `zns-batch.toml`, or from the environment where there is no file."""

import os
from pathlib import Path

import platformdirs
import pytest

from zns_batch.errors import SettingsError
from zns_batch.services.accounts.factory import sender_of
from zns_batch.settings import paths
from zns_batch.settings.accounts import AccountSettings, account_names, load_account


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_: str(tmp_path / "config"))
    monkeypatch.setattr(platformdirs, "user_state_dir", lambda *_: str(tmp_path / "state"))
    for name in [name for name in os.environ if name.startswith("ZNS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZNS_KEYRING", "0")


def write(text: str, folder: str = ".") -> None:
    """Write the settings."""
    (Path(folder) / "zns-batch.toml").write_text(text, encoding="utf-8")


def test_without_anything_there_is_the_usual_account() -> None:
    """With no file and no variables the account is Zalo's, ten a second with ten in flight."""
    assert AccountSettings(name="default") == load_account()
    assert (10.0, 10, 0, "zalo") == (
        (one := load_account()).rate,
        one.concurrency,
        one.quota_reserve,
        one.provider,
    )
    assert ("default",) == account_names()


def test_the_environment_alone_describes_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container needs no file."""
    for name, value in {
        "BASE_URL": "https://zns.example",
        "OAUTH_URL": "https://oauth.example",
        "APP_ID": "123",
        "OA_ID": "456",
        "KEY_HEADER": "X-Key",
        "ACCESS_TOKEN": "t",
    }.items():
        monkeypatch.setenv(f"ZNS_{name}", value)
    found = load_account()
    assert ("https://zns.example", "https://oauth.example", "123", "456", "X-Key", "t") == (
        found.base_url,
        found.oauth_url,
        found.app_id,
        found.oa_id,
        found.key_header,
        found.secrets.access_token,
    )


def test_a_file_describes_many() -> None:
    """Every setting is read with its type, ids with or without quotes, also after a BOM."""
    write(
        """\ufeff
        [accounts.shop]
        provider = "zalo"
        base_url = "https://a.example"
        oa_id = 4567890123
        rate = 2.5
        concurrency = 4
        quota_reserve = 100
        window = "08:00-21:30"
        appsecret_proof = true
        [accounts."chi nhánh 2"]
        rate = 7
        """
    )
    shop = load_account("shop")
    assert ("4567890123", 2.5, 4, 100, "08:00-21:30", True) == (
        shop.oa_id,
        shop.rate,
        shop.concurrency,
        shop.quota_reserve,
        shop.window,
        shop.appsecret_proof,
    )
    assert 7.0 == load_account("chi nhánh 2").rate
    assert ("shop", "chi nhánh 2") == account_names()


def test_the_only_account_needs_no_name() -> None:
    """With one account in the file it is meant; with several `default` is, and else one is asked for."""
    write("[accounts.shop]\nrate = 3")
    assert "shop" == load_account().name
    write("[accounts.shop]\n[accounts.default]\nrate = 4")
    assert 4.0 == load_account().rate


def test_an_account_that_is_not_there_is_told_with_those_that_are() -> None:
    """A mistyped account never falls back to another one."""
    write("[accounts.shop]\n[accounts.kho]")
    with pytest.raises(SettingsError) as refusal:
        load_account("shpo")
    assert "shop, kho" == refusal.value.params["names"]


def test_the_working_folders_file_comes_first(tmp_path: Path) -> None:
    """A project's own settings come before the user's."""
    write("[accounts.mine]", str(tmp_path / "config"))
    assert ("mine",) == account_names()
    write("[accounts.projects]")
    assert ("projects",) == account_names()


@pytest.mark.parametrize(
    "text, key, said",
    [
        ("[accounts.a\n", "settings.unreadable", "zns-batch.toml"),
        ("[account.a]\n", "settings.unknown-key", "accounts"),
        ("accounts = []", "settings.no-accounts", "[accounts.default]"),
        ("[accounts]\na = 1", "settings.no-accounts", "[accounts.default]"),
        ("[accounts.a]\nrates = 1", "settings.unknown-key", "rate"),
        ("[accounts.a]\naccess_token = 'x'", "settings.unknown-key", "access_token"),
        ("[accounts.a]\nrate = 0", "settings.bad-number", "“0” for “rate”"),
        ("[accounts.a]\nrate = true", "settings.bad-number", "rate"),
        ("[accounts.a]\nrate = 'fast'", "settings.bad-number", "“fast”"),
        ("[accounts.a]\nrate = inf", "settings.bad-number", "rate"),
        ("[accounts.a]\nconcurrency = 0", "settings.bad-number", "concurrency"),
        ("[accounts.a]\nconcurrency = 2.5", "settings.bad-number", "concurrency"),
        ("[accounts.a]\nrate = 10001", "settings.bad-number", "10,000 at most"),
        ("[accounts.a]\nrate = 1e9", "settings.bad-number", "10,000 at most"),
        ("[accounts.a]\nrate = nan", "settings.bad-number", "10,000 at most"),
        ("[accounts.a]\nconcurrency = 1001", "settings.bad-number", "1,000 at most"),
        ("[accounts.a]\nrequest_timeout = 86400", "settings.bad-number", "3,600 at most"),
        ("[accounts.a]\nconnect_timeout = 0", "settings.bad-number", "3,600 at most"),
        ("[accounts.a]\noa_name = 5", "settings.bad-value", "oa_name"),
        ("[accounts.a]\nquota_reserve = -1", "settings.bad-value", "quota_reserve"),
        ("[accounts.a]\nbase_url = ''", "settings.bad-value", "base_url"),
        ("[accounts.a]\nbase_url = 5", "settings.bad-value", "base_url"),
        ("[accounts.a]\nappsecret_proof = 'maybe'", "settings.bad-value", "appsecret_proof"),
    ],
)
def test_a_mistake_in_the_file_names_its_place(text: str, key: str, said: str) -> None:
    """Whatever is wrong in the settings is told with the word and the account, in one line."""
    write(text)
    with pytest.raises(SettingsError) as refusal:
        load_account("a")
    assert key == refusal.value.key
    for lang in ("en", "vi"):
        assert "\n" not in refusal.value.text(lang)
    assert said in refusal.value.text("en")


def test_a_value_of_the_settings_that_looks_like_a_secret_is_not_repeated() -> None:
    """A token put into the file by mistake is refused, and its value is not shown."""
    write("[accounts.a]\naccess_token = 'tok-123456789'")
    with pytest.raises(SettingsError) as refusal:
        load_account("a")
    assert "tok-123456789" not in refusal.value.text("en") + refusal.value.text("vi")


def test_two_accounts_of_one_oa_are_one_sender() -> None:
    """What was sent before is recognised by the OA, whatever the account is called."""
    write("[accounts.a]\noa_id = 5\n[accounts.b]\noa_id = '5'\n[accounts.c]")
    a, b, c = (load_account(name).sender for name in "abc")
    assert a == b
    assert a != c


def test_state_lies_where_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ZNS_HOME` moves ledger, log and templates; `ZNS_DATABASE_URL` moves the ledger alone."""
    assert tmp_path / "state" / "ledger.db" == paths.ledger_place()
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "elsewhere"))
    assert tmp_path / "elsewhere" / "ledger.db" == paths.ledger_place()
    assert tmp_path / "elsewhere" / "logs" / "zns-batch.log" == paths.log_file()
    assert tmp_path / "elsewhere" / "templates" in paths.template_folders()
    monkeypatch.setenv("ZNS_DATABASE_URL", "postgresql://db.example/zns")
    assert "postgresql://db.example/zns" == paths.ledger_place()


def test_the_samples_are_found_from_anywhere() -> None:
    """Sample templates and sheets come with the program, whatever the working folder is."""
    assert (paths.examples() / "templates" / "don-hang.toml").is_file()
    assert (paths.examples() / "sample_data" / "don-hang.xlsx").is_file()
    first, *_, last = paths.template_folders()
    assert (Path("templates"), paths.examples() / "templates") == (first, last)


def test_a_variable_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported for a rehearsal counts, although the file has the account."""
    write('[accounts.default]\nrate = 20\nbase_url = "https://a.example"\n[accounts.shop-2]')
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:8485")
    monkeypatch.setenv("ZNS_SHOP_2_BASE_URL", "http://127.0.0.1:8486")
    default, shop = load_account(), load_account("shop-2")
    assert ("http://127.0.0.1:8485", 20, {}) == (
        default.base_url,
        default.rate,
        default.ignored_variables,
    )
    assert ("http://127.0.0.1:8486", {}) == (shop.base_url, shop.ignored_variables)


@pytest.mark.parametrize(
    "file, ignored",
    [
        ("[accounts.shop]", {"ZNS_BASE_URL", "ZNS_OA_ID"}),
        ('[accounts.shop]\nbase_url = "https://z.example"', {"ZNS_BASE_URL", "ZNS_OA_ID"}),
        ('[accounts.shop]\nbase_url = "http://127.0.0.1:8485"\noa_id = 7', set()),
        ("[accounts.shop]\n[accounts.default]", {"ZNS_BASE_URL"}),
    ],
)
def test_a_variable_that_does_not_apply_stops_the_run_by_name(
    file: str, ignored: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rehearsal's address that another account would take never lets a message go to the real one."""
    write(file)
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:8485")
    monkeypatch.setenv("ZNS_OA_ID", "7")
    monkeypatch.setenv("ZNS_SHOP_ACCESS_TOKEN", "t")
    account = load_account("shop")
    assert ignored == set(account.ignored_variables)
    if ignored:
        with pytest.raises(SettingsError) as caught:
            sender_of(account, concurrency=1)
        assert "ZNS_SHOP_BASE_URL" in caught.value.text("en")
    sender_of(account, concurrency=1, dry_run=True)


@pytest.mark.parametrize(
    "file", ["", "[accounts.default]\nrate = 20", "[accounts.default]\n[accounts.b]"]
)
def test_a_variable_with_the_name_default_stops_the_run_by_name(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes `ZNS_DEFAULT_BASE_URL` after the pattern of other accounts is not sent to the real one."""
    if file:
        write(file)
    monkeypatch.setenv("ZNS_DEFAULT_BASE_URL", "http://127.0.0.1:8485")
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "t")
    with pytest.raises(SettingsError) as caught:
        sender_of(load_account(), concurrency=1)
    assert "ZNS_DEFAULT_BASE_URL" in caught.value.text("en")
    assert "Set ZNS_BASE_URL instead" in caught.value.text("en")
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:8485")
    assert {} == load_account().ignored_variables


def test_an_account_that_nobody_described_is_not_made_up() -> None:
    """Several accounts without a `default` are listed to choose from; none is invented."""
    write("[accounts.a]\n[accounts.b]")
    with pytest.raises(SettingsError) as caught:
        load_account()
    assert "2 accounts" in caught.value.text("en")
    assert "a, b" in caught.value.text("en")
    with pytest.raises(SettingsError) as caught:
        load_account("default")
    assert "Known accounts: a, b" in caught.value.text("en")
    assert ("a", "b") == account_names()
