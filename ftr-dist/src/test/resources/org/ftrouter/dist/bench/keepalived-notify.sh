#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# keepalived calls this with INSTANCE, the name of the instance, which is that of its interface, and its new state.
case $3 in
    MASTER) exec "$(dirname "$0")/route.sh" "$2" up ;;
    *) exec "$(dirname "$0")/route.sh" "$2" down ;;
esac
