// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.io.IOException;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.ftrouter.api.Family;
import org.ftrouter.linux.Connection;
import org.ftrouter.linux.Conntrack;

/** The table of tracked connections: the kernel's, or one that only says what would be done. */
public interface ConnectionTable extends AutoCloseable {
    /** Forgets the connections of a family, marked like this within the mask, that the condition picks; returns how many. */
    int forget(Family family, int mark, int mask, Predicate<Connection> which) throws IOException;

    /** How many the last {@link #forget} has left because a flowtable has them, which the kernel lets nobody forget. */
    default int kept() {
        return 0;
    }

    /** Gives connections of a family the mark that they ought to have within the mask; returns how many had another. */
    int remark(Family family, int mask, ToIntFunction<Connection> right) throws IOException;

    /** Whether connections that were under way may turn up a little later. */
    default boolean fillsLate() {
        return true;
    }

    @Override
    void close();

    /** The kernel's, of the network namespace of this thread, for this thread. */
    static ConnectionTable ofKernel() throws IOException {
        Conntrack kernel = Conntrack.open();
        return new ConnectionTable() {
            @Override
            public int forget(Family family, int mark, int mask, Predicate<Connection> which) throws IOException {
                return kernel.forget(family, mark, mask, which);
            }

            @Override
            public int kept() {
                return kernel.kept();
            }

            @Override
            public int remark(Family family, int mask, ToIntFunction<Connection> right) throws IOException {
                return kernel.remark(family, mask, right);
            }

            @Override
            public void close() {
                kernel.close();
            }
        };
    }
}
