#!/usr/bin/env bash
# what `ping` does works without a capability, for root and for other users, also with the host's processes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

[ -e /proc/sys/net/ipv4/ping_group_range ] || skip "this kernel has no ping sockets"
before=$(cat /proc/sys/net/ipv4/ping_group_range)
# Not busybox's own, which asks for a raw socket.
cat >ping.py <<'P'
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
s.settimeout(20)
s.sendto(struct.pack("!BBHHH", 8, 0, 0xf7fe, 0, 1), ("127.0.0.1", 0))
print("answer", s.recv(100)[0])
P
chmod 644 ping.py
python=()
for folder in /usr /lib /lib64; do [ ! -d $folder ] || python+=(-v "$folder:$folder:ro"); done
for more in '' '-u app' '-u 65534:65534' '--pid host'; do
  # shellcheck disable=SC2086
  run_ok run --rm $more "${python[@]}" -v "$T/ping.py:/ping.py" box "$(readlink -f "$(command -v python3)")" /ping.py
  expect_stdout 'answer 0'
done
run_ok run --rm --network host box true
expect "$before" "$(cat /proc/sys/net/ipv4/ping_group_range)" "the host's own range"
