#!/usr/bin/env bash
# a start in a cgroup that is frozen meanwhile is ended and undone by rm -f, stop and kill
# cgroup: delegated
# timeout: 120
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

mount=$(findmnt -nro TARGET -t cgroup2 | sed 1!d)
own=$mount$(sed -n 's/^0:://p' /proc/self/cgroup)
[[ -n $mount && -w $own/cgroup.procs ]] || skip "there is no cgroup here that may be frozen"
cgroup=$own/start
# A volume that is filled from many files takes its time.
mkdir -p root/many
(cd root/many && seq 1 60000 | sed 's/^/file/' | xargs touch)
tar -C root -cf many.tar many
run_ok import --change 'CMD ["/none"]' many.tar many

is_frozen() { grep -qx 'frozen 1' "$cgroup/cgroup.events"; }
is_empty() { grep -qx 'populated 0' "$cgroup/cgroup.events"; }
is_filling() { [ -n "$(find "$SKIFF_ROOT/volumes/filled/data" -mindepth 1 -maxdepth 1 2>/dev/null | head -1)" ]; }

for command in 'rm -f hung' 'stop -t 1 hung' 'kill hung' 'kill -s TERM hung'; do
  mkdir "$cgroup"
  (echo "$BASHPID" >"$cgroup/cgroup.procs" && exec "$SKIFF" run -d --name hung -v filled:/many many >ran 2>ran_error) &
  runner=$!
  started $runner
  wait_for is_filling
  echo 1 >"$cgroup/cgroup.freeze"
  wait_for is_frozen
  # shellcheck disable=SC2086 # words
  run_ok $command
  case $command in rm*) expect none "$(state hung)" "state" ;; *) expect created "$(state hung)" "state" ;; esac
  echo 0 >"$cgroup/cgroup.freeze"
  code=0
  wait $runner || code=$?
  own_processes=()
  expect 125 "$code" "exit code of run ($(cat ran_error))"
  wait_for is_empty
  "$SKIFF" rm -f hung >/dev/null 2>&1 || true
  run_ok volume rm filled
  find "$cgroup" -depth -type d -exec rmdir {} +
done
