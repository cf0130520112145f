// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.notify.Steps;

/** The steps of a test delivery: {@code name localhost -> 127.0.0.1}; one that has not passed ends with {@code ...}. */
public final class RecordedSteps implements Steps {
    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void begin(String step, String what) {
        lines.add((step + " " + what).strip() + " ...");
    }

    @Override
    public void passed(String detail) {
        int last = lines.size() - 1;
        lines.set(last, (lines.get(last).replaceFirst(" \\.\\.\\.$", " ") + detail).strip());
    }
}
