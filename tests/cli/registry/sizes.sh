#!/usr/bin/env bash
# a manifest over 4 MiB, endless headers and a blob of another size are refused, in bounded memory
. "$(dirname "$0")/lib.sh"
hostile_start
needs /usr/bin/time

fetch_fails 'announces 5242880 bytes where at most 4194304 are right' "${known[@]}" "$registry/announced:1"
fetch_fails 'sends more than 4194304 bytes' "${known[@]}" "$registry/endless:1"
fetch_fails 'more than 64 KiB of headers' "${known[@]}" "$registry/headers:1"
fetch_fails 'more than 64 KiB of headers' "${known[@]}" "$registry/informed:1"
# The manifest is the plain one; its blobs are not as it says.
fetch_fails "cannot fetch blob sha256:[0-9a-f]{64} of $registry/short: .*sends [0-9]+ bytes where [0-9]+ are right" "${known[@]}" "$registry/short:1"
fetch_fails 'announces [0-9]+ bytes where at most [0-9]+ are right' "${known[@]}" "$registry/long:1"
peak_of() {
  /usr/bin/time -f %M -o "$T/peak" "$drive" "${known[@]}" "$@" >"$T/.out" 2>"$T/.err" || true
  tail -n 1 "$T/peak"
}
small=$(peak_of "$registry/x:1")
expect 3 "$(wc -l <"$T/.out")" 'the lines of a whole fetch'
large=$(peak_of "$registry/endless:1" "$layer=1000000000")
grep -q 'sends more than 1000000000 bytes' "$T/.err" || fail "the endless blob: $(<"$T/.err")"
# A sanitizer keeps what is freed for a while.
[ -n "$VARIANT" ] || [ "$large" -lt $((small + 4096)) ] || fail "1 GB of an endless blob took $large KB, a small image $small"
