#!/usr/bin/env bash
# a start under way is ended and undone by a signal to its command, and by rm -f, stop and kill (SIGKILL and what ends a command), whatever it waits for
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# A container whose first process stops every other one in its pid namespace: a container that joins it never comes to its
# program.
stopper='echo ready; while :; do for p in /proc/[0-9]*; do [ "$p" = /proc/1 ] || kill -STOP "${p#/proc/}" 2>/dev/null; done; done'
run_ok run -d --name stopper box sh -c "$stopper"
wait_for log_has stopper ready
# What only takes long: a volume that is filled from many files.
mkdir -p root/many
(cd root/many && seq 1 120000 | sed 's/^/file/' | xargs touch)
tar -C root -cf many.tar many
run_ok import --change 'CMD ["/none"]' many.tar many

no_supervisor() { [ -z "$(supervisors_of hung)" ]; }
supervisors_of() { pgrep -fx "skiff: supervisor of $1" || true; }
# Its launcher, and its first process up to the program, share the supervisor's memory, and with it its title.
is_starting() { (($(supervisors_of "$1" | wc -l) > 1)); }

# begin OPTIONS...: a start of the name "hung" that does not come to an end by itself, in the background. Where the program was
# quicker than the container that stops it, once more.
begin() {
  local try
  for try in {1..20}; do
    # A shell without job control starts what runs beside it with SIGINT ignored.
    env --default-signal=INT "$SKIFF" run --name hung "$@" >ran 2>ran_error &
    runner=$!
    own_processes=("$runner")
    for _ in {1..100}; do
      if is_starting hung || ! kill -0 $runner 2>/dev/null; then break; fi
      read -r -t 0.02 <> <(:) || true
    done
    # Whether it is stopped shows after a moment; what only takes long is over in one.
    case $* in *--pid*) read -r -t 0.3 <> <(:) || true ;; esac
    ! is_starting hung || return 0
    "$SKIFF" rm -f hung >/dev/null 2>&1 || true
    wait $runner 2>/dev/null || true
    "$SKIFF" volume rm filled >/dev/null 2>&1 || true
  done
  fail "no start hangs"
}
# expect_over CODE: the command ends with it, and of the start nothing is left.
expect_over() {
  local code=0 end=$((SECONDS + 20))
  while kill -0 $runner 2>/dev/null; do ((SECONDS < end)) || fail "the command does not end: $(cat ran_error)"; read -r -t 0.05 <> <(:) || true; done
  wait $runner 2>/dev/null || code=$?
  own_processes=()
  expect "$1" "$code" "exit code of run ($(cat ran_error))"
  wait_for no_supervisor
}

# Many mounts: time to be stopped in.
mounts=$(printf -- '--tmpfs /m%s ' {1..100})
for options in "--pid container:stopper $mounts box sleep 1000" '-v filled:/many many'; do
  # shellcheck disable=SC2086 # words
  for signal in INT:130 TERM:143 HUP:129; do
    begin -d --rm $options
    kill "-${signal%:*}" $runner
    expect_over "${signal#*:}"
    expect none "$(state hung)" "state"
    begin $options
    kill "-${signal%:*}" $runner
    expect_over "${signal#*:}"
    expect created "$(state hung)" "state"
    run_ok rm hung
    "$SKIFF" volume rm filled >/dev/null 2>&1 || true
  done
  for command in 'rm -f hung' 'stop -t 1 hung' 'kill hung' 'kill -s TERM hung' 'kill -s INT hung'; do
    # shellcheck disable=SC2086
    begin -d $options
    # shellcheck disable=SC2086
    run_ok $command
    expect_over 125
    [[ $(cat ran_error) =~ ^Error:\ the\ (start\ was\ interrupted|container\'s\ process\ was\ killed\ before\ its\ program\ started)$ ]] ||
      fail "error of the command: $(cat ran_error)"
    "$SKIFF" rm -f hung >/dev/null 2>&1 || true
    "$SKIFF" volume rm filled >/dev/null 2>&1 || true
  done
done
run_ok ps -aq
expect 1 "$(wc -l <<<"$stdout")" "containers that are left"
