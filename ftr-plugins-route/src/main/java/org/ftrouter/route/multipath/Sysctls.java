// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.multipath.SysctlPlan.Sysctl;

/** Reads and writes sysctls of the network namespace of the calling thread. What cannot be done is told in texts. */
final class Sysctls {
    private static final int LONGEST = 64; // bytes of a value: all of ours are numbers
    private final Path root;
    private int writes;

    /** The root is {@code /proc/sys}, but in tests. */
    Sysctls(Path root) {
        this.root = root;
    }

    /** How often a value was changed so far. */
    int writes() {
        return writes;
    }

    /** Whether this kernel has it. */
    boolean has(String key) {
        return read(key).isPresent();
    }

    /** Those that differ from what is wanted. A key that is not there belongs to an absent interface. */
    List<Sysctl> differing(List<Sysctl> wanted) {
        return wanted.stream()
                .filter(s -> read(s.key()).filter(v -> !fits(s, v)).isPresent())
                .toList();
    }

    /** Who has turned router advertisements off hears them otherwise, or not at all. */
    private static boolean fits(Sysctl sysctl, String value) {
        return value.equals(Integer.toString(sysctl.value()))
                || (sysctl.key().endsWith("/accept_ra") && value.equals("0"));
    }

    /** Sets what differs, after its former value is on the disk. Returns what went wrong. */
    List<String> set(List<Sysctl> wanted, OwnershipRecord record) {
        List<Sysctl> differing = differing(wanted);
        for (Sysctl sysctl : differing) {
            remember(sysctl.key(), record);
            sideEffects(sysctl.key()).forEach(key -> remember(key, record));
        }
        try {
            record.save();
        } catch (IOException e) {
            return List.of("sysctls are left as they are, because their values cannot be recorded: " + e);
        }
        var problems = new ArrayList<String>();
        for (Sysctl sysctl : differing) {
            write(sysctl.key(), Integer.toString(sysctl.value()))
                    .ifPresent(e -> problems.add("sysctl " + sysctl.key() + "=" + sysctl.value() + " refused: " + e));
        }
        return problems;
    }

    /** Puts back the interfaces of uplinks that the plan no longer has. */
    List<String> release(RoutePlan plan, OwnershipRecord record) {
        Set<String> ours = plan.uplinks().stream().map(Uplink::device).collect(Collectors.toSet());
        return restore(
                record,
                record.originals().keySet().stream()
                        .filter(key -> key.contains("/conf/") && !key.endsWith("/forwarding"))
                        .filter(key -> !key.contains("/conf/all/") && !ours.contains(device(key)))
                        .toList());
    }

    /** Puts back every recorded value. */
    List<String> restoreAll(OwnershipRecord record) {
        return restore(record, List.copyOf(record.originals().keySet()));
    }

    private List<String> restore(OwnershipRecord record, List<String> keys) {
        var problems = new ArrayList<String>();
        Map<String, String> originals = record.originals();
        for (String key : keys) {
            String original = originals.getOrDefault(key, "");
            Optional<String> now = read(key);
            Optional<IOException> problem =
                    now.isEmpty() || now.get().equals(original) ? Optional.empty() : write(key, original);
            problem.ifPresentOrElse(
                    e -> problems.add("sysctl " + key + "=" + original + " cannot be put back: " + e),
                    () -> record.forget(key));
        }
        return problems;
    }

    private static String device(String key) {
        return Path.of(key).getName(3).toString();
    }

    private void remember(String key, OwnershipRecord record) {
        read(key).ifPresent(value -> record.original(key, value));
    }

    /** Turning forwarding on or off for all also sets every interface's, and IPv4's redirects. */
    private Set<String> sideEffects(String key) {
        boolean ipv4 = key.equals(SysctlPlan.FORWARD_IPV4);
        if (!ipv4 && !key.equals(SysctlPlan.FORWARD_IPV6)) {
            return Set.of();
        }
        String conf = ipv4 ? "net/ipv4/conf" : "net/ipv6/conf";
        var keys = new TreeSet<String>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(root.resolve(conf))) {
            for (Path device : devices) {
                keys.add(conf + "/" + device.getFileName() + "/forwarding");
            }
        } catch (IOException e) {
            keys.clear(); // no such folder, no such side effect
        }
        keys.remove(conf + "/all/forwarding");
        if (ipv4) {
            keys.add(conf + "/all/accept_redirects");
        }
        return keys;
    }

    private Optional<String> read(String key) {
        try (InputStream file = Files.newInputStream(root.resolve(key))) {
            return Optional.of(new String(file.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Without a line end: of net.ipv6.conf.*.ignore_routes_with_linkdown Linux 6.1 takes one byte, and Debian's refuses the
     * line end that then comes alone.
     */
    private Optional<IOException> write(String key, String value) {
        try {
            Files.writeString(root.resolve(key), value, StandardOpenOption.WRITE);
            writes++;
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
