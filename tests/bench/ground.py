"""Where the benchmarks run: a file system of their own for all sides (journalled ext4 on a loop device, or tmpfs), a user,
the images, the engines with stores on it, and the timer."""
import os
import pathlib
import pwd
import shutil
import signal
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "fixtures"))
import engines  # noqa: E402
import images  # noqa: E402
import sandbox  # noqa: E402
from processes import Failed, must  # noqa: E402

# As root without CAP_SYS_RESOURCE podman cannot give its containers the limits that it gives by default.
PODMAN_CONFIGURATION = """[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "none"
"""


WITHOUT_V2 = ["unshare", "--mount", "sh", "-c", 'umount -l /sys/fs/cgroup/unified; exec "$@"', "sh"]


class Account:
    """Who runs the commands: root, or a user with subordinate ids."""

    def __init__(self, name, folder):
        self.entry = pwd.getpwnam(name)
        self.name = "root" if self.entry.pw_uid == 0 else "user"
        self.folder = folder
        self.engines = {}
        for part in (".", "run", "floor", "home"):
            self.make_folder(part)
        (folder / "run").chmod(0o700)

    def make_folder(self, name):
        part = self.folder / name
        part.mkdir(parents=True)
        os.chown(part, self.entry.pw_uid, self.entry.pw_gid)
        return part

    def command(self, *parts):
        """The command as this account."""
        parts = [str(part) for part in parts]
        if self.entry.pw_uid == os.geteuid():
            return parts
        return ["setpriv", f"--reuid={self.entry.pw_uid}", f"--regid={self.entry.pw_gid}", "--init-groups",
                "--inh-caps=-all", "--", *parts]

    def environment(self):
        return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder / "home"),
                "USER": self.entry.pw_name, "XDG_RUNTIME_DIR": str(self.folder / "run"), "LANG": "C.UTF-8",
                "SKIFF_ROOT": str(self.folder / "skiff"), "SKIFF_RUNROOT": str(self.folder / "run/skiff"),
                "CONTAINERS_CONF": str(self.folder.parent / "containers.conf"), "TMPDIR": str(self.folder)}

    def run(self, *parts):
        """Runs a command as this account; its standard output."""
        return must(self.command(*parts), env=self.environment(), cwd=self.folder)

    def subordinate(self, kind):
        """First id and count of the subordinate range."""
        for line in pathlib.Path(f"/etc/sub{kind}").read_text().splitlines():
            name, first, count = line.split(":")
            if name == self.entry.pw_name:
                return first, count
        raise Failed(f"{self.entry.pw_name} has no subordinate {kind}s")


class Ground:
    def __init__(self, build, kind, here=None, has_peers=True):
        self.build, self.kind = build.resolve(), kind
        self.has_peers = has_peers and not here
        self.base = pathlib.Path(here) if here else pathlib.Path(tempfile.mkdtemp(prefix="skiff-bench."))
        self.is_given = bool(here)
        self.disk = self.base / "disk"
        self.user, self.accounts = "", {}
        self.served = None  # the registry of the pull scenarios
        self.skiff = self.build / "skiff"
        self.floor, self.timer, self.hello = (self.build / "tests/bench" / name for name in ("floor", "timer", "hello-static"))

    def __enter__(self):
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _make(self):
        for program in (self.skiff, self.floor, self.timer, self.hello):
            if not program.exists():
                raise Failed(f"{program} is not built: ninja -C {self.build} skiff test-programs")
        self.base.mkdir(exist_ok=True)
        self.base.chmod(0o755)
        self.disk.mkdir(parents=True)
        if not self.is_given:
            self._mount()
            if os.geteuid() == 0:
                self.user = sandbox.make_user(self.base / "home")
        (self.disk / "containers.conf").write_text(PODMAN_CONFIGURATION)
        (self.disk / "policy.json").write_text('{"default":[{"type":"insecureAcceptAnything"}]}')
        self.tar = self.disk / "busybox.tar"
        images.make_busybox(self.tar)
        self.lower = self.disk / "lower"
        self.lower.mkdir()
        must(["tar", "xf", self.tar, "-C", self.lower])
        self.lower.chmod(0o755)

    def _mount(self):
        if self.kind == "tmpfs":
            must(["mount", "-t", "tmpfs", "-o", "mode=0755", "skiff-bench", self.disk])
            return
        image = self.base / "image"
        with image.open("wb") as file:
            file.truncate(12 << 30)
        must(["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=1,nodiscard", image])
        must(["mount", "-o", "loop", image, self.disk])
        self.disk.chmod(0o755)

    def account(self, name):
        """The account by the name root or user, with the images of skiff imported."""
        if name not in self.accounts:
            if name == "user" and not self.user and os.geteuid() == 0:
                raise Failed("no test user could be made")
            account = Account("root" if name == "root" else self.user or pwd.getpwuid(os.geteuid()).pw_name, self.disk / name)
            self.accounts[name] = account
            account.engines["skiff"] = engines.Skiff(self, account)
            account.engines["skiff"].do("import", "--change", 'CMD ["sh"]', "--change", "ENV PATH=/bin", self.tar, "box")
        return self.accounts[name]

    # ---- what is measured

    def peers_of(self, account):
        """podman, and as root docker, started when they are first asked for; one line for each that is left out."""
        if self.has_peers:
            for kind in (engines.Podman, engines.Docker):
                if kind.name in account.engines or (kind is engines.Docker and account.name != "root"):
                    continue
                try:
                    account.engines[kind.name] = kind(self, account)
                    print(f"# {account.engines[kind.name].version()}", flush=True)
                except Failed as error:
                    account.engines[kind.name] = None
                    print(f"# left out: {kind.name}: {error}", flush=True)
        return [engine for name, engine in account.engines.items() if engine and name != "skiff"]

    def floor_map(self, account):
        first, count = account.subordinate("uid")
        return [self.floor, "--map", account.entry.pw_uid, account.entry.pw_gid, first, count, account.folder / "floor",
                self.lower, "/bin/true"]

    def floor_join(self, account, namespace):
        return [self.floor, "--join", namespace, account.folder / "floor", self.lower, "/bin/true"]

    def floor_plain(self, account):
        return [self.floor, account.folder / "floor", self.lower, "/bin/true"]

    def crun(self, account):
        """crun's command, if it works here."""
        try:
            command = engines.crun(self, account) if self.has_peers else None
            if command:
                account.run(*WITHOUT_V2, *command)
            return command
        except Failed as error:
            print(f"# left out: crun: {error}", flush=True)
            return None

    def bwrap(self):
        return ["bwrap", "--unshare-all", "--ro-bind", self.lower, "/", "--proc", "/proc", "--dev", "/dev",
                "/bin/true"] if shutil.which("bwrap") else None

    # ---- measuring

    def time(self, account, commands, runs, pace, without_v2=False):
        """[(median until the command ended, median until all of it did)] in milliseconds, interleaved.

        without_v2: in a mount namespace where no cgroup v2 is seen (crun 1.8 refuses a hybrid with controllers in v2).
        """
        joined = []
        for command in commands:
            joined += [*([":::"] if joined else []), shutil.which(str(command[0])), *command[1:]]
        hidden = WITHOUT_V2 if without_v2 else []
        self.write_out()
        text = must([*hidden, *account.command(self.timer, runs, pace, *joined)], env=account.environment(), cwd=account.folder)
        times = [([], []) for _ in commands]
        for line in text.splitlines():
            index, end, all_ended = line.split()
            times[int(index)][0].append(int(end) / 1000)
            times[int(index)][1].append(int(all_ended) / 1000)
        return [tuple(map(statistics.median, pair)) for pair in times]

    def write_out(self):
        """What one side left to be written is no other side's burden."""
        must(["sync", "-f", self.disk])

    def close(self):
        for account in self.accounts.values():
            for engine in filter(None, account.engines.values()):
                try:
                    engine.close()
                except Failed as error:
                    print(f"# {engine.name} was not ended as it should be: {error}", flush=True)
        if self.served:
            self.served.stop()
        self._end_processes()
        if self.user:
            sandbox.remove_user(self.user)
        mounts = [line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()]
        if not self.is_given:
            for mount in sorted((mount for mount in mounts if mount.startswith(f"{self.base}/")), reverse=True):
                sandbox.quiet("umount", mount) or sandbox.quiet("umount", "-l", mount)
            shutil.rmtree(self.base, ignore_errors=True)

    def _end_processes(self):
        """What still runs with this ground's folder in its environment or command line (podman's pause process)."""
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                if int(entry.name) != os.getpid() and str(self.disk).encode() in text:
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:
                continue
