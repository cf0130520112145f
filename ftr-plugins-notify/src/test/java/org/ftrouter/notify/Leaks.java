// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;

/** How many threads and open files this process has. */
public record Leaks(int threads, int files) {
    private static final int PLAY = 10; // pools breathe, the JVM opens a jar now and then

    public static Leaks now() {
        return new Leaks(Thread.getAllStackTraces().size(), new File("/proc/self/fd").list().length);
    }

    public void assertNoMoreThan(Leaks before) {
        assertThat(threads).isLessThanOrEqualTo(before.threads + PLAY);
        assertThat(files).isLessThanOrEqualTo(before.files + PLAY);
    }
}
