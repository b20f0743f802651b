"""The scenarios: each is called alone, measures interleaved, and gives a table: rows, ratios and bars."""
import json
import pathlib
import statistics
import time

import pulls
from processes import descendants, parent_of, pss_kilobytes
from table import Table

RUN_COLUMNS = ("", "loop ms", "all ended", "paced ms", "all ended")
PACES = (("in a loop", 1), ("paced", 3))  # what, column of the time until the last process ended


def interleaved(ground, account, table, sides, options, peers=()):
    """Rows of commands measured in a loop and paced by 100 ms: `sides` together, then the first of them again beside each
    of the slower `peers` ((label, command, without_v2)), which would else change what the quick ones are measured in.
    Gives {label: figures of its row}; the first side beside a peer is "<side> beside <peer>"."""
    groups = [(sides, options.runs, False)]
    for label, command, without_v2 in peers:
        groups.append(([(f"{sides[0][0]} beside {label}", sides[0][1]), (label, command)], options.slow_runs, without_v2))
    figures = {}
    for group, count, without_v2 in groups:
        commands = [command for _, command in group]
        loop = ground.time(account, commands, count, 0, without_v2)
        paced = ground.time(account, commands, count, 100, without_v2)
        for (label, _), tight, spaced in zip(group, loop, paced):
            figures[label] = (*tight, *spaced)
            table.row(label, *figures[label])
    for label, _, _ in peers:
        for what, column in PACES:
            table.ratio(f"{label} / {sides[0][0]}, {what}", figures[label][column] / figures[f"{sides[0][0]} beside {label}"][column])
    return figures


def floor_bars(table, figures, ours, floor, limit):
    """Ours against the floor, until the last process ended, in a loop and paced."""
    for what, column in PACES:
        table.bar(f"{ours} / {floor}, {what}", figures[ours][column] / figures[floor][column], "<=", limit, "x")


def run_of(name, floor, title, has_running=False):
    """`run --rm` beside the floor and every peer. `floor(ground, account, pid)`: its command; pid: of a container that keeps
    skiff's user namespace alive, if there is to be one."""
    def scenario(ground, options):
        account = ground.account(name)
        skiff = account.engines["skiff"]
        table = Table(f"run --rm --network none IMG true, {title}", RUN_COLUMNS)
        pid = skiff.start("bench") if has_running else None
        try:
            sides = [("skiff run", skiff.run_rm()), ("floor", floor(ground, account, pid))]
            if ground.bwrap() and not has_running:
                sides.append(("bwrap", ground.bwrap()))
            peers = [(f"{engine.name} run", engine.run_rm(), False) for engine in ground.peers_of(account)]
            if name == "root" and (crun := ground.crun(account)):
                peers.insert(0, ("crun run", crun, True))
            figures = interleaved(ground, account, table, sides, options, peers)
        finally:
            if has_running:
                skiff.remove("bench")
        floor_bars(table, figures, "skiff run", "floor", 1.65)
        table.hold("podman run / skiff run", ">=", 15)
        return table
    return scenario


def exec_of(name):
    def scenario(ground, options):
        account = ground.account(name)
        skiff, peers = account.engines["skiff"], ground.peers_of(account)
        table = Table(f"exec CTR true, as {name}", RUN_COLUMNS)
        started = []
        try:
            for engine in (skiff, *peers):
                started.append((engine, engine.start("bench")))
            enter = ["nsenter", "-t", started[0][1], *(["-U"] if name == "user" else []), *"-m -u -i -n -p -C -- /bin/true".split()]
            figures = interleaved(ground, account, table, [("skiff exec", skiff.command("exec", "bench", "true")), ("nsenter", enter)],
                                  options, [(f"{engine.name} exec", engine.command("exec", "bench", "true"), False) for engine in peers])
        finally:
            for engine, _ in started:
                engine.remove("bench")
        floor_bars(table, figures, "skiff exec", "nsenter", 2)
        return table
    return scenario


def commands(ground, options):
    account = ground.account("root")
    table = Table("version and ps", RUN_COLUMNS)
    sides = [("skiff ps", [ground.skiff, "ps"]), ("skiff version", [ground.skiff, "version"]), ("hello, static", [ground.hello])]
    figures = interleaved(ground, account, table, sides, options,
                          [(f"{engine.name} ps", engine.command("ps"), False) for engine in ground.peers_of(account)])
    for ours in ("skiff version", "skiff ps"):
        for what, column in PACES:
            table.bar(f"{ours} - hello, {what}", figures[ours][column] - figures["hello, static"][column], "<=", 2, "ms")
    return table


def ps_many(ground, options):
    account = ground.account("root")
    count = 20 if options.is_smoke else 1000
    table = Table(f"ps -a of {count} containers", RUN_COLUMNS)
    ids = [account.run(ground.skiff, "create", "--network", "none", "box", "true") for _ in range(count)]
    try:
        figures = interleaved(ground, account, table, [("skiff ps -a", [ground.skiff, "ps", "-a"])], options)
    finally:
        for first in range(0, count, 200):
            account.run(ground.skiff, "rm", *ids[first:first + 200])
    for what, column in PACES:
        table.bar(f"ps -a, {what}", figures["skiff ps -a"][column], "<=", 15, "ms")
    return table


def memory_of(name):
    """What a running container weighs: its supervisor's memory one second after the last one's start, and before that."""
    def scenario(ground, options):
        account, count = ground.account(name), 4 if options.is_smoke else 16
        table = Table(f"memory of the supervisors of {count} containers, as {name}",
                      ("", "at once KB", "mean PSS KB", "largest", "smallest"))
        means = {}
        for engine in (account.engines["skiff"], *ground.peers_of(account)):
            names = []
            try:
                pids = []
                for i in range(count):
                    names.append(f"bench{i}")
                    pids.append(engine.start(names[-1]))
                supervisors = [parent_of(pid) for pid in pids]
                at_once = statistics.mean(pss_kilobytes([pid]) for pid in supervisors)
                time.sleep(0.1 if options.is_smoke else 1)
                found = [pss_kilobytes([pid]) for pid in supervisors]
                daemons = pss_kilobytes(descendants(*engine.daemons()))
            finally:
                engine.remove(*names)
            means[engine.name] = statistics.mean(found)
            table.row(f"{engine.name}'s", at_once, means[engine.name], max(found), min(found))
            if daemons:
                table.row(f"{engine.name}'s daemons besides", daemons)
        table.bar("skiff's mean PSS", means["skiff"], "<=", 280, "KB")
        for peer, mean in means.items():
            if peer != "skiff":
                table.ratio(f"{peer}'s / skiff's", mean / means["skiff"])
        return table
    return scenario


def in_flight(account, command, count, width):
    """(seconds, what failed runs said) of `count` runs of a command, `width` at a time."""
    script = pathlib.Path(__file__).with_name("flight.py")
    return json.loads(account.run("python3", "-c", script.read_text(), count, width, *command))


def flight_of(name):
    def scenario(ground, options):
        account, count = ground.account(name), 8 if options.is_smoke else 64
        table = Table(f"{count} run --rm, 16 in flight, as {name}", ("", "containers/s", "errors"))
        sides = [account.engines["skiff"], *ground.peers_of(account)]
        rates, errors = {}, {}
        for engine in sides * (1 if options.is_smoke else 2):
            ground.write_out()
            seconds, failures = in_flight(account, engine.run_rm(), count, 16)
            rates.setdefault(engine.name, []).append(count / seconds)
            errors[engine.name] = errors.get(engine.name, 0) + len(failures)
            if failures:
                print(f"# {engine.name}: {failures[0].strip()}")
        for label, found in rates.items():
            table.row(label, max(found), errors[label])
            if label != "skiff":
                table.ratio(f"skiff's rate / {label}'s", max(rates["skiff"]) / max(found))
        table.bar("skiff's errors", errors["skiff"], "<=", 0)
        table.hold("skiff's rate / podman's", ">=", 10)
        return table
    return scenario


ALL = {
    "run-root": run_of("root", lambda ground, account, _: ground.floor_plain(account), "as root"),
    # No user namespace of skiff's lives: both sides call newuidmap and newgidmap.
    "run-user": run_of("user", lambda ground, account, _: ground.floor_map(account), "rootless, no U alive"),
    # A container keeps U alive: skiff and the floor join it.
    "run-user-joined": run_of("user", lambda ground, account, pid: ground.floor_join(account, f"/proc/{pid}/ns/user"),
                              "rootless, U alive", has_running=True),
    "exec-root": exec_of("root"),
    "exec-user": exec_of("user"),
    "commands": commands,
    "ps-many": ps_many,
    "memory-root": memory_of("root"),
    "memory-user": memory_of("user"),
    "flight-root": flight_of("root"),
    "flight-user": flight_of("user"),
    **pulls.ALL,
}
SMOKE = ("run-root", "exec-root", "commands", "ps-many", "memory-root", "flight-root", "pull-files")
