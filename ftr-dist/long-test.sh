#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The long layer, which the usual build leaves out.
#
#   long-test.sh [YEARS [SEED [RUNS]]]   the simulation: uplink-years at each loss rate (0.5), the first seed (1), and how
#                                        many generated fault schedules are lived through (500). What it prints belongs
#                                        into ftr-dist/src/docs/simulation.md, with the date.
#   long-test.sh years LOSS YEARS [SEED] uplink-years at one loss rate (0.10) alone, in shards of one year and seed each,
#                                        that are named as they end; about two minutes of one core each,
#                                        at 0.30 thirteen
#   long-test.sh plugins                 as root: a thousand looks at replaced plugin jars, and as many reloads of a daemon
#                                        with them; about ten minutes
#   long-test.sh kernels                 as root: failover, flows and repair on every kind of interface and with all uplinks
#                                        on one wire, pins, sticky clients, reloads, modems, leases, and what decides the way
#                                        otherwise, under Debian's kernels in guests; traffic, crashes and translation of the
#                                        route backends, with iptables-legacy, iptables-nft and nftables, and other people's
#                                        flowtables; about three hours
#   long-test.sh kernels-old             as root: the basic form under Linux 5.10, Debian 11's kernel, in guests: what talks to
#                                        the kernel, the route backends, then failover, flows and what takes the place of
#                                        what it lacks, named by ftr doctor; hours where the processor is emulated
#   long-test.sh variants                as root: with all uplinks on one wire, with nftables and with iptables-legacy, all that
#                                        the usual run has only the most important tests of; about half an hour
#   long-test.sh delivery                as root: 1000 events to a receiver of every kind, while it and a process with the outbox
#                                        are killed ten times each; then the same of a router in the lab, to seven receivers at
#                                        once; about fifteen minutes
#   long-test.sh pause                   as root: a daemon that is stopped again and again, then has 5 % of a core for ten minutes;
#                                        about fourteen minutes
#   long-test.sh nft                     as root: the tests with nftables by the oldest nft(8) that is supported, 0.9.8, which
#                                        is fetched from an older Debian; about a quarter of an hour
#   long-test.sh carrier [RUNS]          as root: so many lost carriers (300) of a daemon that has run for five minutes, from the
#                                        kernel's word to the changed route; some two seconds each
#   long-test.sh live [ROUNDS]           as root: so many restarts and as many reloads (1000) under a tight loop of route
#                                        look-ups, with numbered datagrams through every uplink; about an hour
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ftr-dist/prepare.sh
. ftr-dist/prepare.sh

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
    sed -n '/^# The long layer/,/^set /{/^#/s/^# \{0,1\}//p}' ftr-dist/long-test.sh
    exit
fi

failed=()
limit=-Dtest.limit=12h # for one test
# Runs test classes in a guest; what fails does not keep the others from running.
guest() {
    say "$*"
    ftr-dist/vm-test.sh "$@" || failed+=("$*")
}

kernels() {
    [ "$(id -u)" -eq 0 ] || fail "the guests' files are prepared as root: sudo ftr-dist/long-test.sh kernels"
    local wiring
    maven package -DskipTests
    guest uml 1200 VlanUplinks PppoeUplinks MacvlanAndBridgeIT
    guest uml 900 -Dftr.lab.meter.every=10 FailoverIT
    for wiring in veth macvlan bridge vlan; do
        guest uml 900 -Dftr.lab.meter.every=10 -Dftr.lab.wiring=$wiring FlowsIT
    done
    guest uml 900 RepairIT
    guest uml 900 ExitIT
    guest uml 1200 FlowsOnOneWireIT RepairOnOneWireIT FailoverOnOneWireIT
    guest uml 900 LegacyStickyIT
    guest uml 900 DrainIT DegradedIT IcmpErrorsIT
    guest uml 900 ModemsIT DialIT LeaseIT
    guest uml 900 LoadedExitIT
    guest uml 900 BudgetIT LegacyIcmpErrorsIT
    # not connectionsFollowUplinksThatAreGivenEachOthersNumbers: IPv4 waits there for the slow programs of IPv6's firewall
    guest uml 1200 ReloadIT#{uplinksThatAreMovedInTheFileOrInsertedBeforeOthersKeepTheirNumbersAndTheirConnections,anUplinkThatIsOnlyCalledOtherwiseKeepsItsConnections} \
        ReloadIT#{connectionsOfAnUplinkThatIsGoneAtTheNextStartLeaveThroughNoOther,connectionsFollowUplinksThatHaveEachOthersNumbersAtTheNextStart} \
        ReloadIT#{withoutConfirmationTheFormerConfigurationReturns,whatIsConfirmedStays,aBadTimeIsRefusedBeforeAnythingIsAsked} \
        ReloadIT#{anInterfaceThatIsCalledOtherwiseNowIsNamedAndFollowedAtTheNextReload,observingChangesNothingAndSaysWhatWouldBeDoneUntilItIsTurnedOn}
    guest uml 900 'ManyUplinksIT#eachIsProbedAndCarriesAndOneThatFailsIsLeftAndComesBack(int)' # sixty are too many for it
    guest uml 900 PinsIT#{destinationPortAndProtocolDecide,theFirstPinThatMatchesCounts,sourceAddressSourcePortAndCodePointDecide,aRefusedConnectionIsToldSoAtOnceAndNothingOfItLeaves}
    guest uml 900 WaysIT#{aRouteOfTheMainTableThatIsMoreSpecificWins,whatComesInThroughAnUplinkThatIsDownIsAnsweredThroughIt} \
        WaysIT#whatComesInThroughAnUplinkWithoutPriorityIsAnsweredThroughIt # the others' counters need nftables
    guest qemu 1800 VlanUplinks PppoeUplinks
    guest qemu 900 WireguardUplinks
    guest qemu 1800 OffloadedFlows
    guest qemu 1800 StickyIT StickyOnOneWireIT
    guest qemu 1500 NftablesStickyIT
    guest qemu 1500 NftablesPinsIT
    guest qemu 1500 NftablesWaysIT
    guest qemu 1500 FirewallSwitchIT AllDownIT
    guest qemu 1800 RepairIT
    guest qemu 1800 FlowsIT NftablesFlowsIT
    guest qemu 900 org.ftrouter.route.{TrafficIT,NatIT,StickyRulesIT} \
        org.ftrouter.route.multipath.{CrashXIT,MultipathRepairXIT,RealmsXIT,NexthopGroupXIT,Ipv6ReplacementXIT}
    [ ${#failed[@]} -eq 0 ] || fail "failed: ${failed[*]}"
}

# Not here, as they ask for what Linux has since 5.13: of NexthopGroupXIT the rest, ControlGroupPinIT and of CapabilityIT the
# rest (the match of control groups by nftables). One guest for each few, as the processor is emulated and slow.
kernels_old() {
    [ "$(id -u)" -eq 0 ] || fail "the guests' files are prepared as root: sudo ftr-dist/long-test.sh kernels-old"
    maven package -DskipTests
    guest qemu:bullseye 900 org.ftrouter.linux.{SocketsIT,ConntrackXIT,NetworkStateXIT,LearntPathXIT,IpSetsXIT}
    guest qemu:bullseye 1800 org.ftrouter.route.multipath.{MultipathRepairXIT,RealmsXIT,Ipv6ReplacementXIT} \
        'org.ftrouter.route.multipath.NexthopGroupXIT#whatTheKernelRefusesIsDoneWithPlainRoutes'
    guest qemu:bullseye 1800 org.ftrouter.route.multipath.CrashXIT
    guest qemu:bullseye 1800 org.ftrouter.route.TrafficIT
    guest qemu:bullseye 1800 org.ftrouter.route.{NatIT,StickyRulesIT}
    guest qemu:bullseye 1200 KernelFallbackIT \
        'org.ftrouter.dist.doctor.CapabilityIT#aKernelThatCanDoWhatIsNeededInBothFamiliesHasNoProblem'
    guest qemu:bullseye 1800 FlowsIT
    guest qemu:bullseye 3600 RepairIT
    guest qemu:bullseye 3600 ExitIT
    [ ${#failed[@]} -eq 0 ] || fail "failed: ${failed[*]}"
}

if [ "${1:-}" = kernels ]; then
    kernels
    exit
fi
if [ "${1:-}" = kernels-old ]; then
    kernels_old
    exit
fi
if [ "${1:-}" = variants ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh variants"
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=NONE -Dit.test='*OnOneWire*,Nftables*IT,Legacy*IT' \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dleft.out=none
fi
if [ "${1:-}" = plugins ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh plugins"
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=PluginRenewalTest -Dit.test=PluginReloadsIT \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dplugin.cycles=1000
fi
if [ "${1:-}" = delivery ]; then
    [ "$(id -u)" -eq 0 ] || fail "journald and exim need root: sudo ftr-dist/long-test.sh delivery"
    need mosquitto mosquitto
    need snmptrapd snmptrapd
    need rsyslogd rsyslog
    need '/usr/lib/*/rsyslog/lmnsd_gtls.so' rsyslog-gnutls
    need exim4 exim4-daemon-light
    need journalctl systemd
    install_missing
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=KilledDeliveryTest -Dit.test='Killed*IT' \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dftr.delivery.events=1000 -Dftr.delivery.kills=10
fi
if [ "${1:-}" = pause ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh pause"
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=NONE -Dit.test=PauseIT \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dftr.long=true
fi
if [ "${1:-}" = carrier ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh carrier"
    rm -f ftr-dist/target/figures.txt
    within=true
    nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=NONE -Dit.test=CarrierIT \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dcarrier.runs="${2:-300}" -Dcarrier.settled=300 ||
        within=false
    [ ! -s ftr-dist/target/figures.txt ] || cat ftr-dist/target/figures.txt
    "$within" || fail "not within the bounds of CarrierIT, or not to the end"
    exit
fi
# Debian 11's nft with its libraries, in a folder, from where this machine's own packages come.
older_nft() {
    local folder=$1 package
    need apt-get apt
    install_missing
    rm -rf "$folder"
    mkdir -p "$folder"/{bin,root}
    older_debian bullseye "$folder"
    (cd "$folder" && retry apt-get -q "${older[@]}" download nftables libnftables1 libnftnl11 libjansson4 libxtables12)
    for package in "$folder"/*.deb; do
        dpkg -x "$package" "$folder/root"
    done
    # shellcheck disable=SC2016 # for the command that is written
    printf '#!/bin/sh\nLD_LIBRARY_PATH=$(echo %s/root/usr/lib/*-linux-gnu*) exec %s/root/usr/sbin/nft "$@"\n' \
        "$folder" "$folder" > "$folder/bin/nft"
    chmod +x "$folder/bin/nft"
}

if [ "${1:-}" = nft ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh nft"
    older_nft "$PWD/target/older-nft"
    PATH=$PWD/target/older-nft/bin:$PATH
    say "With $(nft --version)"
    [[ $(nft --version) == *v0.9.8* ]] || fail "this is not nft 0.9.8"
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=NONE -Dit.test='Nftables*IT' -Dleft.out=none \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = live ]; then
    [ "$(id -u)" -eq 0 ] || fail "network namespaces need root: sudo ftr-dist/long-test.sh live"
    exec nice mvn -q "$limit" -pl ftr-dist -am verify -Djacoco.skip -Dtest=NONE -Dit.test=NothingIsLostIT \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dlive.rounds="${2:-1000}" -Dlive.rest=0
fi
# nothing here waits for a collection of garbage, so the collector with the cheapest barriers is the fastest
simulate() {
    exec nice mvn -q "$limit" -pl ftr-engine -am test -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip \
        -Dtest.jvm='-XX:+UseParallelGC -Xmn256m' "$@"
}
if [ "${1:-}" = years ]; then
    simulate -Dtest='SimulatedYears#independentLoss' \
        -Dsimulation.losses="${2:?the loss rate, such as 0.10}" -Dsimulation.years="${3:?how many uplink-years}" \
        -Dsimulation.seed="${4:-1}"
fi
[[ ${1:-0.5} =~ ^[0-9]*\.?[0-9]+$ ]] || fail "no long test is called '$1'; ftr-dist/long-test.sh --help names them"
simulate -Dtest='SimulatedYears,InvariantsTest' \
    -Dsimulation.years="${1:-0.5}" -Dsimulation.seed="${2:-1}" -Dsimulation.runs="${3:-500}"
