# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's stock kernel in QEMU; read by vm.sh, not run. Sets the array "run".

# Where the unpacked kernel, its modules and the initramfs are kept: 300 MB.
KERNELS=${FTR_VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ftr-vm}

newest_kernel() {
    apt-cache "${older[@]}" depends linux-image-amd64 2> /dev/null |
        sed -n 's/.*Depends: *\(linux-image-[0-9].*\)/\1/p' | head -n 1
}

# Fetches the newest kernel's package and unpacks what a guest needs of it into the folder $1.
fetch_kernel() {
    local kernels=$1 package archive kernel folder module
    [ -z "$suite" ] || older_debian "$suite" "$kernels/apt"
    package=$(newest_kernel)
    if [ -z "$package" ] && [ -z "$suite" ]; then
        retry apt-get update -qq
        package=$(newest_kernel)
    fi
    [ -n "$package" ] || fail "apt knows no linux-image-amd64, the kernel for QEMU"
    say "Fetching $package"
    (cd "$state" && retry apt-get "${older[@]}" download -qq -o APT::Sandbox::User=root "$package")
    archive=$(ls "$state/$package"_*.deb)
    folder=$kernels/$package
    kernel=${package#linux-image-}
    rm -rf "$folder"
    mkdir -p "$folder/initramfs/bin" "$folder/initramfs/modules"
    dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$folder" --exclude='*/drivers/gpu' \
        --exclude='*/drivers/media' --exclude='*/sound' --exclude='*/drivers/infiniband' ./boot ./lib
    rm -f "$archive"
    depmod -b "$folder" "$kernel"
    # not the machine's own, which may need libraries: the guest has none yet
    (cd "$state" && retry apt-get download -qq -o APT::Sandbox::User=root busybox-static)
    dpkg-deb --fsys-tarfile "$state"/busybox-static_*.deb | tar -x -O ./bin/busybox > "$folder/initramfs/bin/busybox"
    chmod +x "$folder/initramfs/bin/busybox"
    rm -f "$state"/busybox-static_*.deb
    for module in sh mount mkdir insmod switch_root; do ln -s busybox "$folder/initramfs/bin/$module"; done
    : > "$folder/initramfs/modules.order"
    for module in virtio_pci virtio_console 9pnet_virtio 9p overlay; do
        modprobe -d "$folder" -S "$kernel" --ignore-install --show-depends "$module"
    done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r module; do
        cp "$module" "$folder/initramfs/modules/"
        echo "${module##*/}" >> "$folder/initramfs/modules.order"
    done
    touch "$folder/ready"
}

# Whether KVM boots this kernel here. Asked once for each start of the machine: a KVM that is there need not work.
kvm_works() {
    local folder=$1 boot answer=no
    [ -w /dev/kvm ] || return 1
    boot=$(cat /proc/sys/kernel/random/boot_id)
    if [ "$(head -n 1 "$folder/kvm" 2> /dev/null)" = "$boot" ]; then
        answer=$(tail -n 1 "$folder/kvm")
    else
        { # the braces keep the shell's own word of an abort away
            timeout -k 1 10 "${run[@]}" -machine q35,smm=off -accel kvm -cpu max -serial "file:$state/probe" \
                -append "console=ttyS0 panic=-1 vm_probe=1" < /dev/null && grep -q vm-probe-up "$state/probe" && answer=yes
        } > "$state/kvm.log" 2>&1
        printf '%s\n' "$boot" "$answer" > "$folder/kvm"
    fi
    [ "$answer" = yes ]
}

prepare_qemu() {
    local kernels=$KERNELS${suite:+/$suite} folder kernel
    mkdir -p "$kernels"
    exec 9> "$kernels/lock"
    flock 9 # runs side by side build it once
    ls -d "$kernels"/linux-image-*/ready > /dev/null 2>&1 || fetch_kernel "$kernels"
    folder=$(ls -d "$kernels"/linux-image-*/ready | sort -V | tail -n 1)
    folder=${folder%/ready}
    kernel=${folder##*/linux-image-}
    if [ ! -e "$folder/initramfs.gz" ] || ! cmp -s "$state/init" "$folder/initramfs/init"; then
        cp "$state/init" "$folder/initramfs/init"
        (cd "$folder/initramfs" && find . | cpio -o -H newc --quiet | gzip -1) > "$folder/initramfs.new"
        mv "$folder/initramfs.new" "$folder/initramfs.gz"
    fi
    run=(qemu-system-x86_64 -nodefaults -no-user-config -nic none -display none -no-reboot -m "$memory" -smp 2
        -kernel "$folder/boot/vmlinuz-$kernel" -initrd "$folder/initramfs.gz")
    if kvm_works "$folder"; then
        run+=(-machine q35,smm=off -accel kvm -cpu max)
    else
        echo "vm.sh: no usable KVM here; the processor is emulated, which is slow"
        run+=(-machine q35 -accel tcg,thread=multi -cpu max)
    fi
    exec 9>&-
    local p9='security_model=none,multidevs=remap'
    run+=(-virtfs "local,path=/,mount_tag=root,readonly=on,$p9"
        -virtfs "local,path=$state,mount_tag=state,$p9"
        -device virtio-serial-pci
        -chardev "file,id=out,path=$state/out" -device virtserialport,chardev=out,name=out
        -chardev "file,id=err,path=$state/err" -device virtserialport,chardev=err,name=err
        -serial "file:$state/kernel.log"
        -append "console=ttyS0 quiet panic=-1 vm_state=$state vm_modules=$folder/lib/modules")
    [ -z "$share" ] || run+=(-virtfs "local,path=$share,mount_tag=share,$p9")
}
