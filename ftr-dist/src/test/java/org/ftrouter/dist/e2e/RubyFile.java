// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;

/** The configuration of a lab as a user of the Ruby program would have written it. */
final class RubyFile {
    private RubyFile() {}

    static String of(Lab lab) {
        var text = new StringBuilder("uplinks:\n");
        for (LabUplink uplink : lab.uplinks()) {
            text.append("""
                    - interface: %s
                      type: static
                      ip: %s
                      gateway: %s
                      description: %s
                      priority_group: %d
                      weight: %d
                    """.formatted(
                            uplink.device(),
                            uplink.address(),
                            uplink.gateway(),
                            uplink.name(),
                            uplink.priority(),
                            uplink.weight()));
        }
        text.append("""
                downlinks:
                  lan: lan0
                tests:
                  interval: 5
                  required_successful: 2
                  ping_retries: 1
                  ips:
                """);
        for (String target : Addresses.TARGETS.subList(0, 4)) {
            text.append("  - ").append(target).append('\n');
        }
        return text.append("""
                log:
                  file: %s
                  max_size: 1024000
                  old_files: 10
                email:
                  send: false
                base_table: 1
                base_priority: 40000
                base_fwmark: 1
                """.formatted(lab.folder().resolve("fault_tolerant_router.log")))
                .toString();
    }
}
