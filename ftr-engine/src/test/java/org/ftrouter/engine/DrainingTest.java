// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.budget.Budgets;
import org.ftrouter.engine.cycle.dial.Dials;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.linux.NetworkState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon's engine with uplinks a and b. */
@Timeout(120)
class DrainingTest {
    private static final List<Uplink> UPLINKS = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 2));

    private static final Map<PathId, Rules> RULES =
            Map.of(Given.id("a"), Given.rules(WhenDegraded.TELL), Given.id("b"), Given.rules(WhenDegraded.TELL));

    @TempDir
    Path state;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Draining draining;
    private Engine engine;
    private Thread thread;

    @BeforeEach
    void start() {
        start(DaemonOptions.Mode.LIVE);
    }

    private void start(DaemonOptions.Mode mode) {
        var options = new DaemonOptions(state, state, state, List.of(), mode, "1", "en");
        draining = new Draining(options, Ticker.SYSTEM, (key, parameters) -> log.add(key + " " + parameters.get("by")));
        engine = new Engine(Ticker.SYSTEM, cycle -> {}, this::cycle);
        thread = new Thread(engine::run, "engine-under-test");
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        engine.stop();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).isFalse();
        draining.close();
    }

    /** On a machine without any interface. */
    private Cycle cycle(Engine made) {
        var now = new Moment(Ticker.SYSTEM.nanos());
        return new Cycle(
                new Network(new Nowhere(), UPLINKS),
                new ProbeScheduler(Map.of(), Map.of(), Ticker.SYSTEM, new Random(1), made::wake),
                new Judge(RULES, now),
                new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP),
                new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null),
                new Announcer(
                        new NoticeWriter("gw", "1", "en", UPLINKS, ZoneId.of("UTC")),
                        InstantSource.system(),
                        draining.forgettingStored(this::store)),
                new Exits(Map.of()),
                exits -> {},
                Dials.none(),
                Budgets.none(),
                draining.of(UPLINKS, null),
                List.of(),
                now);
    }

    private void store(Notice notice, Runnable stored) {
        stored.run();
        told.add(notice.severity() + " " + notice.line("en"));
    }

    private static final class Nowhere implements NetworkSource {
        @Override
        public NetworkState read() {
            return new NetworkState(List.of(), List.of(), List.of());
        }

        @Override
        public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
            return last;
        }

        @Override
        public void watch(Runnable onChange) {}

        @Override
        public void close() {}
    }

    private JsonObject ask(String request) {
        return JsonParser.parseString(draining.answer(request, engine)).getAsJsonObject();
    }

    @Test
    void itIsDoneOnTheDiskWhenItIsAnsweredAndARestartKnowsIt() throws Exception {
        JsonObject first =
                ask("drain {\"uplink\": \"a\", \"seconds\": 60, \"reason\": \"new modem\", \"by\": \"eva\"}");
        assertThat(Files.readString(state.resolve("drained"))).contains("\"a\"", "new modem", "eva", "until");
        JsonObject again = ask("drain {\"uplink\": \"a\", \"reason\": \"\", \"by\": \"ugo\"}");
        stop();
        start();
        JsonObject end = ask("undrain {\"uplink\": \"a\", \"by\": \"ugo\"}");
        Await.until("all is told", () -> orders().size() == 2);
        JsonObject nothing = ask("undrain {\"uplink\": \"a\", \"by\": \"ugo\"}");

        assertThat(first.get("again").getAsBoolean()).isFalse();
        assertThat(first.has("until")).isTrue();
        assertThat(again.get("again").getAsBoolean()).isTrue();
        assertThat(again.has("until")).isFalse();
        assertThat(log).containsExactly("log.drain.changed ugo");
        assertThat(end.get("undrained").getAsBoolean()).isTrue();
        assertThat(nothing.get("undrained").getAsBoolean()).isFalse();
        assertThat(state.resolve("drained")).isEmptyFile();
        assertThat(orders().get(0))
                .startsWith("NOTICE DRAINED a: drained by eva, until 20")
                .endsWith(": new modem");
        assertThat(orders().get(1)).contains("UNDRAINED a", "(ugo)");
    }

    private List<String> orders() {
        return told.stream().filter(notice -> notice.contains("DRAINED")).toList();
    }

    @Test
    void anUplinkThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThat(ask("drain {\"uplink\": \"c\", \"reason\": \"\", \"by\": \"eva\"}"))
                .hasToString("{\"unknown\":\"c\",\"uplinks\":[\"a\",\"b\"]}");
        assertThat(ask("undrain {\"uplink\": \"A\", \"by\": \"eva\"}"))
                .hasToString("{\"unknown\":\"A\",\"uplinks\":[\"a\",\"b\"]}");
        assertThat(state.resolve("drained")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drain a",
                "drain {}",
                "drain {\"uplink\": \"a\"}",
                "undrain {\"uplink\": [], \"by\": \"eva\"}",
                "undrain {\"uplink\": {}, \"by\": \"eva\"}",
                "drain {\"uplink\": \"a\", \"seconds\": 0, \"reason\": \"\", \"by\": \"eva\"}",
                "drain {\"uplink\": \"a\", \"seconds\": -5, \"reason\": \"\", \"by\": \"eva\"}",
                "drain {\"uplink\": \"a\", \"seconds\": 31536001, \"reason\": \"\", \"by\": \"eva\"}",
                "drain {\"uplink\": \"a\", \"seconds\": \"soon\", \"reason\": \"\", \"by\": \"eva\"}"
            })
    void whatIsNoWishIsRefusedAndChangesNothing(String request) {
        assertThat(ask(request)).hasToString("{\"error\":\"unknown request\"}");
        assertThat(state.resolve("drained")).doesNotExist();
    }

    @Test
    void withoutEarnestNothingIsWritten() throws Exception {
        stop();
        start(DaemonOptions.Mode.DRY_RUN);

        assertThat(ask("drain {\"uplink\": \"a\", \"reason\": \"\", \"by\": \"eva\"}")
                        .get("drained")
                        .getAsBoolean())
                .isTrue();
        assertThat(state.resolve("drained")).doesNotExist();
    }
}
