// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A configuration as it is written, to be compared with another. It holds secrets, so nothing of it is ever shown. */
public final class Written {
    private static final int DEEPEST = 3;

    private final ConfigObject tree;

    Written(ConfigObject tree) {
        this.tree = tree;
    }

    /**
     * What another is unlike: keys, never values.
     *
     * @param changed keys whose value is another
     * @param added keys that were not there
     * @param removed keys that are not there any more
     */
    public record Changes(List<String> changed, List<String> added, List<String> removed) {

        /** Copies. */
        public Changes {
            changed = List.copyOf(changed);
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        /** Whether both say the same. */
        public boolean isEmpty() {
            return changed.isEmpty() && added.isEmpty() && removed.isEmpty();
        }
    }

    /** What is new in the next one. */
    public Changes changesTo(Written next) {
        var changed = new ArrayList<String>();
        var added = new ArrayList<String>();
        var removed = new ArrayList<String>();
        compare("", tree, next.tree, 1, new Changing(changed, added, removed));
        return new Changes(changed, added, removed);
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "Written";
    }

    private record Changing(List<String> changed, List<String> added, List<String> removed) {}

    private static void compare(String above, ConfigObject before, ConfigObject after, int depth, Changing into) {
        Map<String, ConfigValue> all = new TreeMap<>(new LinkedHashMap<>(before));
        all.putAll(after);
        for (String key : all.keySet()) {
            String path = above + (above.isEmpty() ? "" : ".") + ConfigUtil.joinPath(key);
            ConfigValue old = before.get(key);
            ConfigValue now = after.get(key);
            if (old == null) {
                into.added.add(Shown.safe(path));
            } else if (now == null) {
                into.removed.add(Shown.safe(path));
            } else if (depth < DEEPEST && old instanceof ConfigObject from && now instanceof ConfigObject to) {
                compare(path, from, to, depth + 1, into);
            } else if (!old.equals(now)) {
                into.changed.add(Shown.safe(path));
            }
        }
    }
}
