// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import picocli.CommandLine;

/** {@code ftr lab} as a program of its own: what runs inside a user namespace when the user is not root. */
final class LabMain {
    private LabMain() {}

    /** Takes what stands behind {@code ftr lab}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LabCommand()).execute(args));
    }
}
