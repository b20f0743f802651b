#!/usr/bin/env bash
# rm -f of a container that is just being made, started and ended removes it; run -d says its id, or why it has none
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in {1..100}; do
  "$SKIFF" run -d --name moment box sh -c 'exit 0' >ran 2>ran_error &
  runner=$!
  started $runner
  # Nothing is printed as long as there is no container of the name.
  stdout=''
  end=$((SECONDS + 20))
  until [ -n "$stdout" ]; do
    ((SECONDS < end)) || fail "never there to be removed: $(cat ran ran_error)"
    run_ok rm -f moment
    expect_stderr ''
  done
  expect_stdout moment
  code=0
  wait $runner || code=$?
  own_processes=()
  case $code in
    0) [[ $(cat ran) =~ ^[0-9a-f]{64}$ ]] || fail "run -d succeeded and said: $(cat ran)" ;;
    *) expect 1 "$(grep -c '^Error: ' ran_error)" "lines of error of the run: $(cat ran_error)" ;;
  esac
  run_ok ps -aq
  expect_stdout ''
done
