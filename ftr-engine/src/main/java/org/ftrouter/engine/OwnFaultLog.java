// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.text.Messages;

/** Says in the log that nothing is known of a path, for we cannot even ask, and when we can again. */
final class OwnFaultLog implements BiConsumer<PathId, Optional<String>> {
    private static final Logger LOG = LogManager.getLogger("ftr");

    private final Messages messages;

    OwnFaultLog(String language) {
        this.messages = Messages.of(language);
    }

    @Override
    public void accept(PathId path, Optional<String> why) {
        why.ifPresentOrElse(
                text -> LOG.warn(messages.text("log.unasked", Map.of("uplink", path, "text", text))),
                () -> LOG.info(messages.text("log.asked", Map.of("uplink", path))));
    }
}
