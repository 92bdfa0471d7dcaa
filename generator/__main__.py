"""``python -m generator``, and what ``gpuslice`` runs."""

import sys


def main() -> None:
    """Run the process's own command line and exit; whoever interrupts it while it is loaded gets no traceback."""
    try:
        from generator.cli.main import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
