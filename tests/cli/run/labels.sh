#!/usr/bin/env bash
# --label values are in inspect, over the image's
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box --change 'LABEL from=image over=image'

run_ok run -d --name labelled -l over=flag --label empty box sleep 1000
run_ok inspect labelled
expect 'image flag ' "$(json '.[0].Config.Labels | "\(.from) \(.over) \(.empty)"')" "labels"
