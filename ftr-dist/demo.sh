#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family, as root), builds Fault Tolerant Router, and shows a failover of each kind in
# network namespaces of this machine, in about a minute. Arguments are those of "ftr lab tour".
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ftr-dist/prepare.sh
. ftr-dist/prepare.sh

need_jdk
need mvn maven
need ip iproute2
need nft nftables
need iptables iptables
need conntrack conntrack
need unshare util-linux
install_missing

say "Building (the first time, Maven fetches what it needs: some minutes)"
maven package -DskipTests

say "The tour"
exec ftr-dist/target/ftr/bin/ftr lab tour "$@"
