// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.apply.ConnectionTable;
import org.ftrouter.engine.cycle.apply.DryRunBackend;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.demo.DemoWorld;
import org.ftrouter.engine.plugin.OneWire;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;
import org.ftrouter.linux.Connection;
import org.jspecify.annotations.Nullable;

/** The plugins as the mode of the daemon has them: real, only saying what they would do, or simulated. */
final class Surroundings implements Parts.Maker, AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");

    private volatile PluginCatalog catalog;
    private final DaemonOptions.Mode mode;
    private final Messages messages;
    private final PrintStream screen;
    private final @Nullable DemoWorld world;

    /**
     * Plugins of a catalog.
     *
     * @param screen where a dry run or demonstration prints what would be done
     * @param world the simulated uplinks of a demonstration
     */
    Surroundings(PluginCatalog catalog, DaemonOptions options, PrintStream screen, @Nullable DemoWorld world) {
        this.catalog = catalog;
        this.mode = options.mode();
        this.messages = Messages.of(options.language());
        this.screen = screen;
        this.world = world;
    }

    /** The plugins as they were found last. */
    PluginCatalog catalog() {
        return catalog;
    }

    /** Looks at the plugin folders again; what was found counts at once. Gives the plugins of before. */
    PluginCatalog look() {
        PluginCatalog before = catalog;
        catalog = before.renewed();
        return before;
    }

    /** Decides whether the plugins that were found last are kept, or those of before are. */
    void settle(PluginCatalog before, boolean kept) {
        PluginCatalog found = catalog;
        if (kept) {
            found.outlive(before);
        } else {
            catalog = before;
            before.outlive(found);
        }
    }

    @Override
    public void close() {
        catalog.close();
    }

    @Override
    public Probe probe(PluginConfig target) {
        Probe real = catalog.probe(target);
        return world == null ? real : world.instead(real);
    }

    @Override
    public RouteBackend route(PluginConfig backend) {
        RouteBackend real = catalog.route(backend);
        return mode == DaemonOptions.Mode.LIVE
                ? real
                : new DryRunBackend(real, mode == DaemonOptions.Mode.DEMO, line -> would("would.run", "command", line));
    }

    @Override
    public RouteBackend observer(PluginConfig backend, boolean first) {
        if (mode != DaemonOptions.Mode.LIVE) {
            return route(backend);
        }
        RouteBackend would = new DryRunBackend(
                catalog.route(backend), true, line -> LOG.info(messages.text("would.run", Map.of("command", line))));
        return first ? new ObservingBackend(would) : would;
    }

    @Override
    public Map<String, RouteBackend> former(Set<String> types) {
        return mode == DaemonOptions.Mode.LIVE ? catalog.former(types) : Map.of();
    }

    @Override
    public Notifier notifier(PluginConfig channel) {
        Notifier real = catalog.notifier(channel);
        return mode == DaemonOptions.Mode.LIVE
                ? real
                : notice -> screen.println(
                        messages.text("would.send", Map.of("channel", channel.name(), "notice", notice.line("en"))));
    }

    @Override
    public void check(Configuration configuration) {
        OneWire.check(configuration, catalog);
    }

    /** A table of connections that only says what would be forgotten. */
    ConnectionTable connections() {
        return new ConnectionTable() {
            @Override
            public int forget(Family family, int mark, int mask, Predicate<Connection> which) {
                InetAddress nobody = new InetSocketAddress(0).getAddress();
                InetAddress loopback = InetAddress.getLoopbackAddress(); // as if translated
                boolean all = which.test(new Connection(
                        family, Connection.TCP, nobody, nobody, loopback, mark, true, Connection.ESTABLISHED));
                String marked = "0x" + Integer.toHexString(mark) + "/0x" + Integer.toHexString(mask);
                would(
                        "would.run",
                        "command",
                        "conntrack -D -f " + Words.code(family) + (all ? "" : " -p udp") + " --mark " + marked);
                return 0;
            }

            @Override
            public int remark(Family family, int mask, ToIntFunction<Connection> right) {
                return 0;
            }

            @Override
            public boolean fillsLate() {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    /** In a demonstration every line fails again and again; a flap guard would soon leave nothing to see. */
    @Override
    public Rules rules(Rules configured) {
        return world == null ? configured : configured.with(FlapGuard.OFF);
    }

    private void would(String key, String name, String value) {
        screen.println(messages.text(key, Map.of(name, value)));
    }
}
