"""``python -m generator``: the same as ``gpuslice``."""

from generator.cli.main import entry

if __name__ == "__main__":
    entry()
