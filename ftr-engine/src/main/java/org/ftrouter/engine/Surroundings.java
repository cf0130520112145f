// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.PrintStream;
import java.util.Map;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.apply.DryRunBackend;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.demo.DemoWorld;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/** The plugins as the mode of the daemon has them: real, only saying what they would do, or simulated. */
final class Surroundings implements Parts.Maker {
    private final PluginCatalog catalog;
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
    public Notifier notifier(PluginConfig channel) {
        Notifier real = catalog.notifier(channel);
        return mode == DaemonOptions.Mode.LIVE
                ? real
                : notice -> screen.println(
                        messages.text("would.send", Map.of("channel", channel.name(), "notice", notice.line("en"))));
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
