#!/usr/bin/env bash
# a process that now has the pid of an earlier boot's container, or another start time, is never signalled
# timeout: 120
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

sleep 1000 &
other=$!
started $other
start_time=$(awk '{print $22}' "/proc/$other/stat")

# Another process under the pid: of an earlier boot even with its very start time, of this boot with another one.
for change in '.run.boot_id = "00000000-1111-2222-3333-444444444444"' '.run.start_time += 1'; do
  for verb in "stop -t 0" kill "rm -f" "restart -t 0" "stop" "rm"; do
    run_ok run -d --name web box sleep 1000
    end_by_power_cut web
    edit_record web ".run.pid = $other | .run.supervisor_pid = $other | .run.start_time = $start_time
                     | .run.supervisor_start_time = $start_time | $change"
    run_ok ps -q
    expect_stdout ''
    # shellcheck disable=SC2086 # words
    capture $verb web
    kill -0 $other || fail "$verb ended a process that is not the container's"
    process_is_gone $other && fail "$verb ended a process that is not the container's"
    if [ "$verb" = kill ]; then expect 125 "$code" "code of kill"; else expect 0 "$code" "code of $verb: $stderr"; fi
    run_ok rm -f web
    process_is_gone $other && fail "rm ended a process that is not the container's"
  done
done
exit 0
