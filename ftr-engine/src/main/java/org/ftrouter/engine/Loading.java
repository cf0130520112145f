// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.StartException.Reason;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.Loaded;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.ProblemPrinter;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.plugin.PluginReport;
import org.ftrouter.engine.plugin.Trial;

/** From the configuration file to plugins that are ready to run, or to everything that is wrong. */
final class Loading {
    private final DaemonOptions options;
    private final Surroundings maker;
    private List<Uplink> former = List.of();

    /**
     * A configuration with all that its plugins made of it.
     *
     * @param warnings of one line each
     * @param unsaved uplinks' ids that count only once they are confirmed
     */
    record Ready(Configuration configuration, Parts parts, List<String> warnings, Optional<UplinkIds> unsaved) {}

    Loading(DaemonOptions options, Surroundings maker) {
        this.options = options;
        this.maker = maker;
    }

    /** Reads the file, after a look at the plugin folders, of which nothing remains if the configuration is refused. */
    Ready load() throws StartException {
        return load(false);
    }

    /** The same; what is loaded on trial gives uplinks ids that count only once it is confirmed. */
    Ready load(boolean onTrial) throws StartException {
        PluginCatalog before = maker.look();
        boolean kept = false;
        try {
            Ready ready = read(onTrial);
            kept = true;
            return ready;
        } finally {
            maker.settle(before, kept);
        }
    }

    /** What there is to say about the plugins, for {@code ftr plugins}. */
    String plugins() {
        return PluginReport.json(maker.catalog().plugins()).toString();
    }

    /** Plugins from jars that have come into use since this was asked last. */
    List<PluginInfo> started() {
        return maker.catalog().started();
    }

    private Ready read(boolean onTrial) throws StartException {
        UplinkIds ids = ids();
        ids.former(former);
        Loaded loaded = new ConfigurationLoader().load(options.config(), ids);
        if (loaded.configuration().isEmpty()) {
            Trial.of(loaded, maker.catalog());
            throw rejected(loaded);
        }
        Configuration configuration = loaded.configuration().get();
        Parts parts = Parts.of(configuration, maker);
        try {
            if (loaded.problems().hasErrors()) {
                throw rejected(loaded);
            }
            if (!onTrial) {
                remember(ids);
            }
        } catch (StartException e) {
            parts.discard();
            throw e;
        }
        former = uplinks(configuration);
        return new Ready(
                configuration,
                parts,
                loaded.problems().list().stream().map(Problem::toString).toList(),
                onTrial ? Optional.of(ids) : Optional.empty());
    }

    /** New plugins for a configuration that was in force before. */
    Ready again(Configuration configuration) {
        former = uplinks(configuration);
        return new Ready(configuration, Parts.of(configuration, maker), List.of(), Optional.empty());
    }

    private static List<Uplink> uplinks(Configuration configuration) {
        return configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
    }

    private static StartException rejected(Loaded loaded) {
        List<Problem> all = loaded.problems().list();
        return new StartException(
                Reason.CONFIG,
                new ProblemPrinter(Path.of("")).print(all),
                all.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList());
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

    /** These are the uplinks' ids from now on, also after a restart. */
    void remember(UplinkIds ids) throws StartException {
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
        return options.state().resolve(UplinkIds.FILE);
    }
}
