#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments: an interface, and up or down. Rewrites the multipath default route with the uplinks that are up, which is
# what the event script of an administrator does who has no FTR. Lies with its files in a folder of the lab:
# uplinks/INTERFACE has gateway and weight, state/INTERFACE has up or down.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd "$(dirname "$0")" || exit 1
exec 9> route.lock
flock 9
printf '%s\n' "$2" > "state/$1"
set --
for file in state/*; do
    interface=${file#state/}
    read -r state < "$file"
    read -r gateway weight < "uplinks/$interface"
    [ "$state" = up ] && set -- "$@" nexthop via "$gateway" dev "$interface" weight "$weight"
done
[ $# -gt 0 ] || exit 0 # all down: the last routes stay
ip route replace default "$@"
