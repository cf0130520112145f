#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lsm calls this when a connection, named INTERFACE-NUMBER, goes up or down. An uplink is down while fewer than four of
# its targets are up.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
NEEDED=4
case $1 in
    up | down) ;;
    *) exit 0 ;;
esac
cd "$(dirname "$0")" || exit 1
interface=${2%-*}
exec 8> vote.lock
flock 8
printf '%s\n' "$1" > "votes/$2"
up=0
for file in votes/"$interface"-*; do
    read -r vote < "$file"
    [ "$vote" = up ] && up=$((up + 1))
done
wanted=down
[ "$up" -ge "$NEEDED" ] && wanted=up
read -r now < "state/$interface"
[ "$wanted" = "$now" ] || ./route.sh "$interface" "$wanted"
