// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.function.Consumer;

/** Looks at one side of a machine. */
interface Check {
    /**
     * Tells what it finds; nothing if all is well.
     *
     * @throws IOException if it cannot look, which is a finding of its own
     */
    void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException;
}
