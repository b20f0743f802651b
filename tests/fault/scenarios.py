"""Commands to kill: what has to be there before, which processes they have, and how the next commands repair what is left."""
import os
import subprocess

import machine
from ground import Failed, looks
from replay import Replay

STATES = {"created", "running", "exited"}
# Leaves files of another id, which in a user's store only a storage worker in the user namespace can remove.
LEAVE_FILES = "mkdir /of-another && touch /of-another/file && chown 7:7 /of-another/file /of-another"


def has_two_forms():
    """Whether the program is static, with one that loads libraries inside."""
    return b"skiff_inner_begin" in subprocess.check_output(["nm", os.environ["SKIFF"]])


class Scenario:
    """`kinds` names each process by its path (kill_at.cpp), `user_kinds` those of an ordinary user's command if they differ."""

    command = []
    kinds = {"1": "cli"}
    user_kinds = {}
    sometimes = {}  # a process that the end of the container may come before
    is_supervised = False  # the victim's supervisor is there already, and is traced too, as process 0
    is_first = False       # in an empty store, no user namespace made yet: the others are root's

    def __init__(self, store):
        self.store = store

    def awaited(self):
        return self.user_kinds if self.store.entry and self.user_kinds else self.kinds

    def begin(self, ground):
        """Once, before all points."""

    def prepare(self):
        """Before each point."""

    def repair(self):
        """After each point; raises Failed."""

    # ---- for the victims that are containers

    def check_state(self):
        """The victim's state as inspect has it ("none": it is not there). Other processes of the killed one's command may
        still change it: but soon ps and inspect agree, and what is said to run does."""
        for is_last in looks():
            is_listed = "victim" in self.store.skiff("ps", "-a").split()
            found = self.store.inspect("victim")
            state = found[0]["State"] if found else {"Status": "none", "Pid": 0}
            is_right = not found or state["Status"] in STATES and (state["Status"] != "running" or machine.is_alive(state["Pid"]))
            if is_right and is_listed == bool(found):
                break
            if is_last:
                raise Failed(f"ps {'lists' if is_listed else 'does not list'} it, and inspect says {state}")
        return state["Status"]

    def expect_state(self, wanted):
        if (state := self.check_state()) != wanted:
            raise Failed(f"it is {state}, not {wanted}")


class Run(Scenario):
    """Its container ends by itself."""

    command = ["run", "-d", "--name", "victim", "hello", "--print", "ready"]
    kinds = {"1": "cli", "1.1": "supervisor", "1.1.1": "launcher", "1.1.1.1": "init", "1.2": "maker of the network namespace"}
    sometimes = {"1.1.2": "sync of the record"}

    def repair(self):
        self.check_state()
        self.store.skiff("rm", "-f", "-t", "0", "victim")


class RunLong(Run):
    """Its container does not end by itself."""

    kinds = {**Run.kinds, **Run.sometimes}
    command = ["run", "-d", "--name", "victim", "hello", "--sleep", "inf"]


class WithSmallImage(Scenario):
    """The image `small` has a shell."""

    def begin(self, ground):
        self.store.skiff("import", os.environ["FIXTURES"] + "/busybox.tar", "small")
        ground.files = self.store.files()


class RunRemove(WithSmallImage, Run):
    """Its supervisor removes it, with files that are not its user's."""

    command = ["run", "-d", "--rm", "--name", "victim", "small", "/bin/busybox", "sh", "-c", LEAVE_FILES]
    user_kinds = {**Run.kinds, "1.1.2": "worker"}
    sometimes = {}

    def begin(self, ground):
        super().begin(ground)
        self.ground = ground

    def repair(self):
        """While the supervisor still is about to give up, nobody else takes up what it has not removed."""
        self.ground.await_ends()
        super().repair()


class RunFirst(RunLong):
    """The first command of all in an empty store. The next one must find the user namespace of a container that runs."""

    MADE_BEFORE = ("holder of the user namespace", "newuidmap", "newgidmap")
    is_first = True

    @staticmethod
    def kinds_of(*made_before):
        """Where the program has two forms, the inner one writes the image, and executes the supervisor, once those are made."""
        if has_two_forms():
            names = ["supervisor of the outer form", *made_before, "supervisor", "worker", "maker of the network namespace"]
        else:
            names = ["supervisor", *made_before, "worker", "maker of the network namespace"]
        kinds = {f"1.{number}": name for number, name in enumerate(names, 1)}
        supervisor = next(path for path, name in kinds.items() if name == "supervisor")
        return {"1": "cli", **kinds, f"{supervisor}.1": "launcher", f"{supervisor}.1.1": "init", f"{supervisor}.2": "sync of the record"}

    def awaited(self):
        return self.kinds_of(*self.MADE_BEFORE) if self.store.entry else self.kinds_of()

    def begin(self, ground):
        self.prepare()
        self.store.skiff(*self.command)
        self.repair()
        ground.files = self.store.files()

    def prepare(self):
        self.store.empty()

    def repair(self):
        state = self.check_state()
        self.store.skiff("run", "-d", "--name", "second", "hello", "--sleep", "inf")
        if state not in ("none", "running"):
            self.store.skiff("start", "victim")
        found = self.store.inspect("second", *(["victim"] if state != "none" else []))
        pids = [one["State"][field] for one in found for field in ("Pid", "ConmonPid")]
        namespaces = {name for pid in pids if machine.is_alive(pid) for name in machine.user_namespaces_of(pid)}
        namespaces.discard(os.readlink("/proc/self/ns/user"))
        self.store.skiff("rm", "-f", "-t", "0", "victim", "second")
        if len(namespaces) != (1 if self.store.entry else 0):
            raise Failed(f"containers of one user live in {len(namespaces)} user namespaces")


class Stop(Scenario):
    command = ["stop", "victim"]
    kinds = {"0": "supervisor", "1": "cli"}
    is_supervised = True

    def prepare(self):
        """The first process of a pid namespace does not get the signals that it has not asked for: until it has, a stop would
        come to its timeout."""
        self.store.skiff("run", "-d", "--name", "victim", "hello", "--sleep", "inf")
        program = self.store.inspect("victim")[0]["State"]["Pid"]
        for is_last in looks():
            if machine.call_of(program) == "rt_sigtimedwait":
                break
            if is_last:
                raise Failed("the container's program does not come to wait for signals")

    def repair(self):
        self.check_state()
        self.store.skiff("stop", "victim")
        self.expect_state("exited")
        self.store.skiff("start", "victim")
        self.expect_state("running")
        if unfinished := [path for path in self.store.files() if path.endswith(".tmp")]:
            raise Failed(f"started again, it still has {unfinished}")
        self.store.skiff("rm", "-f", "-t", "0", "victim")


class Remove(WithSmallImage):
    command = ["rm", "-f", "-t", "0", "victim"]
    kinds = {"0": "supervisor", "1": "cli"}
    user_kinds = {**kinds, "1.1": "worker"}
    is_supervised = True

    def prepare(self):
        self.store.skiff("run", "-d", "--name", "victim", "small", "/bin/busybox", "sleep", "1000")
        self.store.skiff("exec", "victim", "/bin/busybox", "sh", "-c", LEAVE_FILES)

    def repair(self):
        self.check_state()
        self.store.skiff(*self.command)
        self.expect_state("none")


class Import(Scenario):
    command = ["import", os.environ["FIXTURES"] + "/small.tar", "victim"]
    kinds = {"1": "cli", "1.1": "worker"}
    image = "localhost/victim:latest"

    def begin(self, ground):
        """What the command makes when nobody disturbs it."""
        self.store.skiff(*self.command)
        self.wanted = self.made()
        self.store.skiff("rmi", self.image)
        ground.files = self.store.files()

    def made(self):
        """Not the image itself: it has the time of its making."""
        return self.store.content("layers")

    def repair(self):
        self.store.skiff("images")
        # It may be there already. A second import makes another image and takes the name from this one.
        self.store.skiff("rmi", "-f", self.image, codes=(0, 1))
        self.import_again()
        self.store.skiff("rmi", "-f", self.image)

    def import_again(self):
        self.store.skiff(*self.command)
        self.store.skiff("image", "inspect", self.image)
        made = self.made()
        if made != self.wanted:
            raise Failed(f"repeated, it makes other files: {sorted(set(made.items()) ^ set(self.wanted.items()))}")


class Pull(Import):
    kinds = {"1": "cli", "1.1": "worker", "1.2": "worker of the second layer"}

    def __init__(self, store):
        super().__init__(store)
        certificates = os.environ["REGISTRY_CERTIFICATES"]
        replay = Replay(os.environ["REGISTRY"], f"{certificates}/../server.crt", f"{certificates}/../server.key",
                        f"{certificates}/ca.crt")
        self.image = f"{replay.address}/library/small:latest"
        self.command = ["pull", "-q", "--cert-dir", certificates, "--creds",
                        f"{os.environ['REGISTRY_USER']}:{os.environ['REGISTRY_PASSWORD']}", self.image]

    def made(self):
        return {**self.store.content("layers"), **self.store.content("images")}

    def repair(self):
        self.store.skiff("images")
        self.import_again()
        self.store.skiff("rmi", self.image)


SCENARIOS = {"run": Run, "run-long": RunLong, "run-remove": RunRemove, "run-first": RunFirst, "stop": Stop, "rm": Remove,
             "import": Import, "pull": Pull}
