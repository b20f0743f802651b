#!/usr/bin/env bash
# a login file that is broken is a warning, and asked only by a registry that wants a password
. "$(dirname "$0")/lib.sh"
hostile_start
export DOCKER_CONFIG=$T/docker
mkdir docker
for text in '' '{"auths": {"x' 'hello'; do
  printf '%s' "$text" >docker/config.json
  # No password is wanted: the file is not looked at.
  run_ok pull -q --cert-dir "$T/hostile/certs" "$registry/x:1"
  expect_stderr ''
  # A token server is asked without one.
  fetch_fails 'without credentials' "${trusted[@]}" "$registry/token/registry:1"
  expect_stderr_like '^warning: cannot use auth file .*/docker/config.json: not valid JSON'
done
# What was asked for itself must be good.
run_fails 125 pull -q --authfile docker/config.json --cert-dir "$T/hostile/certs" "$registry/x:1"
expect_stderr_like 'cannot use auth file docker/config.json: not valid JSON'
