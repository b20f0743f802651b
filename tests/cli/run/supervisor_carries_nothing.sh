#!/usr/bin/env bash
# a supervisor carries nothing of its caller: not its words, environment or directory, and no password or -e value in its memory
# sanitized: no, the sanitizer's own allocator keeps what is freed, and wipes nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
mkdir somewhere

# scan PID WORD...: fails where one of the words is anywhere in what a process can be read of.
scan() {
  python3 - "$@" <<'PYTHON' || fail "process $1 carries a secret" "$(cat found)"
import re, sys
pid, words, found = sys.argv[1], [word.encode() for word in sys.argv[2:]], []
for name in ("cmdline", "environ"):
    found += [(name, word) for word in words if word in open(f"/proc/{pid}/{name}", "rb").read()]
with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
    for line in maps:
        begin, end, rights, place = re.match(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+\s*(.*)", line).groups()
        if "r" not in rights or place.startswith("[v"):
            continue
        memory.seek(int(begin, 16))
        bytes_there = memory.read(int(end, 16) - int(begin, 16))
        found += [(place, word) for word in words if word in bytes_there]
open("found", "w").write("\n".join(map(str, found)))
sys.exit(bool(found))
PYTHON
}
supervisor_of() { "$SKIFF" inspect "$1" | jq -r '.[0].State.ConmonPid'; }
title_of() { tr -d '\0' <"/proc/$1/cmdline"; }
secrets=(canary-large canary-password canary-long-value-of-an-environment-variable can4ry canary-label canary-of-the-caller canary-word)

large=$(printf "canary-large%.0s" {1..6000})
(cd somewhere && CALLER=canary-of-the-caller "$SKIFF" run -d --name web --creds alice:canary-password \
  -e DB_PASSWORD=canary-long-value-of-an-environment-variable -e SHORT=can4ry -l note=canary-label -e LARGE="$large" \
  box sh -c ': canary-word; exec sleep 1000') >/dev/null
supervisor=$(supervisor_of web)
expect 'skiff: supervisor of web' "$(title_of "$supervisor")" "title"
expect / "$(readlink "/proc/$supervisor/cwd")" "directory"
scan "$supervisor" "${secrets[@]}"
# What it serves meanwhile passes it by too.
run_ok exec -e EXEC=canary-of-exec web true
scan "$supervisor" canary-of-exec

has_ended() { ! kill -0 "$supervisor" 2>/dev/null || grep -q '^State:.*[ZX]' "/proc/$supervisor/status"; }

# Further supervisors of one command: started from one that has read the first container's record.
run_ok create --name other -e OTHER=canary-other box sleep 1000
run_ok stop -t 0 web
run_ok start web other
for name in web other; do
  expect "skiff: supervisor of $name" "$(title_of "$(supervisor_of $name)")" "title"
  scan "$(supervisor_of $name)" "${secrets[@]}" canary-other
done

# An exec into a container whose supervisor was killed has a supervisor of its own.
supervisor=$(supervisor_of web)
kill -KILL "$supervisor"
wait_for has_ended
run_ok exec -d -e EXEC=canary-of-exec web sleep 1000
wait_for pgrep -f 'skiff: exec in web'
scan "$(pgrep -f 'skiff: exec in web')" "${secrets[@]}" canary-of-exec
if is_root; then
  expect 'skiff: supervisor of other' "$(setpriv --reuid=65534 --clear-groups tr -d '\0' <"/proc/$(supervisor_of other)/cmdline")" "what others read"
fi
