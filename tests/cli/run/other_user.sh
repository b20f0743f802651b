#!/usr/bin/env bash
# another user reads nothing of a store that was there before with mode 0755, and runs no set-user-id file out of it
# started-as: root
. "$(dirname "$0")/../lib.sh"
needs setpriv find
mkdir -p "$T/tree/bin"
cp /bin/busybox "$T/tree/bin/busybox" 2>/dev/null || cp "$(command -v id)" "$T/tree/bin/busybox"
chmod 4755 "$T/tree/bin/busybox"
tar -C "$T/tree" -cf "$T/layer.tar" .
chmod 755 "$T" && chmod 644 "$T/layer.tar"
# Others can come to the store itself.
above=$SKIFF_ROOT
while [ "$above" != / ]; do
  above=$(dirname "$above")
  chmod o+x "$above"
done

as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- "$@"; }
owner=0
[ "$ACCOUNT" = root ] || owner=$(id -u "$ORDINARY_USER")

# nothing_to_see WHEN [DEPTH]: names at DEPTH and below stay hidden.
nothing_to_see() {
  local seen process file depth=${2:-1}
  seen=$(as_nobody find "$SKIFF_ROOT" "$SKIFF_RUNROOT" -mindepth "$depth" 2>/dev/null || true)
  expect '' "$seen" "what another user finds in the store $1"
  # shellcheck disable=SC2016 # for that shell
  seen=$(find "$SKIFF_ROOT" -mindepth "$depth" | as_nobody sh -c 'while read -r file; do [ ! -e "$file" ] || echo "$file"; done')
  expect '' "$seen" "what another user reaches by its name $1"
  for process in /proc/[0-9]*; do
    [ "$(stat -c %u "$process" 2>/dev/null)" = "$owner" ] && [ "$(readlink "$process/exe")" = "$(readlink -f "$PROGRAM")" ] || continue
    for file in environ maps mem fdinfo/0; do
      if as_nobody cat "$process/$file" >/dev/null 2>&1; then fail "another user reads $process/$file $1"; fi
    done
    for file in cwd/. root/. fd/.; do
      if as_nobody ls "$process/$file" >/dev/null 2>&1; then fail "another user looks into $process/$file $1"; fi
    done
    if as_nobody grep -qa 'canary-of-the-caller' "$process/cmdline"; then fail "a secret is in $process/cmdline $1"; fi
  done
}

PROGRAM=$SKIFF
for mode in 755 711; do
  rm -rf "$SKIFF_ROOT"
  mkdir "$SKIFF_ROOT"
  chown "$owner" "$SKIFF_ROOT"
  chmod "$mode" "$SKIFF_ROOT"
  act_as_account
  run_ok import "$T/layer.tar" "set-user-id-$mode"
  expect 700 "$(stat -c %a "$SKIFF_ROOT")" "the mode of the store"
  nothing_to_see "after an import into a store of mode $mode"
  SKIFF=$PROGRAM
done

act_as_account
make_rootfs_image box

mkfifo "$T/fifo"
chmod 666 "$T/fifo"
"$SKIFF" import - half <"$T/fifo" >"$T/.out" 2>"$T/.err" &
importing=$!
exec 5>"$T/fifo"
head -c 1000000 "$FIXTURES/busybox.tar" >&5
is_unpacking() { [ -n "$(find "$SKIFF_ROOT"/layers/*/.aside -path '*/tree/*' -print -quit)" ]; }
wait_for is_unpacking
nothing_to_see "during an import"
tail -c +1000001 "$FIXTURES/busybox.tar" >&5
exec 5>&-
wait "$importing" || fail "the import: $(cat "$T/.err")"

chmod 755 "$SKIFF_ROOT"
run_ok run -d --name web -v data:/data box sh -c 'cp /bin/busybox /data && chmod 4755 /data/busybox && echo ready && exec sleep 1000'
wait_for log_has web ready
nothing_to_see "while a container runs"
"$SKIFF" exec web sleep 1000 &
started $!
nothing_to_see "during an exec"

# Beside other things of its owner's the store's directory keeps its mode, and what is skiff's is closed.
mkdir "$SKIFF_ROOT/documents"
chown "$owner" "$SKIFF_ROOT/documents"
chmod 755 "$SKIFF_ROOT" "$SKIFF_ROOT/layers" "$SKIFF_ROOT/images"
run_ok ps
expect 755 "$(stat -c %a "$SKIFF_ROOT")" "the mode of a directory with other things"
rmdir "$SKIFF_ROOT/documents"
nothing_to_see "beside other things" 2

# What is another's is refused, whatever its mode.
mkdir "$T/theirs"
chown 65534 "$T/theirs"
expect_one_line_error 125 --root "$T/theirs" ps
expect_stderr_like "^Error: the store: $T/theirs belongs to user 65534"
expect_one_line_error 125 --runroot "$T/theirs" ps
expect_stderr_like "^Error: the runtime directory: $T/theirs belongs to user 65534"
run_ok rm -f -v -t 0 web
run_ok volume rm data
