#!/usr/bin/env bash
# a container, an exec and an env file may have very many variables: the last value of each counts
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
seq -f 'V%.0f=old' 50000 >"$T/variables"
seq -f 'V%.0f=new' 50000 >>"$T/variables"
echo 'ASKED=yes' >>"$T/variables"
run_ok create --name many --env-file "$T/variables" -e V7=seven box true
run_ok inspect many
expect '50001 0 seven' "$(json '.[0].Config.Env | "\(map(select(test("^(V[0-9]+|ASKED)="))) | length) \(map(select(endswith("=old"))) | length) \(map(select(startswith("V7="))) | .[0][3:])"')"
seq -f 'V%.0f=x' 20000 >"$T/some"
run_ok run --rm --env-file "$T/some" box sh -c 'env | grep -c ^V'
expect_stdout 20000
run_ok run -d --name alive --env-file "$T/some" box sleep 1000
run_ok exec --env-file "$T/some" alive sh -c 'env | grep -c ^V'
expect_stdout 20000
