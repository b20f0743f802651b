#!/usr/bin/env python3
"""Kills each process of a command at each of its system calls, and looks whether the next commands repair what is left.

    kill.py SCENARIO… [--user NAME] [--every N] [--kind cli]      in the world of tests/run: SKIFF, SKIFF_ROOT, T, BUILD …

A scenario's command is traced first (kill_at.cpp): each of its processes and the number of its calls, the least of three
runs. Then it is run once for each point, and killed there. After each: `ps` is right, the command works again or its object
can be removed, and no process, mount, cgroup, record or temporary file is left. All the while ten other containers run, and
must be the same, and answer, at the end. Fewer points than traced calls is a failure.
"""
import argparse
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time

OTHERS = 10
PATIENCE = 5
MOST_FAILURES = 8  # of one process: the rest of its points are skipped then, and so it fails


class Failed(Exception):
    pass


class Ground:
    """One account's store, its ten other containers, and what was there before each point."""

    def __init__(self, user):
        self.entry = pwd.getpwnam(user) if user else None
        self.title = "user" if user else "root"
        base = pathlib.Path(os.environ["T"]) / f"kill-{self.title}"
        shutil.rmtree(base, ignore_errors=True)
        (base / "run").mkdir(parents=True)
        self.base = base
        self.root, self.runroot, self.report = base / "root", base / "run/skiff", pathlib.Path(os.environ["T"]) / "report"
        self.root.mkdir()
        shutil.copy(pathlib.Path(os.environ["FIXTURES"]) / "busybox.tar", base / "busybox.tar")
        if self.entry:
            for folder in (base, *base.parents[:2]):
                folder.chmod(folder.stat().st_mode | 0o011)
            for path in (base, base / "run", self.root, base / "busybox.tar"):
                os.chown(path, self.entry.pw_uid, self.entry.pw_gid)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(base), "TMPDIR": str(base), "XDG_RUNTIME_DIR": str(base / "run"),
            "SKIFF_ROOT": str(self.root), "SKIFF_RUNROOT": str(self.runroot), "LANG": "C.UTF-8",
        }
        self.program = os.environ["SKIFF"]
        self.killer = str(pathlib.Path(os.environ["BUILD"]) / "tests/fault/kill_at")
        self.mounts = mounts()
        self.others = []

    def start_others(self):
        self.processes = processes()
        for number in range(OTHERS):
            self.skiff("run", "-d", "--name", f"other{number}", "hello", "--sleep", "inf")
        self.others = self.other_facts()
        self.baseline = self.files()
        supervisors = {one["State"]["ConmonPid"] for one in json.loads(self.skiff("inspect", *[f"other{n}" for n in range(OTHERS)]))}
        self.processes |= supervisors | {facts[0] for facts in self.others}
        if left := self.left():
            raise Failed(f"the start of the others leaves {left}")

    def other_facts(self):
        names = [f"other{number}" for number in range(OTHERS)]
        states = [one["State"] for one in json.loads(self.skiff("inspect", *names))]
        return [(one["Pid"], start_time(one["Pid"]), one["Status"], one["Supervised"]) for one in states]

    def check_others(self):
        if self.other_facts() != self.others:
            raise Failed(f"the other containers are not what they were: {self.other_facts()}")
        for number in range(OTHERS):
            if self.skiff("exec", f"other{number}", "/hello", "--print", "served") != "served\n":
                raise Failed(f"other{number} does not answer")

    def end(self):
        self.skiff("rm", "-f", "-t", "0", *[f"other{number}" for number in range(OTHERS)])
        self.processes -= {pid for pid in self.processes if not is_alive(pid)}
        if left := [line for line in self.left() if not line.startswith("gone")]:
            raise Failed(f"left at the end: {left}")

    # ---- commands

    def skiff(self, *arguments, codes=(0,)):
        account = {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []} if self.entry else {}
        try:
            done = subprocess.run([self.program, *arguments], env=self.environment, cwd=self.base, capture_output=True, text=True,
                                  timeout=20, check=False, stdin=subprocess.DEVNULL, **account)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"hangs: skiff {' '.join(arguments)}") from error
        if done.returncode not in codes:
            raise Failed(f"skiff {' '.join(arguments)}: exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def trace(self, arguments, command):
        account = ["--user", str(self.entry.pw_uid), str(self.entry.pw_gid)] if self.entry else []
        done = subprocess.run([self.killer, *account, *arguments, str(self.report), self.program, *command], env=self.environment,
                              cwd=self.base, capture_output=True, text=True, timeout=90, check=False, stdin=subprocess.DEVNULL)
        if done.returncode == 3:
            raise Failed(f"{' '.join(arguments)}: the command comes to no end")
        return done, self.report.read_text().splitlines()

    # ---- what is left

    def files(self):
        """All names in the store that are of one object or of a temporary one; nothing inside trees."""
        found = set()
        for place, pattern in ((self.root, "containers/*"), (self.root, "names/*"), (self.root, "aside/*"), (self.root, "volumes/*"),
                               (self.root, "images/.aside/*"), (self.root, "images/*"), (self.root, "images/blobs/sha256/*"),
                               (self.root, "layers/*/*"), (self.root, "layers/*/.aside/*"), (self.runroot, "containers/*"),
                               (self.root, "*"), (self.runroot, "*")):
            found |= {str(path) for path in place.glob(pattern)}
        return found

    def left(self):
        end = time.monotonic() + PATIENCE
        while True:
            left = [f"process {pid}: {name_of(pid)}" for pid in sorted(processes() - self.processes)]
            left += [f"gone: process {pid}" for pid in sorted(self.processes) if not is_alive(pid)]
            left += [f"file {path.removeprefix(str(self.base))}" for path in sorted(self.files() - self.baseline)]
            left += [f"mount {line}" for line in sorted(mounts() - self.mounts)]
            left += [f"cgroup {path}" for path in cgroups() if not any(str(pid) in pids for pid in self.processes for pids in [members(path)])]
            if not left or time.monotonic() > end:
                return left
            time.sleep(0.005)

    def clear(self):
        """By force, after a failure, so that it is not seen again at the next point."""
        for pid in processes() - self.processes:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.2)
        for path in self.files() - self.baseline:
            subprocess.run(["rm", "-rf", path], check=False)
        for path in cgroups():
            if not members(path):
                path.rmdir()


def mounts():
    return {line.split(" ", 4)[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()}


def processes():
    return {int(path.name) for path in pathlib.Path("/proc").glob("[0-9]*") if is_alive(int(path.name))} - {os.getpid()}


def fields_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def is_alive(pid):
    fields = fields_of(pid)
    return bool(fields) and fields[0] not in "ZX"


def start_time(pid):
    return fields_of(pid)[19] if is_alive(pid) else None


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "?"


def own_cgroup():
    own = re.search(r"^0::(.*)$", pathlib.Path("/proc/self/cgroup").read_text(), re.M)
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        if own and fields[fields.index("-") + 1] == "cgroup2":
            return pathlib.Path(fields[4] + own[1])
    return None


def cgroups():
    own = own_cgroup()
    return sorted(own.glob("skiff-*")) if own else []


def members(cgroup):
    try:
        return (cgroup / "cgroup.procs").read_text().split()
    except OSError:
        return []


def call_names():
    path = pathlib.Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    return dict((int(number), name) for name, number in re.findall(r"__NR_(\w+) (\d+)", path.read_text())) if path.exists() else {}


# ------------------------------------------------------------------------------------------------------------ scenarios

STATES = {"created", "running", "exited", "stopped", "stopping", "starting"}


class Scenario:
    """A command, what has to be there before it, and how what a kill left is repaired and judged."""

    command: list
    kinds = {"1": "cli"}
    supervised = False  # the supervisor is there already, and is traced by its pid as process 0

    def prepare(self, ground):
        pass

    def repair(self, ground, point):
        raise NotImplementedError


class Run(Scenario):
    command = ["run", "-d", "--name", "victim", "hello", "--print", "ready"]
    kinds = {"1": "cli", "1.1": "supervisor", "1.1.1": "launcher", "1.1.1.1": "init"}

    def repair(self, ground, point):
        check_state(ground)
        ground.skiff("rm", "-f", "-t", "0", "victim")


class RunLong(Run):
    """Its container does not end by itself."""

    command = ["run", "-d", "--name", "victim", "hello", "--sleep", "inf"]


class RunRemove(Run):
    """Its supervisor removes it."""

    command = ["run", "-d", "--rm", "--name", "victim", "hello", "--print", "ready"]


class Stop(Scenario):
    command = ["stop", "victim"]
    kinds = {"0": "supervisor", "1": "cli"}
    supervised = True

    def prepare(self, ground):
        ground.skiff("run", "-d", "--name", "victim", "hello", "--sleep", "inf")

    def repair(self, ground, point):
        check_state(ground)
        ground.skiff("stop", "victim")
        if (state := check_state(ground)) != "exited":
            raise Failed(f"stopped, it is {state}")
        ground.skiff("rm", "victim")


class Remove(Stop):
    command = ["rm", "-f", "-t", "0", "victim"]

    def repair(self, ground, point):
        check_state(ground)
        ground.skiff("rm", "-f", "-t", "0", "victim")
        if check_state(ground) != "none":
            raise Failed("removed, it is still there")


class Import(Scenario):
    command = ["import", "busybox.tar", "victim"]
    kinds = {"1": "cli", "1.1": "worker"}
    image = "localhost/victim:latest"

    def repair(self, ground, point):
        ground.skiff("images")
        # An image of the same name would be there without it after the next import.
        ground.skiff("rmi", "-f", self.image, codes=(0, 1))
        ground.skiff(*self.command)
        ground.skiff("run", "--rm", self.image, "/bin/busybox", "true")
        ground.skiff("rmi", "-f", self.image)


class Pull(Import):
    def __init__(self):
        registry = os.environ["REGISTRY"]
        self.image = f"{registry}/library/busybox:latest"
        self.command = ["pull", "-q", "--cert-dir", os.environ["REGISTRY_CERTIFICATES"], "--creds",
                        f"{os.environ['REGISTRY_USER']}:{os.environ['REGISTRY_PASSWORD']}", self.image]


SCENARIOS = {"run": Run, "run-long": RunLong, "run-remove": RunRemove, "stop": Stop, "rm": Remove, "import": Import, "pull": Pull}


def check_state(ground):
    """What `ps` and `inspect` say of the victim: they work, agree, and what is said to run does."""
    listed = "victim" in ground.skiff("ps", "-a").split()
    text = ground.skiff("inspect", "victim", codes=(0, 125))
    found = json.loads(text or "[]")
    if not found:
        return "none"
    state = found[0]["State"]
    if state["Status"] not in STATES:
        raise Failed(f"a state of no sense: {state['Status']}")
    if state["Running"] and state["Status"] == "running" and not is_alive(state["Pid"]):
        time.sleep(0.1)  # it may have ended since
        state = (json.loads(ground.skiff("inspect", "victim", codes=(0, 125)) or "[]") or [{"State": {"Running": False}}])[0]["State"]
        if state["Running"] and not is_alive(state["Pid"]):
            raise Failed(f"said to run, but process {state['Pid']} does not")
    return state.get("Status", "none") if listed or state["Running"] else state.get("Status", "none")


# --------------------------------------------------------------------------------------------------------------- points


def attach_options(ground, scenario):
    if not scenario.supervised:
        return []
    return ["--attach", str(json.loads(ground.skiff("inspect", "victim"))[0]["State"]["ConmonPid"])]


def count_calls(ground, scenario):
    """The least number of calls of each process in three runs."""

    def trace(*arguments):
        scenario.prepare(ground)
        done, lines = ground.trace([*arguments, *attach_options(ground, scenario)], scenario.command)
        if done.returncode != 0:
            raise Failed(f"traced, it fails: {done.returncode}: {done.stderr.strip()}")
        scenario.repair(ground, "traced")
        if left := ground.left():
            raise Failed(f"not killed, it leaves {left}")
        return [line.split() for line in lines]

    # Which there are; then each alone, as at the points: who is traced is slower, and those that wait for it look oftener.
    paths = [path for path, _ in trace("--list")]
    return {path: min(int(trace("--kill", path, "1000000000")[0][2]) for _ in range(3)) for path in paths}


def kill_once(ground, scenario, path, number):
    """True if it was killed there and repaired; False if the process ended before."""
    scenario.prepare(ground)
    done, lines = ground.trace(["--kill", path, str(number), *attach_options(ground, scenario)], scenario.command)
    words = lines[0].split()
    call = NAMES.get(int(words[3]), words[3]) if words[0] == "killed" else "none"
    try:
        if words[0] != "killed" and done.returncode != 0:
            raise Failed(f"not killed, it fails: {done.returncode}: {done.stderr.strip()}")
        scenario.repair(ground, call)
        if left := ground.left():
            raise Failed(f"left: {left}")
    except Failed as error:
        raise Failed(f"at call {number} ({call}): {error}; the command said {done.returncode} {done.stderr.strip()!r}") from error
    return words[0] == "killed"


def kill_process(ground, scenario, path, numbers):
    """(points killed at and repaired, what went wrong)"""
    killed, problems = 0, []
    for number in numbers:
        try:
            if any(kill_once(ground, scenario, path, number) for _ in range(8)):
                killed += 1
            else:
                problems.append(f"call {number} was never reached")
        except Failed as error:
            problems.append(str(error))
            ground.clear()
            if len(problems) >= MOST_FAILURES:
                problems.append(f"the points after {number} were left out")
                break
    return killed, problems


def run_scenario(ground, name, options):
    scenario = SCENARIOS[name]()
    is_good = True
    counts = count_calls(ground, scenario)
    for path, calls in counts.items():
        kind = scenario.kinds.get(path, f"process {path}")
        if options.kind and kind != options.kind:
            continue
        if path not in scenario.kinds and not path.count(".") == 1:
            kind = f"process {path}"
        # Another residue for each process, so that the samples differ.
        numbers = [options.at] if options.at else range(1 + (len(path) * 3 + len(name)) % options.every if options.every > 1 else 1, calls + 1, options.every)
        begin = time.monotonic()
        killed, problems = kill_process(ground, scenario, path, numbers)
        of_all = f" (each {options.every}th of {calls})" if options.every > 1 else ""
        print(f"# {name} as {ground.title}, {kind}: {killed} of {len(numbers)} points{of_all}, {time.monotonic() - begin:.1f} s", flush=True)
        for problem in problems:
            print(f"#   {problem}", flush=True)
        is_good = is_good and killed == len(numbers) and not problems
    for missing in set(scenario.kinds) - set(counts):
        if not missing.startswith("1.1") or ground.title == "root" or name != "rm":
            print(f"# {name} as {ground.title}: no {scenario.kinds[missing]} was seen: {counts}")
            is_good = False
    return is_good


NAMES = call_names()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="+", choices=SCENARIOS)
    parser.add_argument("--user", default="", help="as this user, not as root")
    parser.add_argument("--every", type=int, default=int(os.environ.get("KILL_EVERY", "1")), help="only each Nth call")
    parser.add_argument("--kind", default="", help="only this kind of process")
    parser.add_argument("--at", type=int, default=0, help="only this call")
    options = parser.parse_args()
    ground = Ground(options.user)
    ground.start_others()
    is_good = True
    for name in options.scenarios:
        try:
            is_good = run_scenario(ground, name, options) and is_good
        except Failed as error:
            print(f"# {name} as {ground.title}: {error}")
            is_good = False
    try:
        ground.check_others()
        ground.end()
    except Failed as error:
        print(f"# as {ground.title}: {error}")
        is_good = False
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
