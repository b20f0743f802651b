#!/usr/bin/env bash
# wait --condition waits for a state, --exit-first-match for the first of several, --ignore takes a missing one
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# Whether the process PID has found the container and watches its directory.
is_watching() { cat "/proc/$1"/fdinfo/* | grep -q '^inotify wd'; }

run_ok create --name job box sh -c 'while [ ! -e /go ]; do sleep 0.05; done; exit 7'
run_ok wait --condition created job
expect_stdout -1
run_ok wait job
expect_stdout 0
"$SKIFF" wait --condition running job >running &
started $!
waiting=$!
wait_for is_watching "$waiting"
"$SKIFF" start job >/dev/null
wait "$waiting"
expect -1 "$(cat running)" "what waiting for running says"
"$SKIFF" wait --condition=next-exit -i 10ms job >next &
waiting=$!
started $!
"$SKIFF" run -d --name long box sleep 1000 >/dev/null
"$SKIFF" wait --exit-first-match long job >first &
first=$!
started $!
wait_for is_watching "$waiting"
wait_for is_watching "$first"
"$SKIFF" exec job touch /go
wait "$waiting"
expect 7 "$(cat next)" "the next exit"
wait "$first"
expect 7 "$(cat first)" "the first exit"
run_ok wait --condition exited,running job
expect_stdout 7
run_ok wait --ignore nobody job
expect_stdout $'-1\n7'
"$SKIFF" wait --condition removed job >removed &
waiting=$!
started $!
wait_for is_watching "$waiting"
"$SKIFF" rm job >/dev/null
wait "$waiting"
expect 7 "$(cat removed)" "the code of the removed"
run_fails 125 wait nobody
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
expect_one_line_error 125 wait --condition bogus long
expect_stderr_like 'unknown container state'
expect_one_line_error 125 wait --interval 0 long
expect_one_line_error 125 wait --interval 2h long
run_ok wait --latest --condition running
expect_stdout -1
run_ok wait --interval 3600000 --condition running long
# "stopping" is a state as long as a stop is at it. Process 1 without a handler does not heed SIGTERM.
"$SKIFF" wait --condition stopping -i 10ms long >stopping &
waiting=$!
started $!
wait_for is_watching "$waiting"
"$SKIFF" stop -t 60 long >/dev/null &
stopping=$!
started "$stopping"
wait "$waiting"
expect -1 "$(cat stopping)" "what waiting for stopping says"
run_ok inspect long
expect 'stopping true' "$(json '.[0].State | "\(.Status) \(.Running)"')" "the state"
run_ok ps
expect_stdout_like ' Up .* \(stopping\) .*long$'
kill -KILL "$stopping"
wait_for is_state long running
run_ok rm -f long
