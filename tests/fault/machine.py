"""What the machine has at a moment: processes, mounts, cgroups."""
import os
import pathlib
import re


def processes():
    """{pid: start time} of all that live, but for this one."""
    found = {int(name): start_time(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    return {pid: start for pid, start in found.items() if start and pid != os.getpid()}


def start_time(pid):
    """Nothing for a process that is gone, or only waits for its parent."""
    try:
        file = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return None
    try:
        fields = os.read(file, 4096).rpartition(b")")[2].split()
    except OSError:
        return None
    finally:
        os.close(file)
    return int(fields[19]) if fields[0] not in (b"Z", b"X") else None


def is_alive(pid):
    return start_time(pid) is not None


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "?"


def call_of(pid):
    """The name of the system call that it is blocked in."""
    try:
        number = pathlib.Path(f"/proc/{pid}/syscall").read_text().split()[0]
    except OSError:
        return None
    return CALL_NAMES.get(int(number)) if number.isdigit() else None


def user_namespaces_of(pid):
    """The user namespace that a process is in, and those that it holds descriptors of."""
    folder = pathlib.Path(f"/proc/{pid}")
    found = set()
    for link in (folder / "ns/user", *(folder / "fd").iterdir()):
        try:
            target = os.readlink(link)
        except FileNotFoundError:
            continue
        if target.startswith("user:"):
            found.add(target)
    return found


def mounts():
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        return {line.split(" ", 4)[4] for line in file}


def own_cgroup():
    """The folder of this process in the v2 tree, or nothing."""
    own = re.search(r"^0::(.*)$", pathlib.Path("/proc/self/cgroup").read_text(), re.M)
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        if own and fields[fields.index("-") + 1] == "cgroup2":
            return pathlib.Path(fields[4] + own[1])
    return None


OWN_CGROUP = own_cgroup()


def cgroups():
    """Those of containers that this process, or a child of it, started."""
    return {name for name in os.listdir(OWN_CGROUP) if name.startswith("skiff-")} if OWN_CGROUP else set()


def remove_cgroup(name):
    try:
        (OWN_CGROUP / name).rmdir()
    except OSError:
        pass  # it still has processes: said at the next point


def _call_names():
    is_x86 = os.uname().machine == "x86_64"
    headers = ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h") if is_x86 else ("asm-generic/unistd.h",)
    for path in (pathlib.Path("/usr/include") / header for header in headers):
        if path.exists():
            return {int(number): name for name, number in re.findall(r"__NR_(\w+)\s+(\d+)", path.read_text())}
    return {}


CALL_NAMES = _call_names()  # {number: name} of the system calls of this machine
