// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;

/**
 * An uplink as it is written, before it has its numbers.
 *
 * @param settings its block
 * @param id as written, or 0
 */
record UplinkDraft(
        HoconSettings settings,
        String name,
        String device,
        String description,
        Set<Family> families,
        List<InetAddress> addresses,
        List<InetAddress> gateways,
        int weight,
        OptionalInt priority,
        int id,
        boolean metered,
        ProbeConfig probe,
        Leaving leaving,
        NatConfig nat,
        Optional<DialConfig> dial,
        Optional<BudgetConfig> budget) {

    /** The finished uplink. */
    UplinkConfig numbered(int table, int mark, int probeMark) {
        var uplink = new Uplink(
                name,
                device,
                description,
                families,
                addresses,
                gateways,
                weight,
                priority,
                table,
                mark,
                probeMark,
                nat.kind(),
                nat.prefixes());
        return new UplinkConfig(uplink, probe, metered, leaving, dial, budget);
    }
}
