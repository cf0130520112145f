#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lsm calls this when a group, named as its interface, goes up or down.
case $1 in
    up | down) exec "$(dirname "$0")/route.sh" "$2" "$1" ;;
esac
