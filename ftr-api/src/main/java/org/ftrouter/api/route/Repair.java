// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.util.Objects;
import java.util.Optional;

/**
 * Damage that others did to what a backend had made, and that it has put right.
 *
 * @param what was damaged, a few words for people: {@code rule 31900, route default in table 200 (IPv4)}
 * @param by who did it, if that is known: {@code systemd-network (process 411)}
 */
public record Repair(String what, Optional<String> by) {

    /** Checks that nothing is missing. */
    public Repair {
        Objects.requireNonNull(what);
        Objects.requireNonNull(by);
    }
}
