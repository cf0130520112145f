#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family, as root) and runs every test, end to end in network namespaces too. Fails if
# any test failed, or was skipped. Ends with the figures measured, and with "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. ftr-dist/install.sh

if [ "$(id -u)" != 0 ]; then
    echo "The tests build network namespaces and need root: sudo $0" >&2
    exit 1
fi
need_to_build
need nft nftables
need ping iputils-ping
need systemd-analyze systemd
install_missing

# sums of one attribute over all reports
count() {
    find . -path '*/target/*-reports/TEST-*.xml' -exec sed -n 's/^<testsuite .* '"$1"'="\([0-9]*\)".*/\1/p' {} + \
        | awk '{ sum += $1 } END { print sum + 0 }'
}

log=ftr-dist/target/test.log
find . -path '*/target/*-reports/TEST-*.xml' -delete
rm -f ftr-dist/target/figures.txt
build
mkdir -p ftr-dist/target
say "Running every test; all that Maven says is in $log"
result=0
mvn -B -fae verify > "$log" 2>&1 &
maven=$!
# what is going on, a line for each test class
tail -n +1 -f --pid=$maven "$log" | grep --line-buffered -E '^\[(INFO|ERROR|WARNING)\] Tests run:.*(-- in|Time elapsed)|Building (API|Engine|Probes|Route|Notifiers|Distribution)' \
    | sed -u -e 's/^\[[A-Z]*\] //' -e 's/Failures: 0, Errors: 0, Skipped: 0, //' || true
wait $maven || result=$?

if grep -q '^\[WARNING\]' "$log"; then
    say "Warnings:"
    grep '^\[WARNING\]' "$log" | sort | uniq -c | head -20
fi
tests=$(count tests) bad=$(($(count failures) + $(count errors))) skipped=$(count skipped)
if [ -f ftr-dist/target/figures.txt ]; then
    say "Figures"
    column -t -s '|' ftr-dist/target/figures.txt 2> /dev/null || cat ftr-dist/target/figures.txt
fi
if [ "$result" != 0 ]; then
    say "Maven failed:"
    grep -E '^\[ERROR\]' "$log" | head -60 || true
fi
if [ "$skipped" != 0 ]; then
    say "$skipped tests were skipped; none may be"
    result=1
fi
if [ "$tests" = 0 ]; then
    say "No test ran"
    result=1
fi
if [ "$result" != 0 ] && [ "$bad" = 0 ]; then
    bad=1
fi
echo "$((tests - bad - skipped)) passed, $bad failed"
exit "$result"
