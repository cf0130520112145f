#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs one command under another Linux kernel on this machine's files, for what the machine's own kernel lacks: VLANs,
# PPP, WireGuard. Installs what it needs (Debian family, as root).
#
#   vm.sh [-b uml|qemu|qemu:SUITE] [-t SECONDS] [-m MEBIBYTES] [-w FOLDER] COMMAND [ARGUMENT...]
#
# The command is root in the guest and sees the whole host at the same paths, with the caller's folder and environment.
# What it writes is gone afterwards, but for FOLDER (-w), which is shared. The guest has no network but what the command
# makes. For instance: sudo ftr-dist/vm.sh ftr-dist/target/ftr/bin/ftr lab tour --wiring vlan
#
#   -b uml   User Mode Linux, the default: boots in two seconds, needs no KVM; one processor; no nftables, no WireGuard
#   -b qemu  Debian's stock kernel: everything, two processors; slow where KVM does not work
#   -b qemu:SUITE  the same of an older Debian, from where this machine's packages come: qemu:bullseye has Linux 5.10
#            (its User Mode Linux is of no use: there, files below an overlay of the host's cannot be opened)
#   -t       ends the guest after this time (300)
#   -m       its memory (2048), which also holds the files that it writes
#
# Exit code: the command's own; 124 it took too long; 125 the guest did not boot or died, and its kernel's last words are
# shown; 1 also if something could not be installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ftr-dist/prepare.sh
. "$here/prepare.sh"
# shellcheck source=ftr-dist/src/vm/qemu.sh
. "$here/src/vm/qemu.sh"

backend=uml suite='' limit=300 memory=2048 share='' guest=''
usage() {
    sed -n 's/^#   vm.sh/usage: vm.sh/p' "${BASH_SOURCE[0]}" >&2
    exit 2
}
while getopts b:t:m:w: option; do
    case $option in
        b) backend=$OPTARG ;; t) limit=$OPTARG ;; m) memory=$OPTARG ;;
        w) share=$(cd "$OPTARG" && pwd) ;;
        *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
[[ ! $backend =~ ^qemu:([a-z]+)$ ]] || { suite=${BASH_REMATCH[1]} && backend=qemu; }

# One folder for this run, shared with the guest. Its path goes onto a kernel command line: no blanks.
state=$(mktemp -d /tmp/ftr-vm.XXXXXX)
# shellcheck disable=SC2329 # called by the trap
end() {
    trap - EXIT INT TERM HUP
    [ -z "$guest" ] || kill -KILL -- "-$guest" 2> /dev/null || true # a process group of its own
    rm -rf "$state"
}

prepare_uml() {
    local room folder=/tmp # the guest's memory is a file
    room=$(df --output=avail -m /dev/shm 2> /dev/null | tail -n 1) || true
    [ "${room:-0}" -le "$memory" ] || folder=/dev/shm
    run=(env TMPDIR="$folder" linux.uml mem="${memory}M" root=/dev/root rootfstype=hostfs rootflags=/ ro
        init="$state/init" vm_state="$state" vm_modules=/usr/lib/uml/modules
        uml_dir="$state" con=null con0=null,fd:1 ssl0=null,fd:3 ssl1=null,fd:4 quiet)
}

need busybox busybox-static
need ip iproute2
need modprobe kmod
case $backend in
    uml) need linux.uml user-mode-linux ;;
    qemu)
        need qemu-system-x86_64 qemu-system-x86
        need cpio cpio
        need dpkg-deb dpkg
        ;;
    *) usage ;;
esac
install_missing >&2
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
install -m 755 "$here/src/vm/init" "$state/init"
"prepare_$backend" >&2

{
    declare -px | grep -v '^declare -x \(OLDPWD\|PWD\|SHLVL\|TERM\)='
    printf 'cd %q\nexec' "$PWD"
    printf ' %q' "$@"
    echo
} > "$state/command"
printf %s "$share" > "$state/share"
mkfifo "$state/out" "$state/err"
cat < "$state/out" & # the guest makes its descriptors non-blocking, and would make the caller's so, too
out=$!
cat < "$state/err" >&2 &
err=$!
set -m
"${run[@]}" 3> "$state/out" 4> "$state/err" < /dev/null >> "$state/kernel.log" 2>&1 &
guest=$!
set +m
last=$((SECONDS + limit))
late=''
while kill -0 "$guest" 2> /dev/null; do
    if [ "$SECONDS" -gt "$last" ]; then
        late=yes
        break
    fi
    sleep 0.05
done
kill -KILL -- "-$guest" 2> /dev/null || true
wait "$guest" 2> /dev/null || true
guest=''
wait "$out" "$err"
if [ -n "$late" ]; then
    echo "vm.sh: ended after $limit s, the limit: ${*:0:80}" >&2
    exit 124
fi
if [ ! -s "$state/code" ]; then
    tail -n 20 "$state/kernel.log" >&2
    echo "vm.sh: the guest ($backend) did not boot, or died; above are its kernel's last words" >&2
    exit 125
fi
exit "$(cat "$state/code")"
