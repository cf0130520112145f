// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginHost;
import org.ftrouter.engine.plugin.Pulse;
import org.ftrouter.engine.plugin.ThirdParty;
import org.ftrouter.engine.simulate.Scenario;
import org.ftrouter.engine.simulate.Simulation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * S14 over generated reloads amid faults: exactly one accepted configuration runs at any time, and a rejected one changes
 * nothing but that it is answered with its errors: verdicts, routes and notices are those of a run without it. Files,
 * loading with real plugins, trials and answers are the daemon's own; modelled are what the daemon does on its engine's
 * thread when it replaces a cycle, lines and kernel ({@link Simulation}). {@code -Dsimulation.seed=N -Dsimulation.runs=1} repeats a run.
 */
@Tag("once")
class ReloadInvariantsTest {
    private static final int STEPS = 40;
    private static final Path BAD = Path.of("src/test/resources/bad-config");

    @TempDir
    private static Path plugins;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        long first = Long.getLong("simulation.seed", 100);
        return LongStream.range(first, first + Integer.getInteger("simulation.runs", 6));
    }

    @BeforeAll
    static void thirdPartiesBuildTheirPlugins(@TempDir Path work) throws IOException {
        ThirdParty.probe(work).jar(plugins.resolve("spoon.jar"));
        ThirdParty.route(work).jar(plugins.resolve("paper.jar"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void exactlyOneAcceptedConfigurationRuns(long seed) throws Exception {
        List<String> undisturbed;
        try (var run = new Run(Files.createDirectory(folder.resolve("plain")), seed)) {
            run.happen(false);
            undisturbed = run.trace;
        }

        try (var run = new Run(Files.createDirectory(folder.resolve("disturbed")), seed)) {
            run.happen(true);

            assertThat(run.accepted).isGreaterThan(3);
            assertThat(run.rejected).isGreaterThan(10);
            assertThat(run.trace).as("seed %d", seed).hasSizeGreaterThan(10).isEqualTo(undisturbed);
        }
    }

    /** A daemon without its engine's thread. */
    private static final class Run implements AutoCloseable {
        private final SplittableRandom chance;
        private final SplittableRandom badChance;
        private final Path file;
        private final Path ids;
        private final Surroundings surroundings;
        private final Loading loading;
        private final Reloads reloads;
        private final Simulation simulation;
        private final List<Path> bad;
        private final List<String> trace = new ArrayList<>();
        private Loading.Ready running;
        private Configuration forGood;
        private Cycle cycle;
        private String latest = "";
        private int accepted;
        private int rejected;

        Run(Path folder, long seed) throws Exception {
            chance = new SplittableRandom(seed);
            badChance = new SplittableRandom(~seed);
            file = folder.resolve("ftr.conf");
            ids = folder.resolve(UplinkIds.FILE);
            try (Stream<Path> files = Files.list(BAD)) {
                bad = files.filter(f -> f.toString().endsWith(".conf") && isRefused(f))
                        .sorted()
                        .toList();
            }
            var options = new DaemonOptions(
                    file, folder.resolve("control.sock"), folder, List.of(plugins), DaemonOptions.Mode.LIVE, "1", "en");
            surroundings = new Surroundings(
                    PluginCatalog.load(PluginHost.of(options.plugins(), folder)),
                    options,
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    null);
            loading = new Loading(options, surroundings);
            reloads = new Reloads(
                    options,
                    loading,
                    new Heartbeat(Ticker.SYSTEM, new Pulse(Ticker.SYSTEM)),
                    this::replace,
                    () -> running.configuration(),
                    Reloads.Told.NOBODY);
            Files.writeString(file, good());
            running = loading.load();
            forGood = running.configuration();
            simulation = new Simulation(scenario(running), seed);
            cycle = simulation.cycle();
            simulation.watch(this::look);
            simulation.read(notice -> trace.add(simulation.now() + " " + notice.kind() + " " + notice.fields()));
        }

        private static boolean isRefused(Path file) {
            try {
                return !Files.readString(Path.of(file.toString().replace(".conf", ".txt")))
                        .contains("\nno errors,");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Scenario scenario(Loading.Ready ready) {
            Configuration configuration = ready.configuration();
            return new Scenario(
                    uplinks(configuration),
                    ready.parts().rules(),
                    configuration.layout(),
                    configuration.downlinks(),
                    configuration.allDown());
        }

        private static List<Uplink> uplinks(Configuration configuration) {
            return configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
        }

        /** The switch that the daemon throws on its engine's thread. */
        private void replace(Loading.Ready ready) {
            running.parts().discard();
            running = ready;
            simulation.reload(scenario(ready));
            cycle = simulation.cycle();
        }

        // ---- what happens

        void happen(boolean disturbed) throws IOException {
            for (int i = 0; i < STEPS; i++) {
                fault();
                simulation.run(Duration.ofMillis(chance.nextInt(15_000)));
                if (disturbed && badChance.nextBoolean()) {
                    reject();
                }
                if (chance.nextInt(4) == 0) {
                    accept();
                }
            }
            simulation.run(Duration.ofMinutes(20));
            assertThat(simulation.kernel().members(Family.IPV4, 200)).isNotEmpty();
            List<Integer> tables =
                    uplinks(running.configuration()).stream().map(Uplink::table).toList();
            for (int table = 201; table < 210; table++) {
                assertThat(simulation.kernel().members(Family.IPV4, table).isEmpty())
                        .as("table %d is another's", table)
                        .isEqualTo(!tables.contains(table));
            }
        }

        private void fault() {
            List<Uplink> all = uplinks(running.configuration());
            String name = all.get(chance.nextInt(all.size())).name();
            var length = Duration.ofMillis(50 + chance.nextInt(20_000));
            long now = simulation.now().nanos();
            switch (chance.nextInt(4)) {
                case 0 -> {
                    simulation.kernel().carrier(name, false);
                    simulation.in(length, () -> simulation.kernel().carrier(name, true));
                }
                case 1 -> {
                    simulation.kernel().delete(name);
                    simulation.in(length, () -> simulation.kernel().create(name));
                }
                default -> {
                    simulation.line(name).silent(true, now);
                    simulation.in(
                            length,
                            () -> simulation
                                    .line(name)
                                    .silent(false, simulation.now().nanos()));
                }
            }
        }

        private void accept() throws IOException {
            String text = good();
            Files.writeString(file, text);
            boolean trial = chance.nextBoolean();
            boolean runsOut = trial && chance.nextInt(3) == 0;
            Cycle before = cycle;
            String knownIds = Files.readString(ids);

            JsonObject answer = answer(!trial ? "reload" : runsOut ? "reload confirm 0" : "reload confirm 9999");

            accepted++;
            assertThat(answer.get("reloaded").getAsBoolean())
                    .as("%s%n%s", text, answer)
                    .isTrue();
            assertThat(cycle).isNotSameAs(before);
            boolean open = staysOpen(trial, runsOut);
            assertThat(reloads.left().isPresent()).as("a trial is under way").isEqualTo(open);
            if (open || runsOut) {
                assertThat(Files.readString(ids))
                        .as("those of trials do not count")
                        .isEqualTo(knownIds);
            }
            trace.add(simulation.now() + " " + cycle.planned());
        }

        /** Whether what was loaded is on trial yet. */
        private boolean staysOpen(boolean trial, boolean runsOut) {
            if (runsOut) {
                Await.until("the trial has run out", () -> reloads.left().isEmpty());
                assertThat(running.configuration()).isSameAs(forGood);
                return false;
            }
            if (trial && chance.nextBoolean()) {
                return true;
            }
            if (trial) {
                assertThat(answer("confirm").get("confirmed").getAsBoolean()).isTrue();
            }
            forGood = running.configuration();
            return false;
        }

        private void reject() throws IOException {
            refusable();
            Loading.Ready ready = running;
            Cycle before = cycle;
            var trial = reloads.left().isPresent();
            String knownIds = Files.readString(ids);
            long writes = simulation.kernel().writes();

            JsonObject answer = answer(badChance.nextInt(3) == 0 ? "reload confirm 9999" : "reload");

            rejected++;
            assertThat(answer.get("reloaded").getAsBoolean()).as("%s", answer).isFalse();
            assertThat(answer.get("text").getAsString()).contains("ftr.conf");
            assertThat(running).isSameAs(ready);
            assertThat(simulation.cycle()).isSameAs(before);
            assertThat(reloads.left().isPresent()).as("a trial goes on").isEqualTo(trial);
            assertThat(Files.readString(ids)).isEqualTo(knownIds);
            assertThat(simulation.kernel().writes()).isEqualTo(writes);
        }

        private JsonObject answer(String request) {
            return JsonParser.parseString(reloads.answer(request)).getAsJsonObject();
        }

        /** Refused by the reader of files, by one of its checks, or by a plugin. */
        private void refusable() throws IOException {
            switch (badChance.nextInt(6)) {
                case 0 -> Files.deleteIfExists(file);
                case 1 -> Files.writeString(file, good(badChance).replace("spoon:t1", "spoon:refuse"));
                case 2 -> Files.writeString(file, good(badChance).replace("spoon:t1", "fork:t1"));
                case 3 -> Files.writeString(file, good(badChance).replace("paper", "scissors"));
                default -> Files.write(file, Files.readAllBytes(bad.get(badChance.nextInt(bad.size()))));
            }
        }

        private String good() {
            return good(chance);
        }

        private static String good(SplittableRandom from) {
            var text = new StringBuilder();
            var numbers = new TreeSet<Integer>();
            int count = 1 + from.nextInt(4);
            while (numbers.size() < count) {
                numbers.add(1 + from.nextInt(6));
            }
            for (int n : numbers) {
                text.append("uplinks { u%d { interface = wan%d, address = 192.0.2.%d, gateway = 192.0.2.10%d"
                        .formatted(n, n, n, n));
                text.append(", weight = %d, priority = %d } }%n".formatted(1 + from.nextInt(9), 1 + from.nextInt(2)));
            }
            int targets = 2 + from.nextInt(3);
            text.append("probe { targets = [ \"spoon:t1\"");
            for (int t = 2; t <= targets; t++) {
                text.append(", \"spoon:t%d\"".formatted(t + from.nextInt(2) * 10));
            }
            text.append(" ], required = %d, rise = %d }%n".formatted(1 + from.nextInt(2), 1 + from.nextInt(5)));
            text.append("route = [ { type = paper } ]\nnotify = []\n");
            return text.toString();
        }

        // ---- what must be true after every turn

        private void look() {
            Configuration one = running.configuration();
            assertThat(simulation.cycle()).isSameAs(cycle);
            assertThat(cycle.planned().plan().uplinks()).isEqualTo(uplinks(one));
            assertThat(cycle.verdicts().paths().keySet())
                    .isEqualTo(running.parts().rules().keySet());
            String now = cycle.members() + " " + cycle.planned().roles() + " "
                    + simulation.kernel().members(Family.IPV4, 200);
            if (!now.equals(latest)) {
                latest = now;
                trace.add(simulation.now() + " " + now);
            }
        }

        @Override
        public void close() {
            reloads.close();
            running.parts().discard();
            surroundings.close();
        }
    }
}
