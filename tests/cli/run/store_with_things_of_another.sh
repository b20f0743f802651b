#!/usr/bin/env bash
# what another user put into a store or runtime directory that all may write is not taken for skiff's own
# started-as: root
. "$(dirname "$0")/../lib.sh"
needs setpriv
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- "$@"; }
owner=0
[ "$ACCOUNT" = root ] || owner=$(id -u "$ORDINARY_USER")
# Others can come to it.
above=$T/store
while [ "$above" != / ]; do
  above=$(dirname "$above")
  chmod o+x "$above"
done
act_as_account

# open_directory PATH: one of the account's, as `mkdir -m 777` or a umask of 000 makes it.
open_directory() {
  rm -rf "$1"
  mkdir "$1"
  chown "$owner" "$1"
  chmod 777 "$1"
}

for what in containers names; do
  open_directory "$T/store"
  as_nobody mkdir "$T/store/$what"
  # The second time too: the first must not have closed it and so made it look like skiff's.
  for time in first second; do
    expect_one_line_error 125 --root "$T/store" ps
    expect_stderr "Error: the store: $T/store has $what of user 65534
others could write there: remove it, or give another directory" "$time"
  done
done
open_directory "$T/run"
as_nobody mkdir -m 777 "$T/run/containers"
expect_one_line_error 125 --runroot "$T/run" ps
expect_stderr_like "^Error: the runtime directory: $T/run has containers of user 65534$"
as_nobody rmdir "$T/run/containers"
as_nobody ln -s /etc "$T/run/containers"
expect_one_line_error 125 --runroot "$T/run" ps
expect_stderr_like "^Error: the runtime directory: $T/run has containers of user 65534$"

# Empty, or with the account's own things, it is closed and used; so is what an owner has opened by chmod -R.
open_directory "$T/store"
run_ok --root "$T/store" volume create data
chmod -R 777 "$T/store"
run_ok --root "$T/store" volume ls -q
expect_stdout data
expect '700 700' "$(stat -c %a "$T/store" "$T/store/volumes" | xargs)" "the modes of the store and of a directory in it"
