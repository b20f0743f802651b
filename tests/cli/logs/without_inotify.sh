#!/usr/bin/env bash
# logs -f shows what comes, and ends, where the user has no inotify instance left
# runs-as: user
# alone: yes
. "$(dirname "$0")/../lib.sh"
needs python3
make_rootfs_image box
run_ok run -d --name web box sh -c 'echo one; while [ ! -e /go ]; do sleep 0.05; done; echo two; while [ ! -e /end ]; do sleep 0.05; done'

python3 -c '
import ctypes, time
libc = ctypes.CDLL(None)
while libc.inotify_init() >= 0: pass
print("none is left", flush=True)
time.sleep(100)' >taken &
started $!
wait_for grep -q 'none is left' taken
"$SKIFF" logs -f web >followed 2>errors &
follower=$!
wait_for grep -q one followed
run_ok exec web touch /go
wait_for grep -q two followed
run_ok exec web touch /end
wait "$follower" || fail "logs -f: $(cat errors)"
expect $'one\ntwo' "$(cat followed)" "what was followed"
expect '' "$(cat errors)" "standard error"
