// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.dist.ForeignJar;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running daemon whose plugins of all three kinds are replaced again and again. */
class PluginReloadsIT {
    private static final int ROUNDS = Integer.getInteger("plugin.cycles", 30);
    private static final int WARM_UP = 10; // what is made once is there by then

    /** Of all class loaders in a daemon, those of jars alone are of this class. */
    private static final Pattern LOADERS =
            Pattern.compile("^ *\\d+: +(\\d+) .* java\\.net\\.URLClassLoader(?: .*)?$", Pattern.MULTILINE);

    private static final Map<String, String> PROVIDERS = Map.of(
            "probe.ProbeFactory", "Dowser",
            "notify.NotifierFactory", "Dowser$Crier",
            "route.RouteBackendFactory", "Dowser$Scribe");

    /** Uses what leaves traces in the JDK: threads of its own and of others, deadlines of futures, class path resources. */
    private static final String SOURCE = """
            import java.time.Duration;
            import java.util.concurrent.*;
            public final class Dowser implements ProbeFactory {
                public String type() { return "dowser"; }
                public Probe create(Settings settings, ProbeContext context) {
                    settings.string("target");
                    context.logger().log(System.Logger.Level.DEBUG, "%s is made: {0}", this);
                    var unused = CompletableFuture.runAsync(() -> {}).orTimeout(1, TimeUnit.SECONDS);
                    return new Rod(Executors.newSingleThreadExecutor());
                }
                record Rod(ExecutorService thread) implements Probe {
                    public boolean asks(Family family) { return true; }
                    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                        return CompletableFuture.runAsync(() -> Rod.class.getResource("/none"))
                                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                                .thenApplyAsync(x -> ProbeResult.reply(Duration.ofMillis(1)), thread);
                    }
                    public void close() { thread.shutdownNow(); }
                }
                public static final class Crier implements NotifierFactory {
                    public String type() { return "crier"; }
                    public Notifier create(Settings settings, PluginContext context) {
                        return notice -> { throw new NotifyException("hoarse"); };
                    }
                }
                public static final class Scribe implements RouteBackendFactory {
                    public String type() { return "scribe"; }
                    public RouteBackend create(Settings settings, PluginContext context) {
                        return new RouteBackend() {
                            private Runnable listener;
                            public void apply(RoutePlan plan) {}
                            public String render(RoutePlan plan) { return ""; }
                            public void remove() {}
                            public void watch(Runnable onChange) { listener = onChange; }
                        };
                    }
                }
            }
            """;

    @TempDir
    Path temp;

    private Path plugins;

    @BeforeEach
    void aDistributionOfItsOwn() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        plugins = temp.resolve("ftr/plugins");
        for (String version : new String[] {"one", "two"}) {
            ForeignJar.write(temp.resolve(version + ".jar"), temp, PROVIDERS, "Dowser", SOURCE.formatted(version));
        }
        install("one");
    }

    private void install(String version) throws Exception {
        Path fresh = Files.copy(temp.resolve(version + ".jar"), temp.resolve("fresh"));
        Files.move(fresh, plugins.resolve("dowser.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** One whose uplinks also ask the dowser, whose plans the scribe gets, and whose news the crier. */
    private Lab lab() throws Exception {
        Lab lab = Lab.builder()
                .uplinks(2)
                .ftr(temp.resolve("ftr/bin/ftr"))
                .config("notify = [ { type = crier } ]")
                .build();
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replace("targets = [", "targets = [ \"dowser:water\",")
                .replace("route = [", "route = [ { type = scribe },"));
        return lab;
    }

    @Test
    void nothingOfReplacedJarsStaysBehind() throws Exception {
        try (Lab lab = lab()) {
            Daemon daemon = lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();
            String config = Files.readString(lab.config());
            rounds(lab, config, 0, WARM_UP);
            awaitOneLoader(daemon);
            long files = entries(daemon, "fd");
            long threads = entries(daemon, "task");

            rounds(lab, config, WARM_UP, ROUNDS);

            awaitOneLoader(daemon);
            assertThat(entries(daemon, "fd")).isLessThan(files + 10);
            assertThat(entries(daemon, "task")).isLessThan(threads + 10);
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));
            System.out.printf("plugins of a daemon: %d reloads, 1 class loader left%n", ROUNDS);
        }
    }

    /** For good, refused for the jar or for something else, and on trial, with a new jar each time. */
    private void rounds(Lab lab, String config, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            install(i % 2 == 0 ? "two" : "one");
            switch (i % 5) {
                case 1 -> assertThat(reload(lab, "reload confirm 60")).contains("\"reloaded\":true");
                case 2 -> {
                    lab.writeConfig(config + "\nnonsense = 1\n");
                    assertThat(reload(lab, "reload")).contains("\"reloaded\":false", "nonsense");
                    lab.writeConfig(config);
                }
                case 3 -> {
                    Files.delete(plugins.resolve("dowser.jar"));
                    assertThat(reload(lab, "reload")).contains("\"reloaded\":false", "no such probe plugin");
                }
                default -> assertThat(reload(lab, "reload")).contains("\"reloaded\":true");
            }
        }
    }

    private static String reload(Lab lab, String request) throws Exception {
        return ControlClient.ask(lab.socket(), request);
    }

    private static void awaitOneLoader(Daemon daemon) throws Exception {
        Router.await("one class loader is left", Router.LONG, () -> loaders(daemon) == 1);
    }

    /** How many there are after a full garbage collection. */
    private static int loaders(Daemon daemon) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(daemon.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher row = LOADERS.matcher(output);
        assertThat(process.waitFor() == 0 && row.find()).as(output).isTrue();
        return Integer.parseInt(row.group(1));
    }

    private static long entries(Daemon daemon, String folder) throws Exception {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + daemon.pid(), folder))) {
            return entries.count();
        }
    }
}
