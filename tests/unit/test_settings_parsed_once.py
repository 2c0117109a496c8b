"""The settings file is parsed when it has changed, and no reader sees what another made of it."""

from pathlib import Path

from zns_batch.settings.toml import read_file


def test_a_change_of_the_file_counts_at_once(tmp_path: Path) -> None:
    """A worker that runs for weeks sends by the settings of today, also when only a letter changed."""
    file = tmp_path / "zns-batch.toml"
    file.write_text('[accounts.a]\nbase_url = "http://one"\n', encoding="utf-8")
    assert read_file(file)["accounts"]["a"]["base_url"] == "http://one"
    file.write_text('[accounts.a]\nbase_url = "http://two"\n', encoding="utf-8")
    assert read_file(file)["accounts"]["a"]["base_url"] == "http://two"


def test_what_one_reader_changes_no_other_sees(tmp_path: Path) -> None:
    """One account's settings never leak into another's because both were read from one file."""
    file = tmp_path / "zns-batch.toml"
    file.write_text('[accounts.a]\nbase_url = "http://one"\n', encoding="utf-8")
    read_file(file)["accounts"]["a"]["base_url"] = "http://changed"
    assert read_file(file)["accounts"]["a"]["base_url"] == "http://one"
