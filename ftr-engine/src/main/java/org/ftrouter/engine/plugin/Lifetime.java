// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

/** How long jars stay open: until they are retired and nothing that was made from them is in use. Safe for all threads. */
final class Lifetime {
    private final Runnable end;
    private int uses;
    private boolean retired;

    /** @param end called once, on the thread that brings it about */
    Lifetime(Runnable end) {
        this.end = end;
    }

    /** Something was made. */
    synchronized void use() {
        uses++;
    }

    /** It was closed. */
    void release() {
        boolean over;
        synchronized (this) {
            uses--;
            over = retired && uses == 0;
        }
        if (over) {
            end.run();
        }
    }

    /** Nothing more will be made. Doing so again does nothing. */
    void retire() {
        boolean over;
        synchronized (this) {
            over = !retired && uses == 0;
            retired = true;
        }
        if (over) {
            end.run();
        }
    }
}
