// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.apply.ApplyOutcome;
import org.ftrouter.engine.cycle.notify.Channels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jars compiled when a notifier could only send and a route backend only apply, render and remove: they run in the engine
 * of today. (The same of a probe: {@link HostileJarTest}.)
 */
@Timeout(120)
class OlderApiTest {
    @TempDir
    Path temp;

    private Path said;
    private PluginCatalog catalog;

    @BeforeEach
    void oldJars() throws Exception {
        said = temp.resolve("said");
        Path folder = Files.createDirectory(temp.resolve("plugins"));
        Path older = olderApi();
        new ForeignPlugin(temp)
                .against(older)
                .source("old/Crier", """
                        package old;
                        import java.io.IOException;
                        import java.nio.file.*;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.notify.*;
                        public final class Crier implements NotifierFactory {
                            public String type() { return "crier"; }
                            public Notifier create(Settings settings, PluginContext context) {
                                String to = settings.string("to");
                                return notice -> {
                                    try {
                                        Files.writeString(Paths.get(to), notice.line("en"));
                                    } catch (IOException e) {
                                        throw new NotifyException("hoarse", e);
                                    }
                                };
                            }
                        }
                        """)
                .provides(NotifierFactory.class, "old.Crier")
                .jar(folder.resolve("crier.jar"));
        new ForeignPlugin(temp)
                .against(older)
                .source("old/Signpost", """
                        package old;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.route.*;
                        public final class Signpost implements RouteBackendFactory, RouteBackend {
                            private int hops = -1;
                            public String type() { return "signpost"; }
                            public RouteBackend create(Settings settings, PluginContext context) { return this; }
                            public void apply(RoutePlan plan) throws RouteException {
                                if (plan.hops().isEmpty()) throw new RouteException(RouteException.Reason.PARTIAL, "nowhere");
                                hops = plan.hops().size();
                            }
                            public String render(RoutePlan plan) { return plan.hops().size() + " arms, before " + hops; }
                            public void remove() { hops = 0; }
                        }
                        """)
                .provides(RouteBackendFactory.class, "old.Signpost")
                .jar(folder.resolve("signpost.jar"));
        catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"));
    }

    private Path olderApi() throws Exception {
        return new ForeignPlugin(temp)
                .source("org/ftrouter/api/Settings", """
                        package org.ftrouter.api;
                        public interface Settings { String string(String key); }
                        """)
                .source("org/ftrouter/api/PluginContext", "package org.ftrouter.api; public interface PluginContext {}")
                .source("org/ftrouter/api/notify/Notice", """
                        package org.ftrouter.api.notify;
                        public final class Notice { public String line(String language) { return null; } }
                        """)
                .source("org/ftrouter/api/notify/NotifyException", """
                        package org.ftrouter.api.notify;
                        public final class NotifyException extends Exception {
                            public NotifyException(String message, Throwable cause) {}
                        }
                        """)
                .source("org/ftrouter/api/notify/Notifier", """
                        package org.ftrouter.api.notify;
                        public interface Notifier { void send(Notice notice) throws NotifyException, InterruptedException; }
                        """)
                .source("org/ftrouter/api/notify/NotifierFactory", """
                        package org.ftrouter.api.notify;
                        import org.ftrouter.api.*;
                        public interface NotifierFactory {
                            String type();
                            Notifier create(Settings settings, PluginContext context);
                        }
                        """)
                .source("org/ftrouter/api/route/NextHop", """
                        package org.ftrouter.api.route;
                        public final class NextHop {}
                        """)
                .source("org/ftrouter/api/route/RoutePlan", """
                        package org.ftrouter.api.route;
                        import java.util.List;
                        public final class RoutePlan { public List<NextHop> hops() { return null; } }
                        """)
                .source("org/ftrouter/api/route/RouteException", """
                        package org.ftrouter.api.route;
                        public final class RouteException extends Exception {
                            public enum Reason { PARTIAL }
                            public RouteException(Reason reason, String message) {}
                        }
                        """)
                .source("org/ftrouter/api/route/RouteBackend", """
                        package org.ftrouter.api.route;
                        public interface RouteBackend {
                            void apply(RoutePlan plan) throws RouteException, InterruptedException;
                            String render(RoutePlan plan);
                            void remove() throws RouteException, InterruptedException;
                        }
                        """)
                .source("org/ftrouter/api/route/RouteBackendFactory", """
                        package org.ftrouter.api.route;
                        import org.ftrouter.api.*;
                        public interface RouteBackendFactory {
                            String type();
                            RouteBackend create(Settings settings, PluginContext context);
                        }
                        """)
                .classes();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static PluginConfig config(String type, TestSettings settings) {
        return new PluginConfig(type, type, settings, "test.conf:1");
    }

    private Notifier crier() {
        return catalog.notifier(config("crier", TestSettings.of("to", said.toString())));
    }

    private static Notice notice() {
        return new Notice(
                "01",
                "01",
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.of("dsl"),
                Map.of(),
                Map.of("en", new Notice.Text("dsl is down", "dsl is down\n")));
    }

    @Test
    void aNotifierDeliversWhatTheEngineSends() {
        try (var channels = new Channels(temp.resolve("outbox"))) {
            channels.use(Map.of("crier", crier()));

            channels.send(notice());

            Await.until("said", () -> said.toFile().length() > 0);
            Await.until("done", () -> channels.report().get("crier").waiting() == 0);
            assertThat(said).content().contains("dsl is down");
        }
    }

    @Test
    void whatANotifierDoesNotKnowOfHasTheUsualAnswers() throws Exception {
        var steps = new ArrayList<String>();
        try (Notifier crier = crier()) {
            crier.start();
            crier.test(notice(), new Steps() {
                @Override
                public void begin(String name, String what) {
                    steps.add(name);
                }

                @Override
                public void passed(String text) {
                    steps.add("passed");
                }
            });

            assertThat(crier.forPeople()).isTrue();
            assertThat(List.of(crier.repeatEvery(), crier.gatherFor())).containsOnly(Duration.ZERO);
        }
        assertThat(steps).containsExactly("send", "passed");
        assertThat(said).content().contains("dsl is down");
    }

    @Test
    void aRefusalOfAnOldNotifierIsToldInItsWords() {
        Notifier crier = catalog.notifier(config("crier", TestSettings.of("to", temp.toString())));

        assertThatThrownBy(() -> crier.send(notice()))
                .isInstanceOf(NotifyException.class)
                .hasMessageContaining("hoarse");
    }

    @Test
    void aBackendAppliesWhatTheEnginePlans() throws Exception {
        RouteBackend signpost = catalog.route(config("signpost", TestSettings.of()));
        RoutePlan two = TestUplinks.plan(List.of(TestUplinks.uplink(1), TestUplinks.uplink(2)), 0, 1);
        BlockingQueue<ApplyOutcome> outcomes = new LinkedBlockingQueue<>();
        try (var applier = new Applier(Map.of("signpost", signpost), Ticker.SYSTEM, outcomes::add, null)) {
            applier.apply(two);
            ApplyOutcome done = outcomes.poll(30, TimeUnit.SECONDS);
            applier.apply(TestUplinks.plan(two.uplinks()));
            ApplyOutcome refused = outcomes.poll(30, TimeUnit.SECONDS);

            assertThat(done).isNotNull();
            assertThat(done.problem()).isEmpty();
            assertThat(refused).isNotNull();
            assertThat(refused.problem()).contains(new ApplyOutcome.Problem(RouteException.Reason.PARTIAL, "nowhere"));
            assertThat(signpost.render(two)).isEqualTo("4 arms, before 4");
        }
    }

    @Test
    void whatABackendDoesNotKnowOfHasTheUsualAnswers() throws Exception {
        RouteBackend signpost = catalog.route(config("signpost", TestSettings.of()));
        RoutePlan plan = TestUplinks.plan(List.of(TestUplinks.uplink(1)), 0);

        assertThat(catalog.tellsApart("signpost")).isFalse();
        signpost.watch(() -> {
            throw new AssertionError("nothing is watched");
        });
        assertThatThrownBy(() -> signpost.check(plan, said))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(RouteException.Reason.UNSUPPORTED));
        signpost.remove();
        assertThat(signpost.render(plan)).endsWith("before 0");
        signpost.close();
    }
}
