// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.plugin.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router whose plugins folder is full of hostile jars: twenty that throw, never return, spin or lie whenever they are
 * called, and some that cannot even be loaded, or leak. Three uplinks are judged by pings every 50 ms; a fourth asks all
 * hostile probes besides. Measured is when the pings of the three reach their providers, by the kernel's clock there, from
 * the moment that the hostile ones come in: nothing of the daemon, and no thread of this test, takes part in that.
 */
class HostilePluginsIT {
    private static final Map<String, List<String>> QUARANTINED = Map.of(
            "probe",
            List.of(
                    "probe throw",
                    "probe error",
                    "probe loop",
                    "probe cause",
                    "probe hang",
                    "probe spin",
                    "probe lie",
                    "stage throw",
                    "stage hang",
                    "stage spin",
                    "block throw",
                    "block error",
                    "block hang",
                    "block spin",
                    "block lie"),
            "notify",
            List.of("send throw", "send error", "send cause"),
            "route",
            List.of("apply throw", "apply error"));

    private static final Map<String, List<String>> OTHERS = Map.of(
            "broken", // these are refused
            List.of("type spin", "clinit throw", "new error"),
            "leak", // they hold on to memory and begin threads, as those do that work
            List.of("probe leak", "block leak"));

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final Duration ALONE = Duration.ofSeconds(5);
    private static final Duration BESIDE = Duration.ofSeconds(25);
    private static final int TRIES = 3;
    private static final int HONEST = 3; // uplinks; one more asks the hostile probes
    private static final String PACE = "probe { interval = 50ms, standby-interval = 50ms, timeout = 1s }\n";

    @TempDir
    Path temp;

    private final List<Questions> questions = new ArrayList<>();
    private Path told;
    private Lab lab;
    private Router router;

    @BeforeEach
    void build() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        told = temp.resolve("told");
        lab = Lab.builder()
                .uplinks(HONEST + 1)
                .ftr(Ahead.daemon(temp, ""))
                .config(PACE + notifiers(""))
                .build();
        router = new Router(lab);
        for (LabUplink uplink : lab.uplinks().subList(0, HONEST)) {
            questions.add(new Questions(lab, uplink));
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (Questions each : questions) {
            each.close();
        }
        lab.close();
    }

    /** A program that keeps what it is told, and those others. */
    private String notifiers(String others) {
        return "notify = [ { type = exec, name = keeper, command = [ \"/usr/bin/tee\", \"-a\", \"" + told + "\" ] }"
                + others + " ]\n";
    }

    private void install(Map<String, List<String>> jars) throws Exception {
        var hostile = new Hostile(temp);
        for (var deeds : jars.entrySet()) {
            for (int i = 0; i < deeds.getValue().size(); i++) {
                String[] deed = deeds.getValue().get(i).split(" ", 2);
                hostile.jar(jar(deeds.getKey() + i), deeds.getKey() + i, deed[0], deed[1]);
            }
        }
    }

    private Path jar(String type) {
        return temp.resolve("ftr/plugins/" + type + ".jar");
    }

    private void uninstall(Map<String, List<String>> jars) throws Exception {
        for (var deeds : jars.entrySet()) {
            for (int i = 0; i < deeds.getValue().size(); i++) {
                Files.delete(jar(deeds.getKey() + i));
            }
        }
    }

    private static String each(Map<String, List<String>> jars, String kind, String format) {
        int count = Objects.requireNonNull(jars.get(kind)).size();
        return IntStream.range(0, count)
                .mapToObj(i -> format.formatted(kind + i))
                .collect(Collectors.joining());
    }

    /** The fourth uplink asks hostile probes too, the plan goes to hostile backends as well, and news to hostile channels. */
    private String crowded(String config) {
        String targets = each(QUARANTINED, "probe", "\"%s:x\", ") + each(OTHERS, "leak", "\"%s:x\", ");
        String last = lab.uplinks().get(HONEST).device();
        return config.replaceAll(
                        "(interface = " + last + ",.*) }",
                        "$1, probe { interval = 200ms, standby-interval = 200ms, targets = [ " + targets
                                + "\"icmp:9.9.9.9\", \"icmp:8.8.8.8\" ], required = 1 } }")
                .replaceFirst("(route = \\[.*) ]", "$1" + each(QUARANTINED, "route", ", { type = %s }") + " ]")
                .replace(notifiers(""), notifiers(each(QUARANTINED, "notify", ", { type = %s }")));
    }

    @Test
    void honestProbesKeepTheirScheduleAndEveryHostileOneIsLeftAloneAndNamed() throws Exception {
        String config = Files.readString(lab.config());
        boolean late = isLate(config);
        for (int i = 1; i < TRIES && late; i++) { // a busy machine is late now and then, a defect each time
            lab.killDaemon();
            uninstall(QUARANTINED);
            uninstall(OTHERS);
            late = isLate(config);
        }

        assertThat(late).as("each time").isFalse();
        everyHostileOneIsNamed();
    }

    /** Whether the pings of a new daemon are, from the moment on that it takes in the hostile ones. */
    private boolean isLate(String config) throws Exception {
        lab.writeConfig(config);
        lab.startDaemon();
        router.awaitAllUp();
        Router.live(ALONE); // classes are loaded, the compiler is warm
        Lateness alone = measured(Instant.now(), ALONE);
        install(QUARANTINED);
        install(OTHERS);
        lab.writeConfig(crowded(config));
        Instant crowd = Instant.now();
        long test = ProcessHandle.current().pid();
        Ahead.run(test, true);
        try (var machine = new Oversleep()) {
            assertThat(ControlClient.ask(lab.socket(), "reload")).contains("\"reloaded\":true");
            Lateness beside = measured(crowd, BESIDE);
            Lateness noise = machine.lateness();
            Figures.note(
                    "pings of three uplinks beside 20 hostile plugins",
                    beside + " (alone " + alone + ", machine " + noise + ")",
                    "p99.9 <= 50 ms");
            assertThat(beside.sorted()).as("enough for p99.9").hasSizeGreaterThan(1000);
            assertThat(Files.readString(told)).contains("\"event\":\"plugin.").doesNotContain("uplink.down");
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));
            return beside.exceeds(LIMIT, alone, noise);
        } finally {
            Ahead.run(test, false);
        }
    }

    /** How late the pings are in that time from a moment on. */
    private Lateness measured(Instant from, Duration time) throws Exception {
        Router.await("time passes", time.multipliedBy(2), () -> Instant.now().isAfter(from.plus(time)));
        var late = new ArrayList<Duration>();
        for (Questions each : questions) {
            late.addAll(each.late(INTERVAL, from, from.plus(time)));
        }
        return new Lateness(late);
    }

    private void everyHostileOneIsNamed() throws Exception {
        assertThat(QUARANTINED.values().stream().mapToInt(List::size).sum()).isEqualTo(20);
        for (var deeds : QUARANTINED.entrySet()) {
            for (int i = 0; i < deeds.getValue().size(); i++) {
                awaitTold(deeds.getValue().get(i), "plugin.quarantined", deeds.getKey() + i);
            }
        }
        List<String> list = router.ftr("plugins").output().lines().toList();
        for (var deeds : QUARANTINED.entrySet()) {
            for (int i = 0; i < deeds.getValue().size(); i++) {
                assertIn(
                        list,
                        deeds.getValue().get(i),
                        deeds.getKey() + i + " +" + deeds.getKey() + " .*quarantined .*");
            }
        }
        List<String> refused = Objects.requireNonNull(OTHERS.get("broken"));
        for (int i = 0; i < refused.size(); i++) {
            awaitTold(refused.get(i), "plugin.refused", "broken" + i);
            assertIn(list, refused.get(i), "broken" + i + "\\.jar .*refused .*");
        }
    }

    private static void assertIn(List<String> list, String deed, String pattern) {
        assertThat(list).as(deed).anyMatch(line -> line.matches(pattern));
    }

    private void awaitTold(String deed, String event, String type) throws Exception {
        var notice = Pattern.compile(Pattern.quote(event) + ".*/" + type + "\\.jar");
        Router.await(
                deed + " is told",
                Router.LONG,
                () -> Files.readString(told)
                        .lines()
                        .anyMatch(l -> notice.matcher(l).find()));
    }
}
