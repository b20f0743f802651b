#!/usr/bin/env bash
# a Debian of several layers: whiteouts, opaque folders, owners, and folders that a layer only implies
# timeout: 180
. "$(dirname "$0")/../lib.sh"
registry_start
registry_has debian || skip "no Debian root: mmdebstrap cannot reach its packages"

run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/debian"
run_ok run --rm "$REGISTRY/library/debian" bash -c 'cat /etc/motd; stat -c "%a %u:%g" /srv/app/data /tmp; ls /usr/share/doc/bash /usr/share/man; dpkg-query -W -f "\${Package}\n" bash'
expect_stdout_line 'a small boat'
expect_stdout_line '640 1000:1000'
expect_stdout_line '1777 0:0'
expect_stdout_line bash
expect_stderr_like "/usr/share/doc/bash.*No such file"
expect_no_stdout_like 'man1'
