# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What demo.sh and test.sh have in common; read by them, not run. Finds out what is missing on this machine, installs it
# (Debian family, as root), and runs Maven. Nothing that is there is asked for again.

PATH=$PATH:/usr/sbin:/sbin
TRIES=3
SERVICE_POLICY=/usr/sbin/policy-rc.d # asked by Debian's packages before they start a service
missing=()
older=() # options for apt-get and apt-cache, see older_debian

say() { printf '\n== %s\n' "$*"; }

fail() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}

# Whether there is this command, or a file that this pattern of absolute paths matches.
there() {
    case $1 in
        /*) compgen -G "$1" > /dev/null ;;
        *) command -v "$1" > /dev/null ;;
    esac
}

# need COMMAND PACKAGE...: the first of the packages that exists is installed if the command (or file) is not there.
need() {
    there "$1" || missing+=("$*")
}

# A compiler for Java 17 or later is needed, wherever it is; Maven takes it from JAVA_HOME or PATH.
need_jdk() {
    local javac=javac version
    [ -z "${JAVA_HOME:-}" ] || javac=$JAVA_HOME/bin/javac
    version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
    [ "${version:-0}" -ge 17 ] || missing+=("javac openjdk-17-jdk-headless openjdk-21-jdk-headless default-jdk-headless")
}

# The Java version of the JDK in folder $1, 0 if there is none.
jdk_version() {
    local version=0
    [ ! -x "$1/bin/javac" ] || version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2> /dev/null) || true
    echo "${version:-0}"
}

# The folder of the newest JDK on this machine, if it is newer than version $1; otherwise nothing.
newer_jdk() {
    local folder version best=$1 newest=
    for folder in /usr/lib/jvm/* /usr/java/*; do
        version=$(jdk_version "$folder")
        if [ "$version" -gt "$best" ]; then
            best=$version
            newest=$folder
        fi
    done
    echo "$newest"
}

# Tries a command several times, with a pause that grows.
retry() {
    local try
    for ((try = 1; try <= TRIES; try++)); do
        "$@" && return 0
        [ "$try" -eq "$TRIES" ] || { echo "failed; trying again in $((try * 5)) s" && sleep $((try * 5)); }
    done
    return 1
}

# The first of the packages that can be had; none: the first.
choose() {
    local package
    for package in "$@"; do
        if apt-cache show "$package" > /dev/null 2>&1; then
            echo "$package"
            return
        fi
    done
    echo "$1"
}

# Runs a command; packages that it installs start no service: they are here for tests and measurements.
without_services() {
    if [ -e "$SERVICE_POLICY" ]; then
        "$@"
        return
    fi
    trap 'rm -f "$SERVICE_POLICY"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$SERVICE_POLICY"
    chmod 755 "$SERVICE_POLICY"
    local code=0
    "$@" || code=$?
    rm -f "$SERVICE_POLICY"
    trap - EXIT
    return "$code"
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local entry words packages=() failed=()
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        for entry in "${missing[@]}"; do
            echo "missing: ${entry%% *} (Debian package ${entry#* })" >&2
        done
        fail "install these, or run this script as root on a machine of the Debian family"
    fi
    say "Installing what is missing"
    export DEBIAN_FRONTEND=noninteractive
    retry apt-get update -qq || echo "the package lists could not be renewed; going on with the old ones"
    for entry in "${missing[@]}"; do
        read -r -a words <<< "$entry"
        packages+=("$(choose "${words[@]:1}")")
    done
    echo "${packages[*]}"
    # nothing is removed: exim, for instance, would take the place of the machine's own mail server
    without_services retry apt-get install -qq -y --no-remove --no-install-recommends "${packages[@]}" || true
    hash -r
    for entry in "${missing[@]}"; do
        there "${entry%% *}" || failed+=("${entry#* }")
    done
    [ ${#failed[@]} -eq 0 ] || fail "could not be installed: ${failed[*]}"
}

# older_debian SUITE FOLDER: an older Debian's packages, from where this machine's own come, with lists of their own in the
# folder. Sets the array "older": options that make apt-get and apt-cache see those packages, and no others.
older_debian() {
    local suite=$1 folder=$2 uri
    # shellcheck disable=SC2016 # for apt-get
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | head -n 1)
    [ -n "$uri" ] || fail "this machine's packages are not Debian's, or its lists are empty: apt-get update"
    mkdir -p "$folder"/{lists/partial,cache/archives/partial}
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main" > "$folder/sources.list"
    older=(-o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$folder/lists" -o "Dir::Cache=$folder/cache" -o Dir::State::status=/dev/null
        -o APT::Sandbox::User=root)
    retry apt-get -q "${older[@]}" update || fail "the packages of Debian's $suite cannot be had"
}

# Shows which module and test class Maven is at, and what goes wrong; all of it goes to the file $1.
progress() {
    local line
    while IFS= read -r line; do
        printf '%s\n' "$line" >> "$1"
        case $line in
            '[INFO] Building '*'['*) printf '%s  %s\n' "$(date +%H:%M:%S)" "${line#\[INFO\] Building }" ;;
            '[INFO] Running '*) printf '%s    %s\n' "$(date +%H:%M:%S)" "${line##*.}" ;;
            '[ERROR]'*) printf '%s\n' "$line" ;;
        esac
    done
}

# Runs Maven with these arguments. If it fails because something could not be fetched, it is tried again.
maven() {
    local log=target/maven.log try
    mkdir -p target
    for ((try = 1; try <= TRIES; try++)); do
        : > "$log"
        if mvn --batch-mode "$@" 2>&1 | progress "$log"; then
            return 0
        fi
        grep -qE 'Could not (transfer|resolve|find artifact)|Failed to (read|collect)|timed out|Connection re' "$log" || return 1
        [ "$try" -eq "$TRIES" ] || { echo "Something could not be fetched; trying again" && sleep $((try * 5)); }
    done
    fail "Maven could not fetch what it needs; see $PWD/$log"
}
