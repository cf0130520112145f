// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant by a misspelt word. */
public final class Suggestion {
    private static final int MOST_CHANGES = 2;

    private Suggestion() {}

    /** The nearest of the known words: at most two changes away, and fewer changes than it has letters to keep. */
    public static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> !word.equals(written))
                .filter(word -> distance(written, word) <= Math.min(MOST_CHANGES, word.length() / 2))
                .min(Comparator.comparingInt((String word) -> distance(written, word))
                        .thenComparing(word -> word));
    }

    /** The same as a hint for people, or an empty text. */
    public static String hint(String written, Collection<String> known) {
        return of(written, known).map(word -> "did you mean '" + word + "'?").orElse("");
    }

    /** Letters inserted, left out, replaced or swapped with their neighbour (Damerau and Levenshtein). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapest(int[][] d, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
