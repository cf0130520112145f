// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.util.PriorityQueue;

/** What is to happen when. Entries of the same moment happen in the order in which they were made. */
final class Agenda {
    /** Later than anything. */
    static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long made;

    /** Something that happens at a moment. */
    abstract static class Entry implements Comparable<Entry> {
        private long at;
        private long number;

        abstract void happen();

        @Override
        public final int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    void enter(Entry entry, long at) {
        entry.at = at;
        entry.number = made++;
        entries.add(entry);
    }

    void enter(Runnable action, long at) {
        enter(
                new Entry() {
                    @Override
                    void happen() {
                        action.run();
                    }
                },
                at);
    }

    /** When the next entry is due, {@link #NEVER} if there is none. */
    long next() {
        Entry first = entries.peek();
        return first == null ? NEVER : first.at;
    }

    /** Has everything happen that is due; returns how many entries that were. */
    int happen(long now) {
        int count = 0;
        while (next() <= now) {
            entries.remove().happen();
            count++;
        }
        return count;
    }

    int size() {
        return entries.size();
    }
}
