#!/usr/bin/env bash
# inspect --format prints a line for each object, of whatever kind; what is missing is an error beside them
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1
run_ok volume create --label k=v data
run_ok create --name one -l com.example.a=b box:1 true

run_ok inspect -f '{{.Name}} {{.State.Status}} {{index .Config.Labels "com.example.a"}}' one
expect_stdout 'one created b'
run_ok inspect --format '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{end}}' one
expect_stdout 'com.example.a=b'
run_ok inspect -f '{{.Name}}' one data
expect_stdout $'one\ndata'
run_ok inspect --type image -f '{{join .RepoTags ","}}' box:1
expect_stdout 'localhost/box:1'
run_ok container inspect -f '{{.Config.Image}}' one
expect_stdout 'localhost/box:1'
run_ok volume inspect --format '{{.Labels.k}} {{.Driver}}{{"\n"}}x\ty' data
expect_stdout $'v local\nx\ty'
run_fails 125 inspect -f '{{.Name}}' one nothing
expect_stdout one
expect_stderr 'Error: no such object: "nothing"'
run_fails 125 inspect -f '{{' one
expect_stderr 'Error: template: inspect:1: unclosed action'
run_fails 125 inspect -f '{{.State.Bogus}}' one
expect_stderr 'Error: template: inspect:1:8: executing "inspect" at <.State.Bogus>: can'\''t evaluate field Bogus in type container.State'
run_fails 125 inspect -f '{{define "x"}}{{template "x"}}{{end}}{{template "x"}}' one
expect_stderr_like 'run deeper inside each other than 1000$'
expect 1 "$(wc -l <<<"$stderr")" "lines of the error"
