"""The scenarios: each is called alone, measures interleaved, and gives rows (label, values…) and bars (what, value, limit)."""
import json
import pathlib
import random
import statistics
import subprocess
import time

import images
import registry

from ground import Failed

RUN_COLUMNS = ("", "loop ms", "all ended", "paced ms", "all ended")


class Table:
    """What one scenario prints."""

    def __init__(self, title, columns):
        self.title, self.columns, self.rows, self.bars = title, columns, [], []

    def row(self, label, *values):
        self.rows.append((label, *values))

    def bar(self, what, value, relation, limit, unit=""):
        """relation "<=": met when value is at most limit; ">=": at least."""
        is_met = value <= limit if relation == "<=" else value >= limit
        self.bars.append((what, value, relation, limit, unit, is_met))


def interleaved(ground, account, title, sides, options, peers=()):
    """A table of commands measured in a loop and paced by 100 ms: `sides` together, then the first of them again beside each
    of the slower `peers` ((label, command, without_v2)), which would else change what the quick ones are measured in."""
    table = Table(title, RUN_COLUMNS)
    groups = [(sides, options.runs, False)]
    for label, command, without_v2 in peers:
        if command and (without_v2 or account.works(command)):
            groups.append(([(f"{sides[0][0]} beside {label}", sides[0][1]), (label, command)], options.slow_runs, without_v2))
    figures = {}
    for group, count, without_v2 in groups:
        commands = [command for _, command in group]
        loop = ground.time(account, commands, count, 0, without_v2)
        paced = ground.time(account, commands, count, 100, without_v2)
        for (label, _), tight, spaced in zip(group, loop, paced):
            figures[label] = (*tight, *spaced)
            table.row(label, *figures[label])
    return table, figures


def ratio_bars(table, figures, ours, floor, limit, peer="", peer_limit=0):
    """Ours against the floor, and a peer against ours; both until the last process ended, in a loop and paced."""
    for what, column in (("in a loop", 1), ("paced", 3)):
        table.bar(f"{ours} / {floor}, {what}", figures[ours][column] / figures[floor][column], "<=", limit, "x")
    for what, column in (("in a loop", 1), ("paced", 3)):
        if peer in figures:
            table.bar(f"{peer} / {ours}, {what}", figures[peer][column] / figures[f"{ours} beside {peer}"][column], ">=", peer_limit, "x")


def run_root(ground, options):
    account = ground.account("root")
    sides = [("skiff run", ground.run_rm()), ("floor", ground.floor_plain(account))]
    if ground.bwrap():
        sides.append(("bwrap", ground.bwrap()))
    peers = [("crun run", ground.crun(account), True), ("podman run", ground.podman_run(account), False)]
    table, figures = interleaved(ground, account, "run --rm --network none IMG true, as root", sides, options, peers)
    ratio_bars(table, figures, "skiff run", "floor", 2, "podman run", 15)
    return table


def run_user(ground, options):
    """No user namespace of skiff's lives: both sides call newuidmap and newgidmap."""
    account = ground.account("user")
    sides = [("skiff run", ground.run_rm()), ("floor", ground.floor_map(account))]
    if ground.bwrap():
        sides.append(("bwrap", ground.bwrap()))
    table, figures = interleaved(ground, account, "run --rm --network none IMG true, rootless, no U alive", sides, options,
                                 [("podman run", ground.podman_run(account), False)])
    ratio_bars(table, figures, "skiff run", "floor", 2, "podman run", 15)
    return table


def run_user_joined(ground, options):
    """A container keeps U alive: skiff and the floor join it."""
    account = ground.account("user")
    with Running(ground, account) as pid:
        sides = [("skiff run", ground.run_rm()), ("floor", ground.floor_join(account, f"/proc/{pid}/ns/user"))]
        table, figures = interleaved(ground, account, "run --rm --network none IMG true, rootless, U alive", sides, options,
                                     [("podman run", ground.podman_run(account), False)])
    ratio_bars(table, figures, "skiff run", "floor", 2, "podman run", 15)
    return table


class Running:
    """A container of skiff that sleeps; its first process's id on the host."""

    def __init__(self, ground, account, name="bench"):
        self.ground, self.account, self.name = ground, account, name

    def __enter__(self):
        skiff = self.ground.skiff
        self.account.run(skiff, "run", "-d", "--name", self.name, "--network", "none", "box", "sleep", "100000")
        return json.loads(self.account.run(skiff, "container", "inspect", self.name))[0]["State"]["Pid"]

    def __exit__(self, *_):
        self.account.run(self.ground.skiff, "rm", "-f", "-t", "0", self.name)


def exec_of(name):
    def scenario(ground, options):
        account = ground.account(name)
        peer = ground.podman(account, "exec", "bench", "true")
        if peer:
            account.run(*ground.podman(account, "run", "-d", "--name", "bench", "--network", "none", "localhost/box", "sleep", "100000"))
        try:
            with Running(ground, account) as pid:
                enter = ["nsenter", "-t", pid, *(["-U"] if name == "user" else []), *"-m -u -i -n -p -C -- /bin/true".split()]
                sides = [("skiff exec", [ground.skiff, "exec", "bench", "true"]), ("nsenter", enter)]
                table, figures = interleaved(ground, account, f"exec CTR true, as {name}", sides, options,
                                             [("podman exec", peer, False)])
        finally:
            if peer:
                account.run(*ground.podman(account, "rm", "-f", "-t", "0", "bench"))
        ratio_bars(table, figures, "skiff exec", "nsenter", 2)
        return table
    return scenario


def commands(ground, options):
    account = ground.account("root")
    sides = [("skiff version", [ground.skiff, "version"]), ("skiff ps", [ground.skiff, "ps"]), ("hello, static", [ground.hello])]
    table, figures = interleaved(ground, account, "version and ps", sides, options, [("podman ps", ground.podman(account, "ps"), False)])
    for ours in ("skiff version", "skiff ps"):
        for what, column in (("in a loop", 1), ("paced", 3)):
            table.bar(f"{ours} - hello, {what}", figures[ours][column] - figures["hello, static"][column], "<=", 2, "ms")
    return table


def ps_many(ground, options):
    account = ground.account("root")
    count = 20 if options.is_smoke else 1000
    ids = [account.run(ground.skiff, "create", "--network", "none", "box", "true") for _ in range(count)]
    try:
        table, figures = interleaved(ground, account, f"ps -a of {count} containers", [("skiff ps -a", [ground.skiff, "ps", "-a"])], options)
    finally:
        for first in range(0, count, 200):
            account.run(ground.skiff, "rm", *ids[first:first + 200])
    table.bar("ps -a, in a loop", figures["skiff ps -a"][1], "<=", 20, "ms")
    table.bar("ps -a, paced", figures["skiff ps -a"][3], "<=", 20, "ms")
    return table


def pss_kilobytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def memory_of(name):
    def scenario(ground, options):
        account, count = ground.account(name), 4 if options.is_smoke else 16
        table = Table(f"memory of {count} supervisors, as {name}", ("", "mean PSS KB", "largest", "smallest"))
        running = [Running(ground, account, f"bench{i}") for i in range(count)]
        started = []
        try:
            for container in running:
                started.append((container, container.__enter__()))
            figures = [pss_kilobytes(parent_of(pid)) for _, pid in started]
        finally:
            for container, _ in started:
                container.__exit__()
        table.row("skiff supervisor", statistics.mean(figures), max(figures), min(figures))
        table.bar("mean PSS", statistics.mean(figures), "<=", 300, "KB")
        return table
    return scenario


def in_flight(account, command, count, width):
    """(seconds, failures) of `count` runs of a command, `width` at a time."""
    script = pathlib.Path(__file__).with_name("flight.py")
    return json.loads(account.run("python3", "-c", script.read_text(), count, width, *command))


def flight_of(name):
    def scenario(ground, options):
        account, count = ground.account(name), 8 if options.is_smoke else 64
        table = Table(f"{count} run --rm, 16 in flight, as {name}", ("", "containers/s", "errors"))
        sides = [("skiff", ground.run_rm()), ("podman", ground.podman_run(account))]
        rates = {}
        for label, command in sides * (1 if options.is_smoke else 2):
            if command:
                seconds, failures = in_flight(account, command, count, 16)
                rates.setdefault(label, []).append((count / seconds, len(failures)))
                if failures:
                    print(f"# {label}: {failures[0].strip()}")
        for label, found in rates.items():
            table.row(label, max(rate for rate, _ in found), sum(errors for _, errors in found))
        table.bar("skiff's errors", sum(errors for _, errors in rates["skiff"]), "<=", 0)
        if "podman" in rates:
            table.bar("skiff's rate / podman's", max(rates["skiff"])[0] / max(rates["podman"])[0], ">=", 10, "x")
        return table
    return scenario


# ------------------------------------------------------------------------------------------------------------------ pulls

def half_random(size, seed):
    """Bytes that gzip to about half."""
    source = random.Random(seed)
    block = b"".join(source.randbytes(2048) + b"a small boat that one person handles alone. "[:44] * 47 for _ in range(256))
    return (block * (size // len(block) + 1))[:size]


def file_layer(size, seed):
    return images.tar_bytes(lambda archive: images.add(archive, f"data/{seed}", half_random(size, seed), 0o644))


def many_files(count):
    def fill(archive):
        for i in range(count):
            if i % 100 == 0:
                images.add(archive, f"files/{i // 100}")
            images.add(archive, f"files/{i // 100}/{i}", half_random(500 + i * 37 % 9000, i % 16), 0o644)
    return images.tar_bytes(fill)


class Served:
    """A registry on loopback with the images of the pull scenarios."""

    def __init__(self, ground, options):
        folder = ground.disk / "registry"
        if not hasattr(ground, "served"):
            ground.served = registry.Registry(folder, ground.build / "test-cache", is_filled=False)
        self.registry, self.ground = ground.served, ground
        self.scale = 50 if options.is_smoke else 1

    def push(self, tag, layers):
        if tag not in self.registry.tags:
            layout = images.Layout(self.registry.folder / "layout")
            layout.image(tag, [layout.layer(tar) for tar in layers], {"Cmd": ["true"]})
            self.registry.push(tag)
        return f"localhost:{self.registry.port}/library/{tag}:latest"


def descendants(pid):
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        except OSError:
            continue
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def watched(account, command):
    """(seconds, peak of the summed PSS of the command and its descendants in KB)."""
    start, peak = time.monotonic(), 0
    process = subprocess.Popen(account.command(*command), env=account.environment(), cwd=account.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        total = 0
        for pid in descendants(process.pid):
            try:
                total += pss_kilobytes(pid)
            except OSError:
                continue
        peak = max(peak, total)
        time.sleep(0.02)
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}: {process.stderr.read().decode(errors='replace').strip()[-300:]}")
    return time.monotonic() - start, peak


def pull_of(title, tag, layers):
    """skiff and podman in turn, each into an emptied store."""
    def scenario(ground, options):
        account, served = ground.account("root"), Served(ground, options)
        image = served.push(tag, layers(served.scale))
        table = Table(title, ("", "seconds", "peak PSS KB"))
        credentials = ["--cert-dir", served.registry.folder / "certs", "--creds", f"{registry.USER}:{registry.PASSWORD}"]
        sides = {"skiff pull": [ground.skiff, "pull", "-q", *credentials, image]}
        if peer := ground.podman(account, "pull", "-q", "--signature-policy", ground.disk / "policy.json", *credentials, image):
            sides["podman pull"] = peer
        figures = {label: [] for label in sides}
        for _ in range(1 if options.is_smoke else 3):
            for label, command in sides.items():
                figures[label].append(watched(account, command))
                account.run(*([ground.skiff, "rmi", image] if label == "skiff pull" else ground.podman(account, "rmi", image)))
        for label, found in figures.items():
            table.row(label, statistics.median(seconds for seconds, _ in found), max(peak for _, peak in found))
        table.bar("skiff's peak memory", max(peak for _, peak in figures["skiff pull"]) / 1024, "<=", 32, "MB")
        if "podman pull" in figures:
            table.row("podman / skiff", *(statistics.median(a[i] for a in figures["podman pull"]) /
                                          statistics.median(a[i] for a in figures["skiff pull"]) for i in (0, 1)))
        return table
    return scenario


ALL = {
    "run-root": run_root,
    "run-user": run_user,
    "run-user-joined": run_user_joined,
    "exec-root": exec_of("root"),
    "exec-user": exec_of("user"),
    "commands": commands,
    "ps-many": ps_many,
    "memory-root": memory_of("root"),
    "memory-user": memory_of("user"),
    "flight-root": flight_of("root"),
    "flight-user": flight_of("user"),
    "pull-memory": pull_of("pull of one 1 GB layer", "gigabyte", lambda scale: [file_layer(1000000000 // scale, 1)]),
    "pull-layers": pull_of("pull of ten 50 MB layers", "ten", lambda scale: [file_layer(50000000 // scale, i) for i in range(10)]),
    "pull-files": pull_of("pull of a layer of 20,000 files", "files", lambda scale: [many_files(20000 // scale)]),
}
SMOKE = ("run-root", "exec-root", "commands", "ps-many", "memory-root", "flight-root")
