#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family) and runs every test, as root: the tests build network namespaces. Ends with
# the figures that were measured and a line "N passed, N failed". A test that was skipped counts as failed. If
# the machine has a newer JDK than the one that Maven uses, everything is built, and all tests without namespaces run, with
# that, too, but for what takes minutes and no JDK changes: simulations, and receivers that are killed again and again.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ftr-dist/prepare.sh
. ftr-dist/prepare.sh

[ "$(id -u)" -eq 0 ] || fail "the tests build network namespaces, which takes root: sudo ftr-dist/test.sh"
need_jdk
need mvn maven
need ip iproute2
need nft nftables
need iptables iptables
need conntrack conntrack
need ping iputils-ping
need tcpdump tcpdump
need setpriv util-linux
need curl curl
need systemd-analyze systemd
need mosquitto mosquitto
need mosquitto_sub mosquitto-clients
need snmptrapd snmptrapd
need exim4 exim4-daemon-light
need rsyslogd rsyslog
need '/usr/lib/*/rsyslog/lmnsd_gtls.so' rsyslog-gnutls
need dnsmasq dnsmasq-base
need udhcpc udhcpc
need radvd radvd
need perl perl-base
install_missing

# Those of guests are in a folder for each.
reports() { find . -path '*/target/*-reports/*TEST-*.xml' "$@"; }

# The sum of an attribute, such as tests="12", over all reports.
sum() {
    reports -exec sed -n "s/^<testsuite .* $1=\"\([0-9]*\)\".*/\1/p" {} + | awk '{ n += $1 } END { print n + 0 }'
}

reports -delete
find . -path '*/target/*-reports/*.txt' -delete
rm -rf target/newer-jdk
rm -f ftr-dist/target/figures.txt
say "Building and running every test (the first time, Maven fetches what it needs)"
built=yes
maven verify -Dmaven.test.failure.ignore=true || built=no
# failures are ignored so that every module's tests run; a test machine that crashed would be ignored with them
grep -qE 'SurefireBooterForkException|error in the fork|forked VM terminated' target/maven.log && built=no

used=$(mvn --version | sed -n 's/^Java version: \([0-9]*\).*/\1/p')
newer=$(newer_jdk "${used:-17}")
if [ -n "$newer" ]; then
    mkdir -p target/newer-jdk
    tar -c --exclude=./target --exclude='./*/target' --exclude=./.git . | tar -x -C target/newer-jdk
    # compiles while the guest, which has one processor, leaves the other ones; its tests, which measure, wait
    (renice -n 10 -p "$BASHPID" && cd target/newer-jdk && export JAVA_HOME=$newer && maven package -DskipTests) \
        > target/newer-jdk.log 2>&1 &
    compiling=$!
fi

say "Three VLANs of one port, then PPPoE, under a kernel of Debian in a guest"
# alone: it has one processor, and its clock runs on while that waits for ours
nice -n -10 ftr-dist/vm-test.sh uml 1000 VlanUplinks PppoeUplinks || echo "Failed under User Mode Linux; it counts below"

if [ -n "$newer" ]; then
    say "The same with JDK $(jdk_version "$newer"), in a copy"
    wait "$compiling" || { cat target/newer-jdk.log && built=no; }
    (cd target/newer-jdk && JAVA_HOME=$newer maven package -Dmaven.test.failure.ignore=true -DexcludedGroups=once \
        -Dmaven.compiler.useIncrementalCompilation=false) || built=no
fi

tests=$(sum tests)
skipped=$(sum skipped)
failed=$(($(sum failures) + $(sum errors) + skipped))
passed=$((tests - failed))
if [ "$skipped" -gt 0 ]; then
    say "Skipped, which counts as failed"
    reports -exec grep -B1 '<skipped' {} + | sed -n 's/.*testcase name="\([^"]*\)" classname="\([^"]*\)".*/\2.\1/p'
fi
if [ "$failed" -gt "$skipped" ]; then
    say "Failed (of a guest: see above)"
    find . -path '*/target/*-reports/*.txt' -exec grep -h -A 60 '<<< \(FAILURE\|ERROR\)!$' {} + |
        grep -vE '^Tests run:|^[[:space:]]+at (java|jdk|org\.junit|org\.apache\.maven)' || true
fi
if [ -f ftr-dist/target/figures.txt ]; then
    say "Measured"
    cat ftr-dist/target/figures.txt
fi
if [ "$built" = no ]; then
    say "The build failed; all of it is in $PWD/target/maven.log and, for the newer JDK, target/newer-jdk/target/maven.log"
    failed=$((failed + 1))
fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$tests" -gt 0 ]
