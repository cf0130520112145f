// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

/** How long jars stay open: until they are retired and nothing that was made from them is in use. Safe for all threads. */
final class Lifetime {
    private final Runnable end;
    private final Closed closed;
    private int uses;
    private boolean retired;

    /** Who is told that something was closed. */
    interface Closed {
        /** So much is in use yet; over: and nothing more will be made. */
        void closed(int inUse, boolean over);
    }

    /** One whose use nobody watches. */
    Lifetime(Runnable end) {
        this(end, (inUse, over) -> {});
    }

    /** @param end called once, on the thread that brings it about, as is the other */
    Lifetime(Runnable end, Closed closed) {
        this.end = end;
        this.closed = closed;
    }

    /** Something was made. */
    synchronized void use() {
        uses++;
    }

    /** It was closed. */
    void release() {
        boolean over;
        int left;
        synchronized (this) {
            uses--;
            left = uses;
            over = retired && uses == 0;
        }
        if (over) {
            end.run();
        }
        closed.closed(left, over);
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
            closed.closed(0, true);
        }
    }
}
