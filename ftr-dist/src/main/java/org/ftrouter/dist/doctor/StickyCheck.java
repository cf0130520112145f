// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.linux.IpSets;
import org.ftrouter.linux.LinuxException;

/**
 * The lists by which iptables has clients keep to an uplink: they are short, and whoever has no place in one is forgotten
 * without a word. Only a module that is loaded anew, or a kernel that is, can make them longer. Pairs of addresses are in
 * sets, which not every kernel has.
 */
final class StickyCheck implements Check {
    private static final String MODULE = "/sys/module/xt_recent";
    private static final int USUAL = 100;
    private static final int ENOUGH = 1000;
    private static final List<String> FOLDERS =
            List.of("/etc/modprobe.d", "/run/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d");

    private static final Pattern OPTION =
            Pattern.compile("(?m)^\\s*options\\s+xt[_-]recent\\s(?:.*\\s)?ip_list_tot=(\\d{1,9})");
    private static final Pattern ARGUMENT = Pattern.compile("\\bxt[_-]recent[.]ip_list_tot=(\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,9})$");

    private final Kernel kernel;
    private final Predicate<String> programs;

    /** What the kernel has. */
    interface Kernel {
        /** Whether it has sets of a type. */
        boolean knows(String type) throws IOException;
    }

    StickyCheck() {
        this(StickyCheck::known, Machine::has);
    }

    StickyCheck(Kernel kernel, Predicate<String> programs) {
        this.kernel = kernel;
        this.programs = programs;
    }

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException {
        if (!patient.routesBy("iptables")) {
            return;
        }
        String pairs = pins(patient, Sticky.By.SOURCE_DESTINATION);
        boolean lists = !pins(patient, Sticky.By.SOURCE).isEmpty();
        if (!pairs.isEmpty()) {
            if (!kernel.knows(IpSets.PAIRS)) {
                found.accept(Finding.note("sticky.pairs", "pins", pairs, "type", IpSets.PAIRS));
                lists = true; // they take the place of the sets
            } else if (!managed(patient) && !programs.test("ipset")) {
                found.accept(Finding.note("sticky.ipset", "pins", pairs));
            }
        }
        if (lists) {
            length(patient, found);
        }
    }

    private static boolean known(String type) throws IOException {
        try (IpSets sets = IpSets.open()) {
            return sets.knows(type);
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EPERM) {
                return true; // root alone may ask
            }
            throw e;
        }
    }

    private static boolean managed(Patient patient) {
        return patient.configuration().stream()
                .flatMap(c -> c.routes().stream())
                .anyMatch(r -> r.type().equals("iptables") && r.settings().flag("manage", false));
    }

    private static void length(Patient patient, Consumer<Finding> found) throws IOException {
        Machine machine = patient.machine();
        int most = most(machine);
        List<String> full = full(machine, most);
        boolean builtIn = machine.isThere(MODULE) && !machine.isThere(MODULE + "/initstate");
        String line = builtIn ? "xt_recent.ip_list_tot=5000" : "options xt_recent ip_list_tot=5000";
        String place = builtIn ? "GRUB_CMDLINE_LINUX (/etc/default/grub)" : "/etc/modprobe.d/ftr.conf";
        if (!full.isEmpty()) {
            found.accept(Finding.problem(
                    "sticky.full", "most", most, "lists", String.join(", ", full), "line", line, "place", place));
        } else if (most < ENOUGH) {
            found.accept(Finding.note("sticky.short", "most", most, "line", line, "place", place));
        }
    }

    /** The sticky pins of a kind. */
    private static String pins(Patient patient, Sticky.By by) {
        return patient.configuration().stream()
                .flatMap(c -> c.pins().stream())
                .filter(pin -> pin.sticky().filter(s -> s.by() == by).isPresent())
                .map(Pin::name)
                .collect(Collectors.joining(", "));
    }

    /** How many clients a list holds, or will once the module is loaded. */
    private static int most(Machine machine) throws IOException {
        var texts = new ArrayList<String>();
        for (String folder : FOLDERS) {
            for (Path file : machine.files(folder, "*.conf")) {
                texts.add(Files.readString(file));
            }
        }
        return Stream.of(
                        number(
                                NUMBER,
                                machine.text(MODULE + "/parameters/ip_list_tot").stream()
                                        .toList()),
                        number(ARGUMENT, machine.text("/proc/cmdline").stream().toList()),
                        number(OPTION, texts))
                .flatMapToInt(OptionalInt::stream)
                .findFirst()
                .orElse(USUAL);
    }

    private static OptionalInt number(Pattern pattern, List<String> texts) {
        return texts.stream()
                .flatMap(text -> pattern.matcher(text).results())
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst();
    }

    private static List<String> full(Machine machine, int most) throws IOException {
        var full = new ArrayList<String>();
        for (Path list : machine.files("/proc/net/xt_recent", "FTR:*")) {
            if (Files.readAllLines(list).size() >= most) {
                full.add(list.getFileName().toString());
            }
        }
        return full;
    }
}
