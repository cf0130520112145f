#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs test classes, as Maven has built them, under another kernel, as root:
#
#   vm-test.sh uml|qemu|qemu:SUITE SECONDS [-D...] CLASS[#METHOD]...
#
# A CLASS without a package is an end-to-end test of ftr-dist; any other is named in full, such as
# org.ftrouter.route.TrafficIT. SECONDS is the limit for all of them; -D sets a system property, such as
# -Dftr.lab.wiring=bridge (the interfaces of labs whose test names no kind). Reports go to ftr-dist/target/vm-reports, where
# test.sh counts them; figures to those of the other tests. A guest that does not boot or does not end in time fails.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=ftr-dist/prepare.sh
. ./prepare.sh

backend=$1 limit=$2
shift 2
name=${backend/:/-}
options=()
selected=()
for word; do
    class=$word
    [[ $word == *.* ]] || class=org.ftrouter.dist.e2e.$word
    case $word in
        -D*) options+=("$word") ;;
        *'#'*) selected+=(--select-method "$class") ;;
        *) selected+=(--select-class "$class") ;;
    esac
    name+=-${word//[^A-Za-z0-9.]/}
done

[ -s target/test.classpath ] || fail "build first: mvn package"
reports=$PWD/target/vm-reports/${name:0:100}
rm -rf "$reports"
mkdir -p "$reports"
# There until the guest has reported, so that one that never does counts as a failed test.
echo '<testsuite name="guest" tests="1" skipped="0" failures="0" errors="1"/>' > "$reports/TEST-guest.xml"

need pppd ppp
need pppoe-server pppoe
need radvd radvd
need iptables iptables
need nft nftables
need conntrack conntrack
need ping iputils-ping
[[ ${selected[*]} != *Wireguard* ]] || need wg wireguard-tools
[[ ${selected[*]} != *LeaseIT* ]] || { need dnsmasq dnsmasq-base && need udhcpc udhcpc; }
install_missing

# For what comes sooner or later, in seconds: an emulated processor needs minutes to start Java where others compile. How
# long a whole test may take is for the machines of builds: here SECONDS is the limit, and the feed names who reached it.
patience=120
[ "$backend" = uml ] || patience=400
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
code=0
# shellcheck disable=SC2016 # for the guest's shell
./vm.sh -b "$backend" -t "$limit" -w "$reports" bash -c 'uname -r > "$1/kernel"; shift; exec "$@"' sh "$reports" \
    "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dftr.figures="$reports/figures.txt" \
    -Dftr.lab.meter.every=40 -Dftr.lab.meter.limit=800 -Dftr.lab.limit="$patience" \
    -Djunit.jupiter.execution.timeout.mode=disabled "${options[@]}" \
    -cp "target/test-classes:target/classes:$(cat target/test.classpath):$(printf '%s:' ../ftr-*/target/test-classes)" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=testfeed \
    --reports-dir "$reports" "${selected[@]}" || code=$?
! ls "$reports"/TEST-junit*.xml > /dev/null 2>&1 || rm "$reports/TEST-guest.xml"
if [ -f "$reports/figures.txt" ]; then
    { printf '\nKernel %s (%s)\n' "$(cat "$reports/kernel")" "$backend" && cat "$reports/figures.txt"; } >> target/figures.txt
fi
[ "$code" -eq 0 ] || fail "under the kernel of $backend: exit code $code of ${*}"
