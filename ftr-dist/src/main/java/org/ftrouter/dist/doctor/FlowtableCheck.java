// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flowtables let established connections past routing and marks: they stay on an uplink that is down. One that holds the
 * interface of our own network alone does, too: it takes what goes out.
 */
final class FlowtableCheck implements Check {
    private static final Pattern FLOWTABLE =
            Pattern.compile("flowtable\\s+(\\S+)\\s*\\{[^}]*?devices\\s*=\\s*\\{([^}]*)\\}", Pattern.DOTALL);

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        String listed = Machine.run("", "nft", "list", "flowtables")
                .map(Machine.Ended::output)
                .orElse("");
        look(listed, patient, found);
    }

    /** The same, of what {@code nft list flowtables} printed. */
    static void look(String listed, Patient patient, Consumer<Finding> found) {
        Matcher flowtable = FLOWTABLE.matcher(listed);
        while (flowtable.find()) {
            List<String> devices =
                    List.of(flowtable.group(2).replace("\"", "").strip().split("[,\\s]+", -1));
            if (patient.interfaces().stream().anyMatch(ours -> devices.stream().anyMatch(d -> holds(d, ours)))) {
                found.accept(Finding.problem(
                        "flowtable", "name", flowtable.group(1), "devices", String.join(", ", devices)));
            }
        }
    }

    /** A name that ends with {@code *} stands for all that begin so. */
    private static boolean holds(String device, String ours) {
        return device.endsWith("*") ? ours.startsWith(device.substring(0, device.length() - 1)) : device.equals(ours);
    }
}
