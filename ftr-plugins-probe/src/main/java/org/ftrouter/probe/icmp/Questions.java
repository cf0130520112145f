// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions asked through one channel, found by their sequence numbers, which follow each other. Settled ones are
 * kept a while, so that a late reply is told from a foreign one.
 */
final class Questions {
    private static final int SEQUENCES = 65_536;
    private static final int KEPT = 64;
    private @Nullable Question[] ring = new Question[KEPT];
    private int oldest;
    private int size;

    Questions(int firstSequence) {
        oldest = firstSequence;
    }

    /** The number the next question has to carry. */
    int nextSequence() {
        return (oldest + size) & (SEQUENCES - 1);
    }

    /** Whether all numbers are in use by questions that wait. */
    boolean full() {
        return size == SEQUENCES;
    }

    /** Adds the question that carries {@link #nextSequence()}. Not when {@link #full()}. */
    void add(Question question) {
        if (size == ring.length) {
            grow();
        }
        ring[nextSequence() & (ring.length - 1)] = question;
        size++;
        forget();
    }

    private void grow() {
        var larger = new Question[2 * ring.length];
        for (int i = 0; i < size; i++) {
            larger[(oldest + i) & (larger.length - 1)] = ring[(oldest + i) & (ring.length - 1)];
        }
        ring = larger;
    }

    private void forget() {
        while (size >= KEPT) {
            int index = oldest & (ring.length - 1);
            Question question = ring[index];
            if (question != null && question.waiting()) {
                return;
            }
            ring[index] = null;
            oldest++;
            size--;
        }
    }

    /** The question that carries the number, if it is not forgotten. */
    @Nullable
    Question find(int sequence) {
        int distance = (sequence - oldest) & (SEQUENCES - 1);
        return distance < size ? ring[sequence & (ring.length - 1)] : null;
    }

    /** Whether the one asked last waits for a reply. */
    boolean newestWaits() {
        Question newest = size == 0 ? null : ring[(oldest + size - 1) & (ring.length - 1)];
        return newest != null && newest.waiting();
    }

    /** Those that wait for a reply. */
    List<Question> waiting() {
        var waiting = new ArrayList<Question>();
        for (int i = 0; i < size; i++) {
            Question question = ring[(oldest + i) & (ring.length - 1)];
            if (question != null && question.waiting()) {
                waiting.add(question);
            }
        }
        return waiting;
    }
}
