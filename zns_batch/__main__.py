"""The program: `zns-batch`, or `python -m zns_batch`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Scripts ask this often; it loads nothing but the number.
        from zns_batch import __version__

        try:
            print(f"zns-batch {__version__}", flush=True)  # noqa: T201 — the answer itself
            sys.exit(0)
        except OSError:
            # Nobody reads it, or its disk is full: the command line says so.
            pass
    try:
        code = _run()
    except KeyboardInterrupt:
        # Before the command line was loaded, or after it had said all that there was to say.
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        _keep_exit_code()
    sys.exit(code)


_INTERRUPTED = 130


def _run() -> int:
    import gc

    # Classes and functions are what a start makes, and none of them is garbage: looking for it
    # every 700 objects takes a tenth of the time until a command begins.
    gc.set_threshold(10_000)
    from zns_batch.cli.app import run
    from zns_batch.core.forked import allow_copies

    allow_copies()
    return run(sys.argv[1:])


def _keep_exit_code() -> None:
    """Let `python -m zns_batch` end with its exit code where Python would end it by the signal.

    Python does so once a KeyboardInterrupt has left code compiled by `exec`, as the methods of data
    classes are, also when it was caught later (`exit_sigint` in its `Modules/main.c`): a caller would
    see another code at some moments. With SIGINT blocked the code stays as it is.
    """
    if sys.platform != "win32":
        import signal

        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


if __name__ == "__main__":
    main()
