// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.engine.StartException.Reason;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.Loaded;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.UplinkIds;

/** From the configuration file to plugins that are ready to run, or to everything that is wrong. */
final class Loading {
    private final DaemonOptions options;
    private final Parts.Maker maker;

    /** A configuration with all that its plugins made of it; warnings have one line each. */
    record Ready(Configuration configuration, Parts parts, List<String> warnings) {}

    Loading(DaemonOptions options, Parts.Maker maker) {
        this.options = options;
        this.maker = maker;
    }

    Ready load() throws StartException {
        UplinkIds ids = ids();
        Loaded loaded = new ConfigurationLoader().load(options.config(), ids);
        if (loaded.configuration().isEmpty()) {
            throw rejected(loaded);
        }
        Configuration configuration = loaded.configuration().get();
        Parts parts = Parts.of(configuration, maker);
        if (loaded.problems().hasErrors()) {
            parts.close();
            throw rejected(loaded);
        }
        remember(ids);
        return new Ready(
                configuration,
                parts,
                loaded.problems().list().stream().map(Problem::toString).toList());
    }

    private static StartException rejected(Loaded loaded) {
        return new StartException(
                Reason.CONFIG,
                String.join(
                        "\n",
                        loaded.problems().list().stream().map(Problem::toString).toList()));
    }

    private UplinkIds ids() throws StartException {
        if (options.mode() == DaemonOptions.Mode.DEMO) {
            return UplinkIds.none();
        }
        try {
            return UplinkIds.read(file());
        } catch (IOException e) {
            throw new StartException(Reason.FAILED, "the uplinks' ids cannot be read from " + file() + ": " + e);
        }
    }

    private void remember(UplinkIds ids) throws StartException {
        if (options.mode() != DaemonOptions.Mode.LIVE) {
            return;
        }
        try {
            ids.save(file());
        } catch (IOException e) {
            throw new StartException(
                    Reason.FAILED,
                    "the uplinks' ids cannot be written to " + file() + ", so that marks could change: " + e);
        }
    }

    private Path file() {
        return options.state().resolve("uplink-ids");
    }
}
