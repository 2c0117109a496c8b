"""`zns-batch notify`: whether people are told, tried before it counts."""

import json
import sys
from pathlib import Path

from notices_help import PASSWORD, USER, mailbox, never_there, receiver
from program_help import Program

ENGLISH = {"ZNS_LANG": "en"}


def test_nothing_set_up_is_said_in_one_line(alone: Program) -> None:
    """Whoever has set up nothing learns what to set, and the exit code is 2."""
    for words in (("notify",), ("notify", "--test")):
        done = alone.run(*words, **ENGLISH)
        assert 2 == done.code
        assert "[notify]" in done.line()


def test_a_test_goes_out_by_every_way(alone: Program, tmp_path: Path) -> None:
    """One line for each way says that the test arrived, and it did."""
    read = tmp_path / "read.json"
    script = (
        "import sys; from pathlib import Path; "
        "Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    )
    command = [sys.executable, "-c", script, str(read)]
    with mailbox(tmp_path) as box, receiver(200) as server:
        (alone.folder / "zns-batch.toml").write_text(
            f"""
[notify]
on = "trouble"
command = {json.dumps(command)}
url = "{server.url}"
email = ["an@shop.example"]

[smtp]
host = "127.0.0.1"
port = {box.port}
user = "{USER}"
ca = {json.dumps(str(box.ca))}
""",
            "utf-8",
        )
        env = ENGLISH | {"ZNS_SMTP_PASSWORD": PASSWORD}
        shown = alone.run("notify", **env)
        done = alone.run("notify", "--test", **env)
        listed = alone.run("notify", "--json", **env).json()
    assert ("trouble", ["command", "webhook", "mail"]) == (
        listed["on"],
        [way["way"] for way in listed["ways"]],
    )
    assert (0, 4, 0, 3) == (
        shown.code,
        len(shown.out.splitlines()),
        done.code,
        len(done.out.splitlines()),
    )
    assert ["Arrived: command", "Arrived: webhook at 127.0.0.1", "Arrived: e-mail to an@shop"] == [
        line[: len(start)]
        for line, start in zip(
            done.out.splitlines(),
            ("Arrived: command", "Arrived: webhook at 127.0.0.1", "Arrived: e-mail to an@shop"),
            strict=True,
        )
    ]
    told = json.loads(read.read_text("utf-8"))
    assert ("notice.test", told) == (told["type"], json.loads(server.posts[0].body))
    assert "[ZNS] Tin báo thử: zns-batch" == box.taken[0]["Subject"]
    assert [] == [
        word for word in (PASSWORD, "room-secret") if word in shown.text + done.text + alone.log
    ]


def test_what_did_not_arrive_is_said(alone: Program) -> None:
    """A way that fails is named with its reason and the exit code is 1."""
    done = alone.run(
        "notify",
        "--test",
        ZNS_NOTIFY_COMMAND="/no/such/hook",
        ZNS_LANG="en",
        ZNS_NOTIFY_ON="always",
    )
    assert 1 == done.code
    script = alone.run(
        "notify", "--test", "--json", ZNS_NOTIFY_COMMAND="/no/such/hook", ZNS_LANG="vi"
    )
    (way,) = script.json()["ways"]
    assert (1, "command", False) == (script.code, way["way"], way["arrived"])
    assert "không có tệp hoặc thư mục này" in way["error"]
    assert done.out.startswith("Did not arrive: command hook: The program “hook” can't be started")


def test_a_wrong_setting_is_said_in_one_line(alone: Program) -> None:
    """A mistake in the settings is named before anything is sent."""
    url = f"http://hooks.example:{never_there()}/room-secret"
    done = alone.run("notify", "--test", ZNS_NOTIFY_URL=url, **ENGLISH)
    assert 2 == done.code
    assert "allow_http" in done.line()
    assert "room-secret" not in done.text


def test_a_secret_taken_as_plain_text_is_told(program: Program) -> None:
    """`notify` and `doctor` say that a secret without `whsec_` signs the old way only for now."""
    hook = {"ZNS_NOTIFY_URL": "https://hook.example", "ZNS_NOTIFY_SECRET": "a plain secret"}

    assert "whsec_" in program.run("notify", **hook).err
    assert "notifications: ZNS_NOTIFY_SECRET does not begin" in program.run("doctor", **hook).out

    hook["ZNS_NOTIFY_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert "whsec_" not in program.run("notify", **hook).text
    assert "notifications: set up: webhook" in program.run("doctor", **hook).out
