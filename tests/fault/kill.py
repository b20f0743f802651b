#!/usr/bin/env python3
"""Kills each process of a command at each of its system calls, and looks whether the next commands repair what is left.

    kill.py SCENARIO… [--user NAME] [--every N] [--kind cli]      in the world of tests/run: SKIFF, T, BUILD …

A scenario's command is traced first (kill_at.cpp): each of its processes, and the number of its calls. Then it is run once
for each of these, and killed there, until the process ends before. After each: `ps` is right, the command works again or its
object can be removed, and no process, mount, cgroup, record or temporary file is left. All the while ten other containers
run; after each process's points they must be the same, and answer. Fewer points than calls in the shortest run is a failure.
"""
import argparse
import os
import sys
import time

import machine
from ground import Failed, Ground, Store
from scenarios import SCENARIOS

MOST_FAILURES = 8  # of one process: the rest of its points are left out then, and so it fails
TRIES = 8  # a call that not every run has: waits look oftener on a busy machine


def say(text):
    print(f"# note: {text}", flush=True)


class Points:
    """The points of one scenario."""

    def __init__(self, ground, scenario):
        self.ground, self.scenario = ground, scenario
        self.calls = {}  # of each process, by its path: those of the shortest run that was not killed
        self._count()

    def _trace(self, *order):
        self.scenario.prepare()
        if self.scenario.is_supervised:
            supervisor = self.scenario.store.inspect("victim")[0]["State"]["ConmonPid"]
            order = (*order, "--attach", str(supervisor))
        return self.scenario.store.trace(order, self.scenario.command)

    def _repair(self):
        self.scenario.repair()
        if left := self.ground.left():
            raise Failed(f"left: {left}")

    def _count(self):
        code, problem, lines = self._trace("list")
        if code != "0":
            raise Failed(f"traced, it fails: {code}: {problem}")
        self._repair()
        for path, calls in lines:
            self.calls[path] = int(calls)
            # Alone, as at the points: who is traced is slower, and those that wait for it look oftener.
            for _ in range(2):
                self.kill(path, 1_000_000_000)

    def kill(self, path, number):
        """True if it was killed there and all was repaired; False if the process ended before."""
        code, problem, (words,) = self._trace("kill", path, str(number))
        is_killed = words[0] == "killed"
        call = machine.CALL_NAMES.get(int(words[3]), words[3]) if is_killed else "none"
        try:
            if not is_killed and code != "0":
                raise Failed("not killed, it fails")
            self._repair()
        except Failed as error:
            raise Failed(f"at call {number} ({call}): {error}; the command said {code} {problem!r}") from error
        if not is_killed and words[2] != "0":  # a run without this process is none of its shortest
            self.calls[path] = min(self.calls[path], int(words[2]))
        return is_killed

    def kill_at_each(self, path, every):
        """(how many points it was killed at and repaired, what went wrong)"""
        killed, problems, number = 0, [], 1
        while len(problems) < MOST_FAILURES:
            tries = TRIES if number <= self.calls[path] else 1
            try:
                if not any(self.kill(path, number) for _ in range(tries)):
                    break
                killed += 1
            except Failed as error:
                problems.append(str(error))
                self.ground.clear()
            number += every
        else:
            problems.append(f"the points after {number - every} were left out")
        return killed, problems


def kill_process(points, title, path, every):
    begin = time.monotonic()
    killed, problems = points.kill_at_each(path, every)
    try:
        points.ground.others.check()
    except Failed as error:
        problems.append(str(error))
        points.ground.clear()
    calls = points.calls[path]
    wanted = len(range(1, calls + 1, every))
    notes = f" (each {every}th of {calls})" if every > 1 else ""
    notes += f" and {killed - wanted} of longer runs" if killed > wanted else ""
    say(f"{title}: {min(killed, wanted)} of {wanted} points{notes}, {time.monotonic() - begin:.1f} s")
    for problem in problems:
        say(f"  {problem}")
    return killed >= wanted and not problems


def run_scenario(name, options):
    store = Store(name, options.user)
    scenario = SCENARIOS[name](store)
    ground = Ground(store, Store(f"{name}-others") if scenario.is_first else store)
    title = f"{name} as {'user' if options.user else 'root'}"
    is_good = True
    try:
        scenario.begin(ground)
        points = Points(ground, scenario)
        kinds = scenario.awaited()
        for path in points.calls:
            kind = kinds.get(path) or scenario.sometimes.get(path, f"process {path}")
            if not options.kind or kind == options.kind:
                is_good = kill_process(points, f"{title}, {kind}", path, options.every) and is_good
        for path in kinds.keys() - points.calls.keys():
            raise Failed(f"no {kinds[path]} was seen: {points.calls}")
        ground.end()
    except Failed as error:
        say(f"{title}: {error}")
        return False
    return is_good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="+", choices=SCENARIOS)
    parser.add_argument("--user", default="", help="as this user, not as root")
    parser.add_argument("--every", type=int, default=int(os.environ.get("KILL_EVERY", "1")), help="only each Nth call")
    parser.add_argument("--kind", default="", help="only this kind of process")
    options = parser.parse_args()
    results = [run_scenario(name, options) for name in options.scenarios]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
