"""Runs one suite of tests with one mutation chosen, until the first of its tests fails."""

import dataclasses
import os
import re
import signal
import subprocess
import threading
import time

from mutating.package import VARIABLE


@dataclasses.dataclass
class Outcome:
    """What a suite did: `failure` is nil where all of its tests passed, and `tests` how many they were."""
    seconds: float
    tests: int
    failure: str | None


def run(folder, target, suite, number, limit=None):
    """Runs a suite; number 0 is no mutation. One that takes more than `limit` seconds is ended, and has failed."""
    began = time.monotonic()
    process = subprocess.Popen(
        ["swift", "test", "-c", "release", "--disable-xctest", "--disable-testable-imports", "--skip-build",
         "--filter", rf"^{target}\.{suite}/"],
        cwd=folder, env=os.environ | {VARIABLE: str(number)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", start_new_session=True)
    late = threading.Event()

    def end():
        late.set()
        kill(process)

    timer = threading.Timer(limit, end) if limit else None
    if timer:
        timer.start()
    tests, failure, last = 0, None, []
    try:
        for line in process.stdout:
            last = (last + [line.strip()])[-20:]
            if "unexpected signal" in line:
                failure = "it was ended by a signal"
            elif " recorded an issue " in line:
                failure = line.strip()[:200]
            if failure:
                kill(process)
                break
            if found := re.search(r"Test run with (\d+) tests?\b.* passed", line):
                tests = int(found.group(1))
        code = process.wait()
    finally:
        if timer:
            timer.cancel()
        if process.poll() is None:
            kill(process)
    if failure is None and late.is_set():
        failure = f"it did not end in {limit:.0f} seconds"
    if failure is None and (code or not tests):
        raise RuntimeError(f"{target}.{suite} neither passed nor failed:\n" + "\n".join(last))
    return Outcome(time.monotonic() - began, tests, failure)


def kill(process):
    """Ends a process and those that it began."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
