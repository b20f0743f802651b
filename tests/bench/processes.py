"""Commands that are run, and processes that are looked at."""
import pathlib
import subprocess
import time


class Failed(Exception):
    """One line for the person."""


def must(command, **options):
    """Runs a command for at most half an hour; its standard output."""
    text = " ".join(map(str, command))
    try:
        result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                stdin=subprocess.DEVNULL, timeout=1800, check=False, **options)
    except subprocess.TimeoutExpired:
        raise Failed(f"{text}: not done after half an hour") from None
    if result.returncode != 0:
        raise Failed(f"{text}: {result.stderr.strip()[-300:]}")
    return result.stdout.strip()


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def pss_kilobytes(pids):
    """The memory of processes together, each page shared out among those that have it; none for one that has ended."""
    total = 0
    for pid in pids:
        try:
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total


def descendants(*pids):
    """The given processes and all that they started."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(parent_of(stat.parent.name), []).append(int(stat.parent.name))
        except OSError:
            continue
    found, todo = [], list(pids)
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def watched(command, daemons, **options):
    """The peak, in KB, of the memory of a command, of what it starts, and of daemons that work for it."""
    process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, **options)
    peak = 0
    while process.poll() is None:
        peak = max(peak, pss_kilobytes(descendants(process.pid, *daemons)))
        time.sleep(0.02)
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}: {process.stderr.read().decode(errors='replace').strip()[-300:]}")
    return peak
