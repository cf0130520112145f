// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.plugin.ForeignPlugin;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginHost;
import org.ftrouter.engine.plugin.Pulse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {
    private final Heartbeat heartbeat = new Heartbeat(Ticker.SYSTEM, new Pulse(Ticker.SYSTEM));

    @TempDir
    Path temp;

    private DaemonOptions options;
    private Surroundings maker;

    @BeforeEach
    void aNotifierThatLeavesANoteWhenItIsClosed() throws IOException {
        new ForeignPlugin(temp)
                .source("note/Note", """
                        package note;
                        import java.io.*;
                        import java.nio.file.*;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.notify.*;
                        public final class Note implements NotifierFactory {
                            public String type() { return "note"; }
                            public Notifier create(Settings settings, PluginContext context) {
                                java.nio.file.Path file = Paths.get(settings.string("file"));
                                return new Notifier() {
                                    public void send(Notice notice) {}
                                    public void close() {
                                        try {
                                            Files.createFile(file);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    }
                                };
                            }
                        }
                        """)
                .provides(NotifierFactory.class, "note.Note")
                .source("note/Asks", """
                        package note;
                        import java.time.Duration;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.probe.*;
                        public final class Asks implements ProbeFactory {
                            public String type() { return "asks"; }
                            public Probe create(Settings settings, ProbeContext context) {
                                settings.string("target");
                                return context.blocking((path, timeout) -> ProbeResult.reply(Duration.ZERO));
                            }
                        }
                        """)
                .provides(ProbeFactory.class, "note.Asks")
                .jar(temp.resolve("plugins/note.jar"));
        Path state = Files.createDirectory(temp.resolve("state"));
        Files.writeString(temp.resolve("ftr.conf"), """
                uplinks { fibre { interface = eth1, priority = 1 } }
                probe { targets = [ "asks:1" ], required = 1 }
                route = []
                notify = [ { type = note, file = "%s" } ]
                """.formatted(temp.resolve("closed")));
        options = new DaemonOptions(
                temp.resolve("ftr.conf"),
                temp.resolve("socket"),
                state,
                List.of(temp.resolve("plugins")),
                DaemonOptions.Mode.LIVE,
                "1",
                "en");
        var host = new PluginHost(options.plugins(), state, Ticker.SYSTEM, "gw");
        maker = new Surroundings(PluginCatalog.load(host), options, System.out, null);
    }

    @AfterEach
    void close() {
        maker.close();
    }

    @Test
    void ifTheIdsCannotBeKeptThePluginsMadeBeforeAreClosed() throws IOException {
        Files.createDirectories(options.state().resolve(UplinkIds.FILE + ".new/in the way"));

        assertThatThrownBy(() -> new Loading(options, maker).load())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cannot be written");

        Await.until("closed", () -> Files.exists(temp.resolve("closed")));
    }

    @Test
    void anUplinkThatIsOnlyCalledOtherwiseKeepsItsNumbersAndAnotherLineHasNewOnes() throws Exception {
        var loading = new Loading(options, maker);
        Uplink fibre = uplinks(loading.load()).get(0);
        String config = Files.readString(options.config());

        Files.writeString(options.config(), config.replace("fibre", "glass"));
        Uplink glass = uplinks(loading.load()).get(0);
        Files.writeString(options.config(), config.replace("fibre { interface = eth1", "steel { interface = eth9"));
        Uplink steel = uplinks(loading.load()).get(0);

        assertThat(glass.name()).isEqualTo("glass");
        assertThat(List.of(glass.mark(), glass.table())).isEqualTo(List.of(fibre.mark(), fibre.table()));
        assertThat(steel.mark()).isNotEqualTo(fibre.mark());
    }

    private static List<Uplink> uplinks(Loading.Ready ready) {
        ready.parts().discard();
        return ready.configuration().uplinks().stream()
                .map(UplinkConfig::uplink)
                .toList();
    }

    @Test
    void idsThatAreKeptAlreadyNeedNoDisk() throws Exception {
        Loading.Ready first = new Loading(options, maker).load();
        Files.createDirectories(options.state().resolve(UplinkIds.FILE + ".new/in the way"));

        Loading.Ready second = new Loading(options, maker).load();

        assertThat(second.configuration().uplinks())
                .isEqualTo(first.configuration().uplinks());
        for (Loading.Ready ready : List.of(first, second)) {
            ready.parts().discard();
            Await.until("closed", () -> Files.exists(temp.resolve("closed")));
            Files.delete(temp.resolve("closed"));
        }
    }

    @Test
    void whatIsLoadedIsOpen() throws StartException {
        Loading.Ready ready = new Loading(options, maker).load();

        assertThat(ready.parts().notifiers()).containsOnlyKeys("note");
        assertThat(temp.resolve("closed")).doesNotExist();
        ready.parts().discard();
        Await.until("closed", () -> Files.exists(temp.resolve("closed")));
    }

    @Test
    void whatIsConfirmedAreTheIdsOfTheTrialThatCameIntoForceNotOfALaterOneThatWasRefused() throws Exception {
        var loading = new Loading(options, maker);
        var refuse = new AtomicBoolean();
        Configuration first = loading.load().configuration();
        Reloads.Switch engine = ready -> {
            if (refuse.get()) {
                throw new ExecutionException("refused", null);
            }
        };
        try (var reloads = new Reloads(options, loading, heartbeat, engine, () -> first, Reloads.Told.NOBODY)) {
            String config = Files.readString(options.config());
            Files.writeString(options.config(), config.replace("fibre {", "cable { interface = eth2 }, fibre {"));
            assertThat(reloads.answer("reload confirm 9999")).contains("\"reloaded\":true");
            refuse.set(true);
            Files.writeString(options.config(), config.replace("fibre {", "lte { interface = eth3 }, fibre {"));
            assertThat(reloads.answer("reload confirm 9999")).contains("\"reloaded\":false", "refused");

            assertThat(reloads.answer("confirm")).contains("\"confirmed\":true");
        }

        assertThat(Files.readString(options.state().resolve(UplinkIds.FILE))).isEqualTo("1 fibre\n2 cable\n");
    }

    @Test
    void whatIsRefusedIsToldWithItsPlaceAndWithoutSecrets() throws Exception {
        var loading = new Loading(options, maker);
        Configuration first = loading.load().configuration();
        var sent = new CopyOnWriteArrayList<Notice>();
        var news = new News(options, "gw1", Ticker.SYSTEM, sent::add);
        String good = Files.readString(options.config());
        List<String> mistakes = List.of(
                "colour = red",
                "smtp { password = swordfish, port = [ }",
                "smtp { password = \"swordfish, user = me }",
                "password = swordfish swordfish",
                "password = \"\"\"swordfish\"\" }",
                "uplinks.fibre.weight = swordfish, password = swordfish");
        try (var reloads = new Reloads(options, loading, heartbeat, ready -> {}, () -> first, news)) {
            for (String mistake : mistakes) {
                Files.writeString(options.config(), good + mistake + "\n");
                assertThat(reloads.answer("reload")).as(mistake).contains("\"reloaded\":false");
            }
            Files.writeString(options.config(), good.replace("required = 1", "required = 1, rise = 3"));
            assertThat(reloads.answer("reload")).contains("\"reloaded\":true");
        }

        int line = (int) good.lines().count() + 1;
        assertThat(sent).hasSize(mistakes.size() + 1);
        assertThat(sent.subList(0, mistakes.size())).allSatisfy(n -> {
            assertThat(n.kind()).isEqualTo("config.rejected");
            assertThat(n.toString()).doesNotContain("swordfish");
            assertThat(n.fields()).containsEntry("config_file", options.config().toString());
        });
        assertThat(sent.get(0).fields())
                .containsEntry("config_line", Integer.toString(line))
                .containsEntry("error", "unknown setting 'colour'");
        assertThat(sent.get(mistakes.size()).kind()).isEqualTo("config.loaded");
    }

    @Test
    void aFormerConfigurationThatCannotReturnAtOnceReturnsLater() throws Exception {
        var loading = new Loading(options, maker);
        Configuration first = loading.load().configuration();
        var inForce = new CopyOnWriteArrayList<Configuration>();
        var tries = new AtomicInteger();
        Reloads.Switch engine = ready -> {
            if (tries.incrementAndGet() == 2) {
                throw new TimeoutException("the engine stands still");
            }
            inForce.add(ready.configuration());
        };
        try (var reloads = new Reloads(options, loading, heartbeat, engine, () -> first, Reloads.Told.NOBODY)) {
            assertThat(reloads.answer("reload confirm 1")).contains("\"reloaded\":true");

            Await.until("the second one is in force", () -> inForce.size() == 2);
        }
        assertThat(inForce.get(1)).isSameAs(first);
        assertThat(tries).hasValue(3);
    }
}
