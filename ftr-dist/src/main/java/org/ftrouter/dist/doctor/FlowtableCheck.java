// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flowtables let established connections past routing and marks: they stay on an uplink that is down. */
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
            if (patient.devices().stream().anyMatch(devices::contains)) {
                found.accept(Finding.problem(
                        "flowtable", "name", flowtable.group(1), "devices", String.join(", ", devices)));
            }
        }
    }
}
