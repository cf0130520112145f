// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestSettings;

/** A firewall in which our rules must behave as in the others, with what an administrator does to it in its words. */
abstract class Firewall {
    private final String name;

    Firewall(String name) {
        this.name = name;
    }

    /** All of them; a test fails with the tool's name where one is missing. */
    static Stream<Firewall> all() {
        return Stream.of(new IptablesFirewall("legacy"), new IptablesFirewall("nft"), new NftablesFirewall());
    }

    /** The programs it needs. */
    abstract List<String> programs();

    /** Our backend for it; without a file of the configuration. */
    abstract RouteBackend backend(TestSettings settings, PluginContext context);

    /** The same with something between it and the programs it runs. */
    abstract RouteBackend backend(TestSettings settings, PluginContext context, UnaryOperator<Commands> port);

    /** The type in the configuration. */
    abstract String type();

    abstract TestSettings settings(boolean manage, boolean filterExample);

    /** Loads a whole file, as the generated one says. */
    abstract void load(Netns router, String file) throws Exception;

    /** All rules of a family, or of both if they are in one place, without counters and dates. */
    abstract String saved(Netns router, Family family) throws Exception;

    String saved(Netns router) throws Exception {
        return saved(router, Family.IPV4);
    }

    /** What is in {@link #saved} if our rules are there. */
    abstract List<String> ours();

    /** Loads rules of other programs, which let nothing through. */
    abstract void foreign(Netns router) throws Exception;

    /** Has those let everything through. */
    abstract void open(Netns router) throws Exception;

    /** A foreign rule that leads into ours, or stands among them. */
    abstract void entangle(Netns router) throws Exception;

    /** Pairs of texts of which the first stands before the second: marks and foreign rules, foreign translation and ours. */
    abstract List<List<String>> order();

    /** What others may do to our rules; each a text for {@link #damage}. */
    abstract List<String> damages();

    abstract void damage(Netns router, String damage) throws Exception;

    /** What a repair says of who that was, a pattern; empty if the kernel does not tell. */
    abstract String culprit();

    /** Removes the rule that gives packets the mark of their connection. */
    abstract void removeRestore(Netns router) throws Exception;

    /** An administrator's rule behind ours: new connections from the LAN take the fibre, mark 0x100. */
    abstract void pin(Netns router) throws Exception;

    /** The generated file with the recipe for published servers uncommented. */
    abstract String withServers(String file);

    /** The generated file with port 25 pinned, and the LAN host leaving the fibre as 192.0.2.3. */
    abstract String withPinAndSource(String file);

    /** Marks of other programs in packets and connections, and three rules of each family that count what must come through. */
    abstract void foreignMarks(Netns router) throws Exception;

    /** The counts of those six rules. */
    abstract List<Long> counts(Netns router) throws Exception;

    String render(RoutePlan plan, boolean filterExample) {
        return backend(settings(false, filterExample), new Lines()).render(plan);
    }

    void apply(Netns router, RoutePlan plan) throws Exception {
        apply(router, plan, new Lines());
    }

    void apply(Netns router, RoutePlan plan, Lines log) throws Exception {
        router.call(() -> {
            try (RouteBackend backend = backend(settings(true, false), log)) {
                backend.apply(plan);
            }
            return true;
        });
    }

    RouteBackend backend(TestSettings settings, Lines log) {
        RouteBackend backend = backend(settings, new Context(log, Path.of("target", "state-of-" + name)));
        assertThat(settings.problems()).isEmpty();
        return backend;
    }

    @Override
    public String toString() {
        return name;
    }

    private record Context(Lines logger, Path folder) implements PluginContext {
        @Override
        public Ticker ticker() {
            return Ticker.SYSTEM;
        }

        @Override
        public Path stateFolder() {
            try {
                return Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String hostName() {
            return "gw1";
        }
    }
}
