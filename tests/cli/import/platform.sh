#!/usr/bin/env bash
# import -, its changes and its message; --platform, or --os, --arch and --variant say for what machine the image is
. "$(dirname "$0")/../lib.sh"

run_ok import -q --message 'by hand' --change 'CMD ["sh", "-c", "echo $A"]' --change='ENV PATH=/bin' -c 'ENV A=b' - from-stdin:1 <"$FIXTURES/busybox.tar"
run_ok run --rm from-stdin:1
expect_stdout b
run_ok history --format '{{.Comment}}' from-stdin:1
expect_stdout 'by hand'
run_ok import --os linux --arch arm --variant v6 "$FIXTURES/busybox.tar" other
run_ok image inspect -f '{{.Os}} {{.Architecture}} {{.Variant}}' other
expect_stdout 'linux arm v6'
run_ok import --platform linux/riscv64 "$FIXTURES/busybox.tar" third
run_ok image inspect -f '{{.Os}} {{.Architecture}}' third
expect_stdout 'linux riscv64'
expect_one_line_error 125 import --platform linux/riscv64 --arch arm64 "$FIXTURES/busybox.tar" fourth
expect_stderr_like 'it cannot be used with --os, --arch or --variant'
expect_one_line_error 125 import -c 'RUN true' "$FIXTURES/busybox.tar" fifth
expect_stderr_like 'RUN'
