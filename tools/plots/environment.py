"""Where matplotlib comes from: this Python, or an environment in `.build` that `--install` makes."""

import importlib.util
import os
import pathlib
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".build" / "figures-env"
REQUIREMENTS = ROOT / "tools" / "figures.requirements.txt"


def install():
    """Makes the environment; says why where that does not work."""
    venv.create(FOLDER, with_pip=True, clear=True)
    command = [FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"matplotlib cannot be installed: {(done.stderr.strip().splitlines() or ['pip said nothing'])[-1]}")
    print(f"matplotlib is in {FOLDER.relative_to(ROOT)}, where tools/figures.py and tools/published.py find it")


def need_matplotlib():
    """Goes on with the environment's Python where this one has no matplotlib; exits with 2 where neither has."""
    if importlib.util.find_spec("matplotlib"):
        return
    python = FOLDER / "bin" / "python"
    if python.exists() and pathlib.Path(sys.prefix) != FOLDER:
        sys.stdout.flush()
        os.execv(python, [str(python), *sys.argv])
    print(f"matplotlib is missing: 'python3 tools/{pathlib.Path(sys.argv[0]).name} --install' puts it into .build/figures-env "
          "(or 'pip install -r tools/figures.requirements.txt' anywhere)", file=sys.stderr)
    sys.exit(2)
