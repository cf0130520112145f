#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family), builds, and measures Fault Tolerant Router against lsm and keepalived in
# network namespaces of this machine, as root: some 50 minutes, --quick some 4. Tables on the terminal, all figures in
# ftr-dist/target/bench/; --page renews ftr-dist/src/docs/benchmark.md. --help shows all options.
# With --jmh as the first argument it runs the micro-benchmarks of the hot paths instead, and a thousand probes at ten a
# second; further arguments are JMH's own.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ftr-dist/prepare.sh
. ftr-dist/prepare.sh

BENCHMARKED="ftr-api ftr-engine ftr-plugins-probe"

# The programs that FTR is measured against.
need_rivals() {
    need conntrack conntrack
    need iptables iptables
    need nft nftables
    need nsenter util-linux
    need lsm lsm
    need keepalived keepalived
    need fping fping
}

micro() {
    local module path=""
    maven package dependency:build-classpath -DskipTests -Dmdep.outputFile=target/test.classpath
    for module in $BENCHMARKED; do
        path+="$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath"):"
    done
    say "Micro-benchmarks, on one core each"
    "$java" -cp "$path" org.openjdk.jmh.Main -jvmArgs "-XX:+UseSerialGC -XX:TieredStopAtLevel=1" -foe true "$@"
    say "A thousand pairs of path and target"
    exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$path" org.ftrouter.probe.icmp.IcmpLoad 5 10
}

[ "$(id -u)" -eq 0 ] || fail "the benchmark builds network namespaces, which takes root: sudo ftr-dist/bench.sh"
need_jdk
need mvn maven
need ip iproute2
[ "${1:-}" = --jmh ] || need_rivals
install_missing

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
say "Building (the first time, Maven fetches what it needs: some minutes)"
if [ "${1:-}" = --jmh ]; then
    micro "${@:2}"
fi
maven package -DskipTests
say "Measuring; Ctrl-C ends it and leaves nothing behind"
exec "$java" -cp 'ftr-dist/target/ftr/lib/*:ftr-dist/target/test-classes' org.ftrouter.dist.bench.Bench "$@"
