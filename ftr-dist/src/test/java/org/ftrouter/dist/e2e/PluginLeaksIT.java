// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.ftrouter.dist.ForeignJar;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon with plugins of each kind that leave a thread behind in every callback that it calls until they are gone, and
 * heed no interrupt.
 */
@Tag("paired")
class PluginLeaksIT {
    /** What a plugin began may go on for 70 s after its end. */
    private static final Duration NAMED = Duration.ofSeconds(70).plus(Router.LONG);

    private static final String LEAK = """
            final class Leak {
                private static final java.util.Set<String> BEGUN = java.util.concurrent.ConcurrentHashMap.newKeySet();
                static void in(String callback) {
                    if (BEGUN.add(callback)) {
                        var thread = new Thread(Leak::goOn, "leak in " + callback);
                        thread.setDaemon(true);
                        thread.start();
                    }
                }
                private static void goOn() {
                    while (true) {
                        try { Thread.sleep(3_600_000); } catch (InterruptedException e) { }
                    }
                }
            }
            """;

    private static final String PROBE = """
            public final class Dowser implements ProbeFactory {
                public String type() { Leak.in("type"); return "dowser"; }
                public Probe create(Settings settings, ProbeContext context) {
                    Leak.in("create");
                    settings.string("target");
                    return new Probe() {
                        public boolean asks(Family family) { Leak.in("asks"); return true; }
                        public ProbeBytes bytes(Family family) { Leak.in("bytes"); return Probe.super.bytes(family); }
                        public boolean local() { Leak.in("local"); return false; }
                        public java.util.concurrent.CompletionStage<ProbeResult> probe(
                                Path path, java.time.Duration timeout) {
                            Leak.in("probe");
                            return java.util.concurrent.CompletableFuture.completedFuture(
                                    ProbeResult.reply(java.time.Duration.ofMillis(1)));
                        }
                        public void close() { Leak.in("close"); }
                    };
                }
            }
            """ + LEAK;

    private static final String NOTIFIER = """
            public final class Crier implements NotifierFactory {
                public String type() { Leak.in("type"); return "crier"; }
                public Notifier create(Settings settings, PluginContext context) {
                    Leak.in("create");
                    return new Notifier() {
                        public void start() { Leak.in("start"); }
                        public void send(Notice notice) { Leak.in("send"); }
                        public boolean forPeople() { Leak.in("forPeople"); return false; }
                        public void close() { Leak.in("close"); }
                    };
                }
            }
            """ + LEAK;

    private static final String ROUTE = """
            public final class Scribe implements RouteBackendFactory {
                public String type() { Leak.in("type"); return "scribe"; }
                public RouteBackend create(Settings settings, PluginContext context) {
                    Leak.in("create");
                    return new RouteBackend() {
                        public void watch(Runnable onChange) { Leak.in("watch"); }
                        public void apply(RoutePlan plan) { Leak.in("apply"); }
                        public String render(RoutePlan plan) { return ""; }
                        public void remove() { }
                        public void close() { Leak.in("close"); }
                    };
                }
            }
            """ + LEAK;

    @TempDir
    Path temp;

    private Path told;

    @Test
    void aJarThatLeavesAThreadBehindInEveryCallbackIsNamedAfterItsEndAndTheDaemonGoesOn() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        told = temp.resolve("told");
        Path dowser = leaky("probe.ProbeFactory", "Dowser", PROBE);
        Path crier = leaky("notify.NotifierFactory", "Crier", NOTIFIER);
        Path scribe = leaky("route.RouteBackendFactory", "Scribe", ROUTE);
        String keeper = "{ type = exec, name = keeper, command = [ \"/usr/bin/tee\", \"-a\", \"" + told + "\" ] }";
        try (Lab lab = Lab.builder()
                .uplinks(2)
                .ftr(temp.resolve("ftr/bin/ftr"))
                .config("probe { hold-up = 1s }\nnotify = [ " + keeper + " ]")
                .build()) {
            String without = Files.readString(lab.config());
            lab.writeConfig(without.replace("targets = [", "targets = [ \"dowser:x\",")
                    .replace(keeper, keeper + ", { type = crier }")
                    .replaceFirst("(route = \\[.*) ]", "$1, { type = scribe } ]"));
            lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();
            LabUplink uplink = lab.uplinks().get(0);
            lab.fault(uplink, Fault.BLACKHOLE);
            router.awaitHealth(uplink, "down");
            lab.heal(uplink);
            router.awaitAllUp();

            lab.writeConfig(without);
            for (Path jar : new Path[] {dowser, crier, scribe}) {
                Files.delete(jar);
            }
            assertThat(ControlClient.ask(lab.socket(), "reload")).contains("\"reloaded\":true");

            awaitNamed(router, "probe", dowser, 7);
            awaitNamed(router, "notify", crier, 6);
            awaitNamed(router, "route", scribe, 5);
            lab.fault(uplink, Fault.BLACKHOLE);
            router.awaitHealth(uplink, "down");
        }
    }

    private Path leaky(String service, String name, String body) throws Exception {
        Path jar = temp.resolve("ftr/plugins/" + name.toLowerCase(Locale.ROOT) + ".jar");
        return ForeignJar.write(jar, temp, service, name, body);
    }

    /** In the list, and in a notice, with all threads that it left. */
    private void awaitNamed(Router router, String kind, Path jar, int threads) throws Exception {
        String type = jar.getFileName().toString().replace(".jar", "");
        String why = "threads that it began go on, " + threads + " of them: 'leak in ";
        Router.await(type + " is told", NAMED, () -> leaks(jar).size() == 1);
        assertThat(leaks(jar)).singleElement().asString().contains(kind, why);
        assertThat(router.ftr("plugins").output())
                .containsPattern(type + " +" + kind + " +- +leaking +" + jar)
                .contains(why);
    }

    private List<String> leaks(Path jar) throws Exception {
        return Files.readString(told)
                .lines()
                .filter(line -> line.contains("plugin.leaking") && line.contains(jar.toString()))
                .toList();
    }
}
