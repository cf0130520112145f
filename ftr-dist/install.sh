# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by demo.sh and test.sh: installs what a Debian-family machine lacks, and builds.

say() { printf '== %s\n' "$*"; }

# need COMMAND PACKAGE...: remembers the packages if the command is not there.
missing=()
need() {
    local command=$1
    shift
    command -v "$command" > /dev/null 2>&1 || missing+=("$@")
}

# Installs what was remembered; asks nobody for anything if that is nothing.
install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "Missing here: ${missing[*]}. Run this as root, or install them first." >&2
        exit 1
    fi
    if ! command -v apt-get > /dev/null 2>&1; then
        echo "Missing here: ${missing[*]} (names of Debian packages). Install them, then run this again." >&2
        exit 1
    fi
    say "Installing ${missing[*]}"
    local try
    for try in 1 2 3; do
        if apt-get update -q > /dev/null \
            && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" > /dev/null; then
            return 0
        fi
        say "That did not work (try $try of 3)"
        sleep $((try * 5))
    done
    echo "These could not be had: ${missing[*]}" >&2
    exit 1
}

# A Java compiler of version 17 or later, Maven, and what the lab works with.
need_to_build() {
    local javac_version
    javac_version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
    [ "${javac_version:-0}" -ge 17 ] || missing+=(openjdk-17-jdk-headless)
    need mvn maven
    need ip iproute2
    need iptables-restore iptables
    need sysctl procps
    need unshare util-linux
}

# Builds the distribution. Libraries that are already here are not asked for; a registry may need a second try.
build() {
    local try
    say "Building (the first time this fetches libraries and takes some minutes)"
    for try in 1 2 3; do
        if mvn -q -B -DskipTests package; then
            return 0
        fi
        say "The build failed (try $try of 3)"
        [ "$try" = 3 ] || sleep 10
    done
    echo "The build failed three times; the lines above say why." >&2
    exit 1
}
