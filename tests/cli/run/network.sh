#!/usr/bin/env bash
# none (and the default network, by all of its names) has loopback alone, host is the caller's, others are refused by name
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for mode in '' '--network none' '--net none' '--network bridge' '--net=default'; do
  # shellcheck disable=SC2086
  run_ok run --rm $mode box sh -c 'ls /sys/class/net /proc/sys/net/ipv4/conf; ip -o addr show lo | grep -q 127.0.0.1 && echo reached'
  expect_stdout_line reached
  expect_no_stdout_like 'eth0'
done
run_ok run --rm --network host box readlink /proc/self/ns/net
expect_stdout "$(readlink /proc/self/ns/net)"
for mode in pasta nonsense ns:/proc/self/ns/net; do
  run_fails 125 run --rm --network "$mode" box true
  expect_stderr_like "^Error: .*$mode"
done
expect_one_line_error 125 run --rm --network none --network host box true
expect_stderr_like '^Error: invalid argument "host" for "--network" flag: a container has one network mode, and another was given before$'
