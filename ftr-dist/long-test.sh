#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The long layer of the simulation, which the usual build leaves out. Arguments: uplink-years at each loss rate (0.5), the
# first seed (1), and how many generated fault schedules are lived through (500). What it prints belongs into
# ftr-dist/src/docs/simulation.md, with the date.
set -euo pipefail
cd "$(dirname "$0")/.."
years=${1:-0.5}
seed=${2:-1}
runs=${3:-500}

exec nice mvn -q -pl ftr-engine -am test -Dtest='SimulatedYears,InvariantsTest' \
    -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip \
    -Dsimulation.years="$years" -Dsimulation.seed="$seed" -Dsimulation.runs="$runs"
