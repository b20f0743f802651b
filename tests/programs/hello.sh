#!/bin/sh
# The embedded program `hello`, outside of any container: its deeds, its exit codes and the form of its reports.
# Usage: hello.sh PATH-OF-HELLO
hello=$1
failures=0
expect() { # expect WHAT WANTED GOT
  if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted '$2', got '$3'"; failures=$((failures + 1)); fi
}
code_of() { "$@" >/dev/null 2>&1; echo $?; }

expect "--exit gives the code" 7 "$(code_of "$hello" --exit 7)"
expect "--signal ends by the signal" 143 "$(code_of sh -c "'$hello' --signal TERM; exit \$?")"
expect "options are carried out in order" "one
two" "$("$hello" --print one --print=two)"
expect "--write is numbered lines" "000000000000000
000000000000001
0000" "$("$hello" --write 36)"
wanted=$(seq -f %015.0f 0 99999 | head -c 1599990 | sha256sum)
expect "--write can be computed outside" "$wanted" "$("$hello" --write 1599990 | sha256sum)"
expect "--write-error goes to standard error" "16" "$("$hello" --write-error 16 2>&1 >/dev/null | wc -c)"
expect "--cat copies" "abc" "$(printf abc | "$hello" --cat)"
expect "a full disk is an error" 125 "$("$hello" >/dev/full 2>/dev/null; echo $?)"
expect "an unknown option is named" "hello: unknown option (--help lists them): --bogus\\x1b" \
  "$("$hello" "$(printf -- '--bogus\033')" 2>&1)"
expect "a missing value is named" "hello: needs a value: --sleep" "$("$hello" --sleep 2>&1)"
"$hello" --sleep inf &
pid=$!
# the signal may come before the program blocks it: either way it ends by it, with the same code
kill "$pid"
wait "$pid"
expect "TERM ends a sleep" 143 $?
# umask(0), whose result is the old one: 022
number=$(if [ "$(uname -m)" = x86_64 ]; then echo 95; else echo 166; fi)
expect "a call gives its result" 18 "$(umask 022; "$hello" --call "$number,0")"
expect "an unknown call is ENOSYS" "ENOSYS" "$("$hello" --call 9999)"
expect "the report fits 80 columns" "" "$("$hello" | LC_ALL=C.UTF-8 awk 'length > 80')"
expect "the report has no escapes in a pipe" "0" "$("$hello" | grep -c "$(printf '\033')")"
if command -v jq >/dev/null; then
  field() { printf '%s\n' "$probe" | jq -r "$1"; }
  probe=$(env -i "A=b \"c\"" "B=$(printf 'x\377y\ttab')" "$hello" --json)
  expect "the environment is exact" 'A=b "c"' "$(field '.environment[0]')"
  expect "bytes that are not UTF-8 become U+FFFD" "$(printf 'B=x\357\277\275y\ttab')" "$(field '.environment[1]')"
  expect "uids" "$(id -u)" "$(field .uid.effective)"
  expect "capabilities" "$(awk '/CapEff/ {print $2}' /proc/self/status)" "$(field .capabilities.effective.hex)"
  expect "an ignored signal" '["TERM"]' "$("$hello" --ignore TERM --json | jq -c .signals.ignored)"
  expect "umask" 0027 "$(umask 027; "$hello" --json | jq -r .umask)"
  expect "cwd" "$(pwd -P)" "$(field .cwd)"
  expect "limits" "$(ulimit -Sn)" "$(field .limits.nofile.soft)"
  expect "a mount for every line" "$(wc -l </proc/self/mountinfo)" "$(field '.mounts | length')"
  expect "descriptors" "7 true" "$(exec 7</dev/null; "$hello" --json | jq -r '.descriptors[] | select(.number == 7) | "\(.number) \(.target == "/dev/null")"')"
  expect "namespaces" "$(readlink /proc/self/ns/net)" "net:[$(field .namespaces.net.inode)]"
else
  echo "ok - the JSON report # SKIP jq is not installed"
fi
exit $((failures > 0))
