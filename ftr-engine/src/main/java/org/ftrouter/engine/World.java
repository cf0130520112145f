// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.apply.ConnectionTable;
import org.ftrouter.engine.cycle.apply.FormerUplinks;
import org.ftrouter.engine.cycle.notify.Channels;
import org.ftrouter.engine.cycle.probe.KernelSource;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.engine.demo.DemoSource;
import org.ftrouter.engine.demo.DemoWorld;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/** The world as the daemon's mode has it: the kernel and real plugins, or simulated lines. */
final class World implements AutoCloseable {
    private final DaemonOptions.Mode mode;
    private final Path state;
    private final Surroundings maker;
    private final @Nullable DemoWorld demo;

    private World(DaemonOptions options, Surroundings maker, @Nullable DemoWorld demo) {
        this.mode = options.mode();
        this.state = options.state();
        this.maker = maker;
        this.demo = demo;
    }

    static World of(DaemonOptions options, PluginCatalog catalog, PrintStream screen) {
        if (options.mode() != DaemonOptions.Mode.DEMO) {
            return new World(options, new Surroundings(catalog, options, screen, null), null);
        }
        List<Uplink> uplinks = ConfigurationLoader.load(options.config())
                .configuration()
                .map(World::uplinks)
                .orElse(List.of());
        long seed = ThreadLocalRandom.current().nextInt(10_000);
        Messages messages = Messages.of(options.language());
        screen.println(messages.text("demo.begins", Map.of("seed", seed)));
        var world = new DemoWorld(
                uplinks,
                seed,
                (uplink, fault) -> screen.println(messages.text("demo.fault." + fault, Map.of("uplink", uplink))));
        return new World(options, new Surroundings(catalog, options, screen, world), world);
    }

    /** Where nothing is sent, what waits in the outboxes of a daemon in earnest is none of ours. */
    static Channels channels(DaemonOptions options) {
        return options.mode() == DaemonOptions.Mode.LIVE
                ? new Channels(options.state().resolve("outbox"))
                : Channels.inMemory();
    }

    private static List<Uplink> uplinks(Configuration configuration) {
        return configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
    }

    Surroundings maker() {
        return maker;
    }

    NetworkSource source(Configuration configuration) throws IOException {
        return demo == null
                ? new KernelSource(configuration.layout().protocol())
                : new DemoSource(demo, uplinks(configuration));
    }

    /** What the uplinks were when a daemon in earnest ended. */
    FormerUplinks former() {
        return mode == DaemonOptions.Mode.LIVE ? FormerUplinks.in(state) : FormerUplinks.none();
    }

    /** The kernel's table of connections; where nothing may be changed, one that only says what would be done. */
    ConnectionTable connections() throws IOException {
        return mode == DaemonOptions.Mode.LIVE ? ConnectionTable.ofKernel() : maker.connections();
    }

    @Override
    public void close() {
        maker.close();
        if (demo != null) {
            demo.close();
        }
    }
}
