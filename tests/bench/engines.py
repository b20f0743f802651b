"""The engines that are measured: skiff, and beside it podman and docker where they are installed, each with its store on the
ground's disk."""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import time

import registry
import sandbox

from processes import Failed, must


class Engine:
    """The commands of one engine, as one account gives them. Making one raises Failed where the engine cannot be had."""

    name, image, removal = "", "box", ("rm", "-f", "-t", "0")

    def __init__(self, ground, account):
        self.ground, self.account = ground, account

    def command(self, *parts):
        raise NotImplementedError

    def do(self, *parts):
        """Runs a command of the engine; its standard output."""
        return self.account.run(*self.command(*parts))

    def run_rm(self):
        """A short-lived container."""
        return self.command("run", "--rm", "--network", "none", self.image, "true")

    def start(self, name):
        """Starts a container that sleeps; its first process's id on the host."""
        self.do("run", "-d", "--name", name, "--network", "none", self.image, "sleep", "100000")
        return json.loads(self.do("container", "inspect", name))[0]["State"]["Pid"]

    def remove(self, *names):
        self.do(*self.removal, *names)

    def pull(self, served, image):
        return self.command("pull", "-q", "--cert-dir", served.folder / "certs", "--creds",
                            f"{registry.USER}:{registry.PASSWORD}", image)

    def daemons(self):
        """Processes that work for the commands without being started by them."""
        return []

    def version(self):
        return self.do("--version").splitlines()[0]

    def close(self):
        """Ends what runs without a command."""


class Skiff(Engine):
    name = "skiff"

    def command(self, *parts):
        return [self.ground.skiff, *parts]

    def close(self):
        if ids := self.do("ps", "-aq").split():
            self.remove(*ids)


class Podman(Engine):
    name, image = "podman", "localhost/box"

    def __init__(self, ground, account):
        super().__init__(ground, account)
        if not shutil.which("podman"):
            raise Failed("it is not installed")
        account.make_folder("podman")
        self.do("import", ground.tar, self.image)
        account.run(*self.run_rm())

    def command(self, *parts):
        run = self.account.folder / "run"
        return ["podman", "--root", self.account.folder / "podman", "--runroot", run / "podman", "--tmpdir", run / "tmp",
                "--cgroup-manager", "cgroupfs", "--storage-driver", "overlay", *parts]

    def pull(self, served, image):
        return [*super().pull(served, image), "--signature-policy", self.ground.disk / "policy.json"]


class Docker(Engine):
    """A dockerd of the run's own, with its containerd, in a mount namespace that takes their mounts with it. What they do
    after a command has ended is not in docker's figures."""

    name, removal = "docker", ("rm", "-f")

    def __init__(self, ground, account):
        super().__init__(ground, account)
        program = shutil.which("dockerd")
        if not program:
            raise Failed("dockerd is not installed")
        # The client of the same package; PATH may find one of another version first.
        beside = pathlib.Path(program).parent.parent / "bin/docker"
        self.client = beside if beside.exists() else shutil.which("docker")
        if not self.client:
            raise Failed("dockerd has no client")
        self.folder = account.make_folder("docker")
        self.cgroup = f"skiff-bench.{os.getpid()}"
        self.process = self._start(program)
        try:
            self._wait_until_it_answers()
            self.do("import", ground.tar, self.image)
            account.run(*self.run_rm())
        except BaseException:
            self.close()
            raise

    def _start(self, program):
        options = ["--data-root", self.folder / "data", "--exec-root", self.folder / "exec", "--pidfile", self.folder / "pid",
                   "-H", f"unix://{self.folder}/socket", "--bridge=none", "--iptables=false", "--ip-forward=false",
                   "--exec-opt", "native.cgroupdriver=cgroupfs", f"--cgroup-parent=/{self.cgroup}", "--oom-score-adjust=0"]
        # A /run of its own: shims make their sockets below /run/containerd.
        hidden = ["unshare", "--mount", "--propagation", "slave", "sh", "-c",
                  'mount -t tmpfs -o mode=0755 skiff-bench /run && exec "$@"', "sh"]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen([*hidden, program, *map(str, options)], env=self.account.environment(), stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, cwd=self.folder)

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.do("version")
                return
            except Failed:
                time.sleep(0.1)
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines() or ["it says nothing"]
        raise Failed(f"dockerd does not start: {lines[-1][-300:]}")

    def command(self, *parts):
        return [self.client, "-H", f"unix://{self.folder}/socket", *parts]

    def pull(self, served, image):
        """To docker, a registry on loopback needs no certificate."""
        folder = self.account.folder / "home/.docker"
        folder.mkdir(exist_ok=True)
        secret = base64.b64encode(f"{registry.USER}:{registry.PASSWORD}".encode()).decode()
        (folder / "config.json").write_text(json.dumps({"auths": {f"localhost:{served.port}": {"auth": secret}}}))
        return self.command("pull", "-q", image)

    def daemons(self):
        return [self.process.pid]

    def close(self):
        if self.process.poll() is None:
            try:
                if ids := self.do("ps", "-aq").split():
                    self.remove(*ids)
            except Failed:
                pass  # it never answered
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for top in (".", "*"):
            for cgroup in sorted(pathlib.Path("/sys/fs/cgroup").glob(f"{top}/{self.cgroup}/**"), reverse=True):
                sandbox.quiet("rmdir", str(cgroup))


def crun(ground, account):
    """crun with a bundle on the same root, read-only: no overlay, no image, no log, no supervisor."""
    if not shutil.which("crun"):
        return None
    bundle = account.folder / "bundle"
    if not bundle.exists():
        bundle.mkdir()
        must(["crun", "spec"], cwd=bundle)
        config = json.loads((bundle / "config.json").read_text())
        config["root"] = {"path": str(ground.lower), "readonly": True}
        config["process"].update(args=["/bin/true"], terminal=False)
        config["process"].pop("rlimits", None)
        config["mounts"] = [mount for mount in config["mounts"] if mount["type"] != "cgroup"]
        (bundle / "config.json").write_text(json.dumps(config))
    return ["crun", "--root", account.folder / "run/crun", "--cgroup-manager=disabled", "run", "--bundle", bundle, "bench"]
