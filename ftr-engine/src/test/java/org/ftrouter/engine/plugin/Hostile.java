// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.nio.file.Path;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackendFactory;

/**
 * Plugins that misbehave. One jar is a probe, a notifier and a route backend, which do a thing at a place: {@code throw},
 * {@code error}, {@code hang}, {@code spin} (until {@link #end}), {@code lie}, {@code leak}, {@code rant} (as a
 * result, or an exception that it may throw) or {@code bug} (the same as one that it may not), in {@code clinit}, {@code
 * new}, {@code type}, {@code create} (of the probe's factory; of the others', {@code notify.clinit}, {@code route.clinit}
 * and so on), {@code asks}, {@code bytes}, {@code local}, {@code probe}, {@code block} (and {@code block.asks} ...), {@code
 * stage}, {@code send}, {@code test}, {@code people}, {@code least}, {@code repeat}, {@code gather}, {@code start}, {@code
 * apart}, {@code apply}, {@code repaired}, {@code watch}, {@code check}, {@code render}, {@code leftover}, {@code remove} or
 * {@code close}.
 */
public final class Hostile {
    private static final String STOP = "evil.stop";
    private static final String BEGUN = "evil.begun";

    private final Path work;
    private final Path classes;

    /** Compiles them. */
    public Hostile(Path work) throws IOException {
        this.work = work;
        this.classes = plugin(work).classes();
    }

    /** Whether one has begun to misbehave since {@link #forget}. */
    static boolean hasBegun() {
        return System.getProperty(BEGUN) != null;
    }

    static void forget() {
        System.clearProperty(BEGUN);
    }

    /** Ends what spins or hangs by now. */
    static void end() {
        System.setProperty(STOP, Long.toString(System.nanoTime()));
    }

    /** Writes a jar, whose plugins are of that type. */
    public Path jar(Path jar, String type, String where, String what) throws IOException {
        return plugin(work)
                .resource("what.txt", where + " " + what + " " + type)
                .jar(jar, classes);
    }

    private static ForeignPlugin plugin(Path work) {
        return new ForeignPlugin(work)
                .provides(ProbeFactory.class, "evil.EvilProbe")
                .provides(NotifierFactory.class, "evil.EvilNotifier")
                .provides(RouteBackendFactory.class, "evil.EvilRoute")
                .source("evil/Evil", EVIL)
                .source("evil/EvilProbe", PROBE)
                .source("evil/EvilNotifier", NOTIFIER)
                .source("evil/EvilRoute", ROUTE);
    }

    private static final String EVIL = """
            package evil;
            import java.io.*;
            import java.util.*;
            final class Evil {
                private static final List<byte[]> LEAK = new ArrayList<>();
                private static final String BORN = System.getProperty("evil.stop", "");
                private static volatile long count;
                private static boolean goesOn() { return System.getProperty("evil.stop", "").equals(BORN); }
                static String[] words() {
                    try (InputStream in = Evil.class.getResourceAsStream("/what.txt")) {
                        return new String(in.readAllBytes()).split(" ");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                static final String RANT = "\\u001b[31mrant\\u009b2J\\r\\n2026-01-01 00:00:00 ERROR forged\\u2028\\u202e"
                        + "x".repeat(100_000);
                static boolean lies(String where) { return does(where, "lie"); }
                static boolean rants(String where) { return does(where, "rant"); }
                private static boolean does(String where, String what) {
                    String[] words = words();
                    return words[0].equals(where) && words[1].equals(what);
                }
                static void at(String where) {
                    String[] words = words();
                    if (!words[0].equals(where)) return;
                    System.setProperty("evil.begun", where);
                    switch (words[1]) {
                        case "throw": throw new Rude();
                        case "bug": throw new IllegalStateException(RANT, new RuntimeException(RANT));
                        case "error": overflow(0);
                        case "loop": throw new Loop();
                        case "cause": throw new Causeless();
                        case "hang": while (goesOn()) sleep();
                        case "spin": while (goesOn()) count++;
                        case "leak":
                            if (LEAK.size() < 16) LEAK.add(new byte[1 << 16]);
                            Thread thread = new Thread(() -> { while (goesOn()) sleep(); });
                            thread.setDaemon(true);
                            if (LEAK.size() < 16) thread.start();
                        default:
                    }
                }
                private static int overflow(int depth) { return overflow(depth + 1) + 1; }
                private static void sleep() {
                    try { Thread.sleep(50); } catch (InterruptedException e) { count--; }
                }
                static final class Loop extends RuntimeException {
                    Loop() { initCause(new RuntimeException(this)); }
                }
                static final class Causeless extends RuntimeException {
                    public synchronized Throwable getCause() { throw new IllegalStateException("no cause"); }
                }
                static final class Rude extends RuntimeException {
                    public String getMessage() { throw new IllegalStateException("no message"); }
                    public String toString() { throw new IllegalStateException("no text"); }
                }
            }
            """;

    private static final String PROBE = """
            package evil;
            import java.time.Duration;
            import java.util.concurrent.*;
            import java.util.function.*;
            import org.ftrouter.api.*;
            import org.ftrouter.api.probe.*;
            public final class EvilProbe implements ProbeFactory {
                static { Evil.at("clinit"); }
                public EvilProbe() { Evil.at("new"); }
                public String type() { Evil.at("type"); return Evil.lies("type") ? null : Evil.words()[2]; }
                public Probe create(Settings settings, ProbeContext context) {
                    Evil.at("create");
                    settings.has("target");
                    if (Evil.lies("create")) return null;
                    if (Evil.words()[0].startsWith("block")) return context.blocking(new Blocking());
                    return new Asking();
                }
                static final class Blocking implements BlockingProbe {
                    public boolean asks(Family family) { Evil.at("block.asks"); return true; }
                    public ProbeBytes bytes(Family family) {
                        Evil.at("block.bytes");
                        return Evil.lies("block.bytes") ? null : ProbeBytes.PING;
                    }
                    public boolean local() { Evil.at("block.local"); return false; }
                    public ProbeResult probe(Path path, Duration timeout) {
                        Evil.at("block");
                        return ProbeResult.reply(Evil.lies("block") ? Duration.ofDays(9) : Duration.ZERO);
                    }
                }
                static final class Asking implements Probe {
                    public boolean asks(Family family) { Evil.at("asks"); return true; }
                    public ProbeBytes bytes(Family family) { Evil.at("bytes"); return Evil.lies("bytes") ? null : ProbeBytes.PING; }
                    public boolean local() { Evil.at("local"); return false; }
                    public void close() { Evil.at("close"); }
                    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                        Evil.at("probe");
                        if (Evil.lies("probe")) return null;
                        if (Evil.lies("stage")) return CompletableFuture.completedFuture(
                                ProbeResult.noReply("x".repeat(10_000_000)));
                        if (Evil.rants("probe")) return CompletableFuture.completedFuture(ProbeResult.noReply(Evil.RANT));
                        if (Evil.words()[0].equals("stage")) return new Stage();
                        return CompletableFuture.completedFuture(ProbeResult.reply(Duration.ZERO));
                    }
                }
                static final class Stage extends CompletableFuture<ProbeResult> {
                    public CompletableFuture<ProbeResult> whenComplete(BiConsumer<? super ProbeResult, ? super Throwable> then) {
                        Evil.at("stage");
                        return this;
                    }
                }
            }
            """;

    private static final String NOTIFIER = """
            package evil;
            import java.time.Duration;
            import org.ftrouter.api.*;
            import org.ftrouter.api.notify.*;
            public final class EvilNotifier implements NotifierFactory {
                static { Evil.at("notify.clinit"); }
                public EvilNotifier() { Evil.at("notify.new"); }
                public String type() { Evil.at("notify.type"); return Evil.lies("notify.type") ? "No!" : Evil.words()[2]; }
                public Notifier create(Settings settings, PluginContext context) {
                    Evil.at("notify.create");
                    return Evil.lies("notify.create") ? null : new Notifier() {
                        public void start() { Evil.at("start"); }
                        public void send(Notice notice) throws NotifyException {
                            Evil.at("send");
                            if (Evil.rants("send")) throw NotifyException.permanent(Evil.RANT);
                        }
                        public void test(Notice notice, Steps steps) { Evil.at("test"); steps.passed("done"); }
                        public boolean forPeople() { Evil.at("people"); return false; }
                        public Severity minSeverity() {
                            Evil.at("least");
                            return Evil.lies("least") ? null : Severity.INFO;
                        }
                        public Duration repeatEvery() {
                            Evil.at("repeat");
                            return Evil.lies("repeat") ? null : Duration.ofHours(4);
                        }
                        public Duration gatherFor() {
                            Evil.at("gather");
                            return Evil.lies("gather") ? null : Duration.ZERO;
                        }
                        public void close() { Evil.at("close"); }
                    };
                }
            }
            """;

    private static final String ROUTE = """
            package evil;
            import java.nio.file.Path;
            import java.util.*;
            import org.ftrouter.api.*;
            import org.ftrouter.api.route.*;
            public final class EvilRoute implements RouteBackendFactory {
                static { Evil.at("route.clinit"); }
                public EvilRoute() { Evil.at("route.new"); }
                public String type() { Evil.at("route.type"); return Evil.lies("route.type") ? null : Evil.words()[2]; }
                public boolean tellsApart() { Evil.at("apart"); return true; }
                public RouteBackend create(Settings settings, PluginContext context) {
                    Evil.at("route.create");
                    return Evil.lies("route.create") ? null : new RouteBackend() {
                        public void apply(RoutePlan plan) throws RouteException {
                            Evil.at("apply");
                            if (Evil.rants("apply")) throw new RouteException(RouteException.Reason.PARTIAL, Evil.RANT);
                        }
                        public Optional<Repair> repaired() {
                            Evil.at("repaired");
                            if (Evil.lies("repaired")) return null;
                            String text = "x".repeat(Evil.words()[1].equals("boast") ? 10_000_000 : 1);
                            return Optional.of(new Repair(text, Optional.of(text)));
                        }
                        public String render(RoutePlan plan) { Evil.at("render"); return Evil.lies("render") ? null : ""; }
                        public List<Shortcoming> check(RoutePlan plan, Path file) {
                            Evil.at("check");
                            return Evil.lies("check") ? null : List.of();
                        }
                        public Optional<String> leftover() {
                            Evil.at("leftover");
                            return Evil.lies("leftover") ? null : Optional.empty();
                        }
                        public void remove() { Evil.at("remove"); }
                        public void watch(Runnable onChange) { Evil.at("watch"); }
                        public void close() { Evil.at("close"); }
                    };
                }
            }
            """;
}
