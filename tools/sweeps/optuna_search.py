#!/usr/bin/env python3
"""Lets Optuna drive a sweep: optuna_search.py SWEEP -o FOLDER [--trials N] [--seed N] [--ridgeline PATH]

Objectives and axes are the sweep's. Trials are kept in FOLDER/optuna.log (Optuna's journal: its SQL storage is eight
times as slow), so the same command goes on; every point is a row of the sweep's store too. Needs: pip install optuna
"""

import argparse
import os

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from asked import AskedSweep


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ridgeline", default="ridgeline")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    os.makedirs(options.output, exist_ok=True)
    with AskedSweep(options.sweep, options.output, options.ridgeline) as sweep:
        names = list(sweep.objectives)
        ways = {"min": "minimize", "max": "maximize"}
        study = optuna.create_study(
            study_name=sweep.name, directions=[ways[sweep.objectives[name]] for name in names],
            sampler=optuna.samplers.TPESampler(seed=options.seed, multivariate=False), load_if_exists=True,
            storage=JournalStorage(JournalFileBackend(os.path.join(options.output, "optuna.log"))))

        def objective(trial):
            parameters = {}
            for axis in sweep.axes:
                choices = sweep.choices(axis)
                # By place and not by value: values may be texts with units, or whole components.
                if axis["is_ordered"]:
                    place = trial.suggest_int(axis["name"], 0, len(choices) - 1)
                else:
                    place = trial.suggest_categorical(axis["name"], list(range(len(choices))))
                parameters[axis["name"]] = choices[place]
            answer = sweep.ask(parameters, trial.number)
            if answer["status"] != "ok" or not answer.get("feasible", True):
                raise optuna.TrialPruned(answer.get("message", "a constraint does not hold"))
            trial.set_user_attr("point", answer["point"])
            return [answer["objectives"][name] for name in names]

        left = options.trials - len(study.trials)
        if left > 0:
            study.optimize(objective, n_trials=left)
        print(f"{len(study.trials)} trials; the front of {', '.join(names)}:")
        # The same point may have been asked for again.
        best = {trial.user_attrs["point"]: trial for trial in study.best_trials}
        for trial in sorted(best.values(), key=lambda trial: trial.values):
            print(f"  point {trial.user_attrs['point']}: " + ", ".join(f"{value:.6g}" for value in trial.values))


if __name__ == "__main__":
    main()
