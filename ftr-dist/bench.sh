#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family), builds, and measures Fault Tolerant Router against lsm and keepalived in
# network namespaces of this machine, as root: some 50 minutes, --quick some 4. Tables on the terminal, all figures in
# ftr-dist/target/bench/; --page renews ftr-dist/docs/benchmark.md. --help shows all options.
# With --jmh as the first argument it runs the micro-benchmarks instead; the rest are JMH's own arguments.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ftr-dist/prepare.sh
. ftr-dist/prepare.sh

[ "$(id -u)" -eq 0 ] || fail "the benchmark builds network namespaces, which takes root: sudo ftr-dist/bench.sh"
POLICY=/usr/sbin/policy-rc.d # asked by Debian's packages before they start a service
need_jdk
need mvn maven
need ip iproute2
need nft nftables
need iptables iptables
need conntrack conntrack
need unshare util-linux
need lsm lsm
need keepalived keepalived
need fping fping
# What is installed here is measured, not put to work on this machine: no service starts with its package.
if [ ${#missing[@]} -gt 0 ] && [ ! -e "$POLICY" ]; then
    ours=yes
    trap 'rm -f "$POLICY"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$POLICY"
    chmod 755 "$POLICY"
fi
install_missing
[ -z "${ours:-}" ] || { rm -f "$POLICY" && trap - EXIT; }

say "Building (the first time, Maven fetches what it needs: some minutes)"
maven package -DskipTests

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
say "Measuring; Ctrl-C ends it and leaves nothing behind"
exec "$java" -cp 'ftr-dist/target/ftr/lib/*:ftr-dist/target/test-classes' org.ftrouter.dist.bench.Bench "$@"
