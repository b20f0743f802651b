#!/usr/bin/env bash
# a container whose config.json is torn: the others go on, it is named in one line, and rm removes it
# timeout: 180
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
for how in empty truncated garbage missing; do
  for kind in created ended running; do
    say "$kind, $how"
    case $kind in
      created) id=$("$SKIFF" create --name torn box true) ;;
      ended) id=$("$SKIFF" run -d --name torn box true) && run_ok wait torn ;;
      running) id=$("$SKIFF" run -d --name torn box sleep 1000) ;;
    esac
    tear "$SKIFF_ROOT/containers/$id/config.json" $how
    others_work
    run_ok ps -a
    expect_stdout_like "^${id:0:12} .*Corrupt"
    inspect_fails "${id:0:12}.*config\.json" inspect torn
    if [ $kind != running ]; then
      expect_one_line_error 125 start torn
      expect_stderr_like "^Error: .*${id:0:12}.*config\.json"
    fi
    expect_one_line_error 125 run --name torn box true
    expect_stderr_like 'is already in use'
    case $kind in
      running)
        run_ok stop -t 0 torn
        run_ok rm torn
        ;;
      ended) run_ok container prune -f ;;
      created) run_ok rm torn ;;
    esac
    [ ! -e "$SKIFF_ROOT/containers/$id" ] || fail "the torn container is still there"
    run_ok run --rm --name torn box true
  done
done
