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
    import gc

    # Classes and functions are what a start makes, and none of them is garbage: looking for it
    # every 700 objects takes a tenth of the time until a command begins.
    gc.set_threshold(10_000)
    from zns_batch.cli.app import run
    from zns_batch.core.forked import allow_copies

    allow_copies()

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
