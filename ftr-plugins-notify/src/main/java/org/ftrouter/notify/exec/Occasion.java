// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.util.Map;
import org.ftrouter.api.notify.Notice;

/** When a command runs, in the order in which they run. */
enum Occasion {
    EVERY("command"),
    UP("up-command"),
    DOWN("down-command"),
    ALL_UP("all-up-command"),
    ALL_DOWN("all-down-command");

    private final String key;

    Occasion(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Whether it is this notice. */
    boolean is(Notice notice) {
        return switch (this) {
            case EVERY -> true;
            case UP -> notice.kind().equals("uplink.up");
            case DOWN -> notice.kind().equals("uplink.down");
            case ALL_UP -> notice.kind().equals("uplink.up") && allUsable(notice.fields());
            case ALL_DOWN -> notice.kind().equals("routing.all-down");
        };
    }

    private static boolean allUsable(Map<String, String> fields) {
        String usable = fields.get("usable");
        return usable != null && usable.equals(fields.get("configured"));
    }
}
