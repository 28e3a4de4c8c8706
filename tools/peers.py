"""What the races against other simulators share: an environment with a peer from PyPI, or why there is no race."""

import subprocess
import sys
import venv


def no_race(reason):
    print(f"no race: {reason}", file=sys.stderr)
    sys.exit(2)


def install(folder, packages):
    """The Python of a new environment that has the packages."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        no_race(f"{' '.join(packages)} cannot be installed from PyPI: {last}")
    return python
