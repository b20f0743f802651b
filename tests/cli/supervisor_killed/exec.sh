#!/usr/bin/env bash
# exec goes into a container whose supervisor was killed: output apart, input, code, user, in the background
. "$(dirname "$0")/lib.sh"
orphan web

run_ok exec web sh -c 'echo out; echo err >&2'
expect_stdout out
expect_stderr err
run_fails 9 exec web sh -c 'exit 9'
expect_stderr ''
run_fails 137 exec web sh -c 'kill -9 $$'
expect_stderr ''
run_fails 127 exec web nothing-here
expect_stderr 'Error: executable file "nothing-here" not found in $PATH'
expect typed "$(echo typed | "$SKIFF" exec -i web cat)" "input"
run_ok exec -u app -e A=b -w /tmp web sh -c 'echo $(id -un) $A $PWD'
expect_stdout 'app b /tmp'
for name in mnt pid net ipc uts cgroup user; do
  run_ok exec web sh -c "readlink /proc/1/ns/$name; readlink /proc/self/ns/$name"
  expect 1 "$(uniq <<<"$stdout" | wc -l)" "namespaces $name"
done
run_ok exec -d web sh -c 'echo done >/done; exec sleep 500'
wait_for "$SKIFF" exec web test -s /done
expect "$(head -c 3000000 /dev/zero | sha256sum)" "$("$SKIFF" exec web head -c 3000000 /dev/zero | sha256sum)" "bytes"
run_ok stop -t 0 web
run_fails 255 exec web true
expect_stderr 'Error: cannot exec in web: it is not running
skiff start web starts it'
