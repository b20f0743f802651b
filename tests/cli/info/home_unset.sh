#!/usr/bin/env bash
# without HOME the store is in the home that the password file has
# runs-as: user
. "$(dirname "$0")/../lib.sh"
home=$(getent passwd "$(id -un)" | cut -d : -f 6)
env -u HOME -u SKIFF_ROOT -u XDG_DATA_HOME "$SKIFF" info >shown
grep -q "$home/\\.local/share/skiff" shown || fail "the store is elsewhere: $(cat shown)"
