"""A sweep that is asked for points, through `ridgeline sweep ask` (docs/sweeps.md, Asking for points)."""

import json
import subprocess


class AskedSweep:
    """The process that answers; use it in a `with`. `axes`, `objectives` and `name` say what there is to ask for."""

    def __init__(self, sweep, folder, ridgeline="ridgeline", jobs=1):
        self._process = subprocess.Popen(
            [ridgeline, "sweep", "ask", sweep, "-o", folder, "--jobs", str(jobs)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        head = self._process.stdout.readline()
        if not head:
            raise SystemExit(f"error: '{ridgeline} sweep ask {sweep}' did not start; what is wrong stands above")
        description = json.loads(head)
        self.name = description["sweep"]
        self.points = description["points"]
        self.axes = description["axes"]
        self.objectives = description["objectives"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def choices(self, axis):
        """What a question may say for an axis: its labels where it has some, else its values."""
        return axis.get("labels") or axis["values"]

    def ask(self, parameters, identity=0):
        """The answer to one question, a dictionary with `status`; with one job answers come in the order asked."""
        print(json.dumps({"id": identity, "parameters": parameters}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("error: the simulator ended before it answered; what is wrong stands above")
        return json.loads(line)
