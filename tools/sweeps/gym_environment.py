#!/usr/bin/env python3
"""A sweep as an environment for agents: gym_environment.py SWEEP -o FOLDER [--episodes N] [--seed N] [--ridgeline PATH]

`SweepEnvironment` is a gymnasium environment of the kind that ArchGym has: an action is a place on every axis, an episode is
one step, the observation is the objectives of the point and the reward is how much better the point is than the first one, as
the product of all ratios. Run as a program it is driven by an ant colony, one of ArchGym's agents. Needs: pip install gymnasium
"""

import argparse

import gymnasium
import numpy

from asked import AskedSweep


class SweepEnvironment(gymnasium.Env):
    metadata = {"render_modes": []}

    def __init__(self, sweep):
        self.sweep = sweep
        self.names = list(sweep.objectives)
        self.action_space = gymnasium.spaces.MultiDiscrete([len(sweep.choices(axis)) for axis in sweep.axes])
        self.observation_space = gymnasium.spaces.Box(-numpy.inf, numpy.inf, (len(self.names),), numpy.float64)
        self.first = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return numpy.zeros(len(self.names)), {}

    def step(self, action):
        parameters = {
            axis["name"]: self.sweep.choices(axis)[int(place)] for axis, place in zip(self.sweep.axes, action)}
        answer = self.sweep.ask(parameters)
        if answer["status"] != "ok" or not answer.get("feasible", True):
            return numpy.zeros(len(self.names)), 0.0, True, False, answer
        values = numpy.array([answer["objectives"][name] for name in self.names], numpy.float64)
        if self.first is None:
            self.first = values
        reward = 1.0
        for name, value, first in zip(self.names, values, self.first):
            reward *= first / value if self.sweep.objectives[name] == "min" else value / first
        return values, float(reward), True, False, answer


def ant_colony(environment, episodes, generator, evaporation=0.1, deposit=1.0):
    """The best reward and the answer to it: ants choose each axis by its pheromones, and good ones leave more."""
    pheromones = [numpy.ones(count) for count in environment.action_space.nvec]
    best, best_answer = -numpy.inf, None
    for _ in range(episodes):
        environment.reset()
        action = [generator.choice(len(trail), p=trail / trail.sum()) for trail in pheromones]
        _, reward, _, _, answer = environment.step(action)
        for trail, place in zip(pheromones, action):
            trail *= 1 - evaporation
            trail[place] += deposit * reward
            numpy.maximum(trail, 1e-3, out=trail)
        if reward > best:
            best, best_answer = reward, answer
    return best, best_answer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--episodes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ridgeline", default="ridgeline")
    options = parser.parse_args()
    with AskedSweep(options.sweep, options.output, options.ridgeline) as sweep:
        environment = SweepEnvironment(sweep)
        reward, answer = ant_colony(environment, options.episodes, numpy.random.default_rng(options.seed))
        print(f"best of {options.episodes} episodes: point {answer['point']}, reward {reward:.4g}")
        for name, value in answer["objectives"].items():
            print(f"  {name}: {value:.6g}")


if __name__ == "__main__":
    main()
