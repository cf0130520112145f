// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a path is what it is: a code for machines and the numbers that decided. The text for people is made from both, in
 * their language, elsewhere.
 */
public record Reason(Code code, Map<String, Object> numbers) {

    /** The closed list of reasons; codes are never renamed. */
    public enum Code {
        /** Enough targets answer; the numbers say how many did when it came up. */
        OK,
        /** Not tested yet. */
        STARTING,
        /** The interface does not exist. */
        NO_INTERFACE,
        /** The interface has another name now. */
        RENAMED_INTERFACE,
        /** The interface is switched off. */
        LINK_DOWN,
        /** The interface has no carrier: cable, modem. */
        NO_CARRIER,
        /** The interface has no usable address, or not the configured one. */
        NO_ADDRESS,
        /** No gateway is configured or learnt. */
        NO_GATEWAY,
        /** It is dialled only when no better uplink works. */
        NOT_DIALLED,
        /** It is being dialled. */
        DIALLING,
        /** It is needed, but cannot be dialled. */
        DIAL_FAILED,
        /** Too few targets answered, and other paths hear theirs. */
        PROBE_QUORUM,
        /** Too few targets answered, and no other path hears anything either. */
        ALL_SILENT,
        /** It answers again and must go on doing so for a while. */
        HOLDING,
        /** The same for longer, since it failed again and again. */
        FLAP_GUARD,
        /** It loses too much. */
        LOSS_HIGH,
        /** Its answers take too long. */
        LATENCY_HIGH,
        /** The times its answers take differ too much. */
        JITTER_HIGH;

        /** Whether it is no fault: the uplink is not meant to be used now, or not yet. */
        public boolean isRest() {
            return this == NOT_DIALLED || this == DIALLING;
        }
    }

    /** Among the numbers, if anything came: what targets, or routers on the way, said instead of answering; for people. */
    public static final String SAID = "said";

    static final Reason STARTING = of(Code.STARTING);

    /** Copies. */
    public Reason {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    public static Reason of(Code code) {
        return new Reason(code, Map.of());
    }
}
