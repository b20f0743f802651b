#!/usr/bin/env bash
# a volume and a --tmpfs are filled with the image's files without writing their holes, however deep, and a --tmpfs with no more than its size
. "$(dirname "$0")/../lib.sh"
mkdir -p root/data
tar -xf "$FIXTURES/busybox.tar" -C root
truncate -s 4G root/data/hole
head -c 2097152 /dev/urandom >root/data/full
(cd root/data && for _ in {1..200}; do mkdir d && cd d; done && echo end >end)
tar -S -cf holes.tar -C root .
run_ok import --change 'ENV PATH=/bin' holes.tar box

for more in '-v vol:/data' '--tmpfs /data:size=4m'; do
  # shellcheck disable=SC2086
  run_ok run --rm $more box sh -c 'stat -c %s /data/hole; du -k /data/hole | cut -f 1; find /data -name end | wc -l'
  expect_stdout $'4294967296\n0\n1'
done
expect_one_line_error 125 run --rm --tmpfs /data:size=1m box true
expect_stderr_line 'give --tmpfs another size=, or notmpcopyup: then it is empty'
expect_stderr_like '^Error: cannot fill --tmpfs /data from the image: cannot copy full: no space left on device'
run_ok run --rm --tmpfs /data:size=1m,notmpcopyup box ls /data
expect_stdout ''
