// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.ftrouter.dist.ForeignJar;

/** A probe and a route backend that note when they are called: what a daemon does, seen from its plugins. */
final class Gauge {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** A notice's time may be read after what it tells of was applied, but not that long after. */
    private static final Duration SOONER = Duration.ofMillis(30);

    private static final String SOURCE = """
            public final class Gauge {
                static synchronized void note(java.nio.file.Path folder, String what) {
                    try {
                        java.nio.file.Files.writeString(folder.resolve("gauge"),
                                what + " " + System.nanoTime() + " " + java.time.Instant.now() + "\\n",
                                java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                public static final class Asker implements ProbeFactory {
                    public String type() { return "gauge"; }
                    public Probe create(Settings settings, ProbeContext context) {
                        var folder = java.nio.file.Path.of(settings.string("target"));
                        return new Probe() {
                            public boolean asks(Family family) { return true; }
                            public java.util.concurrent.CompletionStage<ProbeResult> probe(
                                    Path path, java.time.Duration timeout) {
                                note(folder, path.device());
                                boolean down = java.nio.file.Files.exists(folder.resolve("down-" + path.device()));
                                return java.util.concurrent.CompletableFuture.completedStage(down
                                        ? ProbeResult.noReply("told to be down")
                                        : ProbeResult.reply(java.time.Duration.ofMillis(1)));
                            }
                        };
                    }
                }
                public static final class Writer implements RouteBackendFactory {
                    public String type() { return "gauge"; }
                    public RouteBackend create(Settings settings, PluginContext context) {
                        var folder = java.nio.file.Path.of(settings.string("folder"));
                        return new RouteBackend() {
                            public void apply(RoutePlan plan) { note(folder, "apply"); }
                            public String render(RoutePlan plan) { return ""; }
                            public void remove() {}
                        };
                    }
                }
            }
            """;

    private final Map<String, NavigableSet<Long>> calls = new HashMap<>();
    private final NavigableSet<Instant> applied = new TreeSet<>();

    private Gauge() {}

    /** Puts a copy of the distribution into a folder, with these plugins in it. */
    static void install(Path folder) throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", folder.toString()).start();
        assertThat(copy.waitFor()).isZero();
        ForeignJar.write(
                folder.resolve("ftr/plugins/gauge.jar"),
                folder,
                Map.of("probe.ProbeFactory", "Gauge$Asker", "route.RouteBackendFactory", "Gauge$Writer"),
                "Gauge",
                SOURCE);
    }

    /** Only its probe is asked, as often as can be, and its backend comes after that for the default route. */
    static String config(Path folder) {
        return """
                probe {
                  targets = [ "gauge:%s" ], required = 1, interval = %dms, standby-interval = %dms, rise = 1, hold-up = 0s
                  confirm { tries = 2, spacing = 20ms }
                }
                notices { flapping { transitions = 1000, within = 10s } }
                route = [ { type = multipath }, { type = gauge, folder = "%s" } ]
                """.formatted(folder, INTERVAL.toMillis(), INTERVAL.toMillis(), folder);
    }

    /** What they have noted. */
    static Gauge read(Path folder) throws Exception {
        var gauge = new Gauge();
        for (String line : Files.readAllLines(folder.resolve("gauge"))) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("apply")) {
                gauge.applied.add(Instant.parse(words[2]));
            } else {
                gauge.calls.computeIfAbsent(words[0], device -> new TreeSet<>()).add(Long.parseLong(words[1]));
            }
        }
        return gauge;
    }

    /** How much later than an interval after the one before each question was, through all but one device. */
    Lateness probes(long from, long to, String except) {
        List<Duration> late = new ArrayList<>();
        calls.forEach((device, times) -> {
            Long before = null;
            for (long time : device.equals(except) ? List.<Long>of() : times.subSet(from, to)) {
                if (before != null) {
                    late.add(Duration.ofNanos(Math.max(0, time - before - INTERVAL.toNanos())));
                }
                before = time;
            }
        });
        return new Lateness(late);
    }

    /** From each of these changes to the next time that the backends had been called. */
    Lateness applied(Collection<Instant> changes) {
        List<Duration> late = new ArrayList<>();
        for (Instant change : changes) {
            Instant next = applied.ceiling(change.minus(SOONER));
            if (next == null) {
                throw new AssertionError("nothing was applied after " + change);
            }
            late.add(next.isBefore(change) ? Duration.ZERO : Duration.between(change, next));
        }
        return new Lateness(late);
    }
}
