// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;

/** The long-lived flows of an agent. */
final class Holds {
    private final Selector selector;
    private final PrintStream out;
    private final Map<String, Hold> byId = new HashMap<>();

    Holds(Selector selector, PrintStream out) {
        this.selector = selector;
        this.out = out;
    }

    /** Opens one: {@code hold ID tcp|udp ADDRESS PORT MILLISECONDS}. */
    void open(String[] words) throws IOException {
        byId.put(words[1], Hold.open(selector, out, words));
    }

    void release(String id) throws IOException {
        Hold hold = byId.remove(id);
        if (hold != null) {
            hold.close();
        }
    }

    /** Nanoseconds until one has to ask. */
    long nextTurn(long now) {
        long wait = 1_000_000_000;
        for (Hold hold : byId.values()) {
            wait = Math.min(wait, hold.next() - now);
        }
        return Math.max(0, wait);
    }

    void turn(long now) throws IOException {
        for (Hold hold : byId.values()) {
            hold.turn(now);
        }
        byId.values().removeIf(Hold::isBroken);
    }
}
