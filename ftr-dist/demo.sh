#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing (Debian family, as root), builds, and shows real failovers in network namespaces of this
# machine. Nothing is left behind but the build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. ftr-dist/install.sh

need_to_build
install_missing
build
say "The tour: about a minute"
exec ftr-dist/target/ftr/bin/ftr lab tour
