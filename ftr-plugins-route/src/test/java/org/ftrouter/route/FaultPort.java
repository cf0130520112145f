// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.nio.file.Path;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Ticker;

/**
 * Stands between a backend and all it writes to: programs that are given input, and its own record. Lets so many steps
 * through and ends the backend in the place of the next one, as SIGKILL would. What only reads is no step: to die there
 * leaves what dying at the next step does.
 */
final class FaultPort {
    private int left;
    private final int bytes;
    private boolean cut;

    /** The end of a process: nothing of ours catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Something a backend does. */
    interface Deed {
        void run() throws Exception;
    }

    FaultPort(int steps) {
        this(steps, 0);
    }

    /** One that ends the backend when it has given a program no more than so many bytes of its input. */
    FaultPort(int steps, int bytes) {
        this.left = steps;
        this.bytes = bytes;
    }

    /** Whether the backend came to its end in this. */
    static boolean dies(Deed deed) throws Exception {
        try {
            deed.run();
            return false;
        } catch (Death e) {
            return true;
        }
    }

    /** Whether a program was given a part of its input. */
    boolean hasCut() {
        return cut;
    }

    private void step() {
        if (left-- <= 0) {
            throw new Death();
        }
    }

    /** Programs behind the port. */
    Commands through(Commands programs) {
        return (command, input) -> {
            if (!input.isEmpty()) {
                if (left == 0 && bytes > 0 && bytes < input.length()) {
                    programs.run(command, input.substring(0, bytes));
                    cut = true;
                }
                step();
            }
            return programs.run(command, input);
        };
    }

    /** A context whose state folder is behind the port. */
    PluginContext context(Path state, System.Logger logger) {
        return new PluginContext() {
            @Override
            public Ticker ticker() {
                return Ticker.SYSTEM;
            }

            @Override
            public System.Logger logger() {
                return logger;
            }

            @Override
            public Path stateFolder() {
                step();
                return state;
            }

            @Override
            public String hostName() {
                return "gw1";
            }
        };
    }
}
