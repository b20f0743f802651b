#!/usr/bin/env bash
# a container whose state.json is torn: the others go on, it is named in one line, and rm removes it
# timeout: 180
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
for how in empty truncated garbage; do
  for kind in ended running; do
    say "$kind, $how"
    case $kind in
      ended) id=$("$SKIFF" run -d --name torn box true) && run_ok wait torn ;;
      running) id=$("$SKIFF" run -d --name torn box sleep 1000) ;;
    esac
    process=$(pid_of torn)
    tear "$SKIFF_ROOT/containers/$id/state.json" $how
    others_work
    run_ok ps -a
    expect_stdout_like "^${id:0:12} .*Corrupt"
    inspect_fails "${id:0:12}.*state\.json" inspect torn
    for verb in start wait; do
      expect_one_line_error 125 $verb torn
      expect_stderr_like "^Error: .*${id:0:12}.*state\.json"
    done
    if [ $kind = running ]; then
      run_fails 2 rm torn
      expect_stderr 'Error: cannot remove torn: it is running; stop it first, or use rm -f'
      run_ok rm -f torn
      [ ! -e "/proc/$process" ] || fail "its process lives"
    else
      run_ok rm torn
    fi
    [ ! -e "$SKIFF_ROOT/containers/$id" ] || fail "the torn container is still there"
    run_ok run --rm --name torn box true
  done
done
