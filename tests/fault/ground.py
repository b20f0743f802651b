"""Where commands are killed: stores, the ten other containers, and what is left after a kill."""
import hashlib
import json
import os
import pathlib
import pwd
import select
import shutil
import signal
import stat
import subprocess
import time

import machine

PATIENCE = 5  # seconds
TICK = 0.1
OTHERS = [f"other{number}" for number in range(10)]
# Everything in these folders of a store (of its RUNROOT) is an object, a temporary one, or a lock.
OBJECT_FOLDERS = ("", "containers", "names", "aside", "volumes", "images", "images/.aside", "images/blobs/sha256", "layers")
RUNTIME_FOLDERS = ("", "containers")


class Failed(Exception):
    pass


def looks():
    """Again and again False, at last True, for who waits for something: at least a hundred times, so that a machine that stood
    still for long is looked at once more."""
    end, count = time.monotonic() + PATIENCE, 0
    while time.monotonic() < end or count < 100:
        yield False
        count += 1
        time.sleep(0.003)
    yield True


class Store:
    """One account's store, and its skiff."""

    def __init__(self, name, user=""):
        self.entry = pwd.getpwnam(user) if user else None
        self.base = pathlib.Path(os.environ["T"]) / name
        self.base.mkdir(mode=0o755)
        self.root, self.runroot = self.base / "root", self.base / "run/skiff"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.base), "TMPDIR": str(self.base), "XDG_RUNTIME_DIR": str(self.base / "run"),
            "SKIFF_ROOT": str(self.root), "SKIFF_RUNROOT": str(self.runroot), "LANG": "C.UTF-8",
        }
        if certificates := os.environ.get("REGISTRY_CERTIFICATES"):
            # Not the machine's hundred and more authorities: to parse them is most of a small pull.
            self.environment["SSL_CERT_FILE"] = f"{certificates}/ca.crt"
        self.account = ("--user", self.entry.pw_uid, self.entry.pw_gid) if self.entry else ()
        self.empty()
        self.give(self.base)
        self.server = subprocess.Popen([os.environ["BUILD"] + "/tests/fault/kill_at"], env=self.environment, cwd=self.base,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def give(self, path):
        if self.entry:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)

    def empty(self):
        """As before the first command."""
        for path in (self.root, self.base / "run"):
            if path.exists():
                shutil.rmtree(path)
            path.mkdir(mode=0o700)
            self.give(path)

    def _ask(self, *words):
        """What kill_at answers: exit code, standard output, standard error, report."""
        request = b"".join(os.fsencode(str(word)) + b"\0" for word in words)
        self.server.stdin.write(b"%d\n%s" % (len(request), request))
        self.server.stdin.flush()
        # In ticks of this process: a machine that stood still is not counted.
        ticks = 0
        while not select.select([self.server.stdout], [], [], TICK)[0]:
            ticks += 1
        answer = self.server.stdout.read(int(self.server.stdout.readline()))
        if ticks * TICK > PATIENCE:
            # Longer than any load explains: it waited for something that did not come.
            raise Failed(f"{' '.join(map(str, words))}: took {ticks * TICK:.1f} seconds")
        code, *texts = answer.decode(errors="replace").split("\0")[:4]
        return code, *texts

    def skiff(self, *arguments, codes=(0,)):
        code, output, problem, _ = self._ask(*self.account, "run", os.environ["SKIFF"], *arguments)
        if code not in map(str, codes):
            raise Failed(f"skiff {' '.join(arguments)}: exit code {code}: {problem.strip()}")
        return output

    def inspect(self, *names):
        """[what inspect says of each], nothing for those that are not there."""
        return json.loads(self.skiff("inspect", *names, codes=(0, 125)) or "[]")

    def trace(self, order, command):
        """The command's exit code, its standard error, and the words of each line of the report."""
        code, _, problem, report = self._ask(*self.account, *order, os.environ["SKIFF"], *command)
        if code in ("3", "hangs"):
            raise Failed(f"{' '.join(order)}: the command comes to no end")
        return code, problem.strip(), [line.split() for line in report.splitlines()]

    def files(self):
        """The names of all objects, temporary ones and locks; nothing inside trees."""
        layers = [f"layers/{map}" for map in names_in(f"{self.root}/layers")]
        folders = [f"{self.root}/{folder}" for folder in (*OBJECT_FOLDERS, *layers, *(f"{map}/.aside" for map in layers))]
        folders += [f"{self.runroot}/{folder}" for folder in RUNTIME_FOLDERS]
        found = {f"{folder}/{name}" for folder in folders for name in names_in(folder)}
        # What a killed replacement of a record leaves beside it.
        containers = f"{self.root}/containers"
        return found | {f"{containers}/{id}/{name}" for id in names_in(containers) for name in names_in(f"{containers}/{id}")
                        if name.endswith(".tmp")}

    def content(self, folder):
        """{path: kind, mode, owner, content} of everything below a folder of the store."""
        top = f"{self.root}/{folder}"
        return {f"{place.removeprefix(top)}/{name}": content_of(f"{place}/{name}")
                for place, folders, files in os.walk(top) for name in (*folders, *files)}


def names_in(folder):
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def content_of(path):
    status = os.lstat(path)
    content = ""
    if stat.S_ISLNK(status.st_mode):
        content = os.readlink(path)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
    return oct(status.st_mode), status.st_uid, status.st_gid, content


class Others:
    """Ten containers that must not notice anything."""

    def __init__(self, store):
        self.store = store
        for name in OTHERS:
            store.skiff("run", "-d", "--name", name, "hello", "--sleep", "inf")
        self.facts = self.look()

    def look(self):
        states = [one["State"] for one in self.store.inspect(*OTHERS)]
        return [(one["Pid"], machine.start_time(one["Pid"]), one["ConmonPid"], one["Status"], one["Supervised"]) for one in states]

    def processes(self):
        """{pid: start time} of each container's process and supervisor."""
        return {pid: machine.start_time(pid) for facts in self.facts for pid in (facts[0], facts[2])}

    def check(self):
        if (now := self.look()) != self.facts:
            raise Failed(f"the other containers are not what they were: {now}")
        for name in OTHERS:
            if self.store.skiff("exec", name, "/hello", "--print", "served") != "served\n":
                raise Failed(f"{name} does not answer")

    def end(self):
        self.store.skiff("rm", "-f", "-t", "0", *OTHERS)


class Ground:
    """A store, the others (in it, or in a store of their own), and what was there before each point."""

    def __init__(self, store, others_store):
        self.store = store
        self.before_others = machine.processes()
        self.others = Others(others_store)
        self.processes = {**self.before_others, **self.others.processes()}
        self.mounts, self.cgroups = machine.mounts(), machine.cgroups()
        self.files = store.files()

    def left(self):
        """What is there and was not, or the other way round. Given a moment: a supervisor ends after its container."""
        for is_last in looks():
            processes = machine.processes()
            left = [f"process {pid}: {machine.name_of(pid)}" for pid in sorted(processes.keys() - self.processes.keys())]
            left += [f"gone: process {pid}" for pid in sorted(self.processes.keys() - processes.keys())]
            left += [f"file {path.removeprefix(str(self.store.base))}" for path in sorted(self.store.files() - self.files)]
            left += [f"mount {line}" for line in sorted(machine.mounts() - self.mounts)]
            left += [f"cgroup {name}" for name in sorted(machine.cgroups() - self.cgroups)]
            if not left or is_last:
                return left

    def await_ends(self):
        """Until all processes have ended that were not there before, if they do."""
        for _ in looks():
            if not machine.processes().keys() - self.processes.keys():
                return

    def clear(self):
        """By force, after a failure, so that it is not seen again at the next point."""
        end = time.monotonic() + PATIENCE
        while (strangers := machine.processes().keys() - self.processes.keys()) and time.monotonic() < end:
            for pid in strangers:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        for path in self.store.files() - self.files:
            subprocess.run(["rm", "-rf", path], check=False)
        for name in machine.cgroups() - self.cgroups:
            machine.remove_cgroup(name)

    def end(self):
        self.others.end()
        self.processes, self.cgroups = self.before_others, set()
        if left := self.left():
            raise Failed(f"left at the end: {left}")
