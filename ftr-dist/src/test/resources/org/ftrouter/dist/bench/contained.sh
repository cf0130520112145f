#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments: a control group's folder or nothing, a network namespace, a command. Runs the command in them, as the first
# process of a process namespace of its own, so that all its children can be counted and none can outlive it.
[ -z "$1" ] || echo $$ > "$1/cgroup.procs" || exit 1
namespace=$2
shift 2
exec ip netns exec "$namespace" unshare --pid --fork --kill-child --mount-proc "$@"
