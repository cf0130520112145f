// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

/** What a finished command left: its exit code and what it wrote (both streams, in order). */
public record Completed(int exitCode, String output) {
    /** Whether the command says it did its work. */
    public boolean succeeded() {
        return exitCode == 0;
    }
}
