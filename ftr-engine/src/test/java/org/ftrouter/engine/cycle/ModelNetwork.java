// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The real scheduler and the real judge on a virtual clock, against a network that a test bends as it likes. A year
 * passes in seconds; the same seed gives the same run.
 */
public final class ModelNetwork {
    public static final List<String> TARGETS = List.of("t1", "t2", "t3", "t4");

    /** What becomes of one probe: its round-trip time, or nothing. */
    public interface Fate {
        @Nullable
        Duration of(String uplink, String target);
    }

    public final ManualTicker ticker = new ManualTicker();
    public final Random random;
    public Fate fate = (uplink, target) -> Duration.ofMillis(10);
    public final Map<String, Long> packets = new HashMap<>();
    public final Map<String, Long> received = new HashMap<>();
    public final Map<String, Long> sent = new HashMap<>();
    public final List<String> history = new ArrayList<>();
    private final Map<PathId, Path> paths = new LinkedHashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Observation> facts = new ArrayList<>();
    private final ProbeScheduler scheduler;
    private final Judge judge;
    private Verdicts verdicts;
    private @Nullable Moment due;
    private final Map<String, Users> users = new HashMap<>();
    private final Map<String, Optional<Reason>> obstacles = new HashMap<>();
    private Set<PathId> resting = Set.of();
    private Moment polled;
    private Moment counted;

    private record Event(Moment at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private long order;
    private Moment readersWake = new Moment(0);

    public static Rules rules(int required, Duration holdUp) {
        return new Rules(
                TARGETS, required, Duration.ofSeconds(1), Duration.ofSeconds(5), 6, Duration.ofMillis(50), 3, holdUp);
    }

    public ModelNetwork(long seed, Rules rules, String... uplinks) {
        random = new Random(seed);
        var allRules = new LinkedHashMap<PathId, Rules>();
        var targets = new LinkedHashMap<PathId, List<Target>>();
        for (String uplink : uplinks) {
            Path path = path(uplink, paths.size() + 1);
            PathId id = PathId.of(path);
            paths.put(id, path);
            allRules.put(id, rules);
            targets.put(
                    id,
                    rules.targets().stream()
                            .map(t -> new Target(t, new FakeProbe(t)))
                            .toList());
        }
        scheduler = new ProbeScheduler(allRules, targets, ticker, random, () -> {});
        judge = new Judge(allRules, now());
        verdicts = judge.judge(List.of(), now());
        polled = now();
        counted = now();
        for (String uplink : uplinks) {
            kernel(uplink, Optional.empty());
        }
    }

    private static Path path(String name, int number) {
        try {
            var source = java.net.InetAddress.getByName("192.0.2." + number);
            var uplink = new Uplink(
                    name,
                    "wan" + number,
                    "",
                    Set.of(Family.IPV4),
                    List.of(source),
                    List.of(),
                    1,
                    OptionalInt.of(1),
                    200 + number,
                    number << 8,
                    (number | 0x80) << 8);
            return new Path(uplink, Family.IPV4, source, Optional.empty());
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private final class FakeProbe implements Probe {
        private final String target;

        FakeProbe(String target) {
            this.target = target;
        }

        @Override
        public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
            String uplink = path.uplink().name();
            packets.merge(uplink, 1L, Long::sum);
            sent.merge(uplink, 1L, Long::sum);
            var result = new CompletableFuture<ProbeResult>();
            Duration roundTrip = fate.of(uplink, target);
            if (roundTrip == null || roundTrip.compareTo(timeout) > 0) {
                in(timeout, () -> result.complete(ProbeResult.noReply("silence")));
            } else {
                in(heardAfter(path, roundTrip), () -> {
                    received.merge(uplink, 1L, Long::sum);
                    result.complete(ProbeResult.reply(roundTrip));
                });
            }
            return result;
        }

        /** A thread that sleeps neither sends nor reads, and when it wakes up it reads the last uplink first. */
        private Duration heardAfter(Path path, Duration roundTrip) {
            Moment sentAt = now().isBefore(readersWake) ? readersWake : now();
            Moment arrived = sentAt.plus(roundTrip);
            boolean slept = now().isBefore(readersWake) || arrived.isBefore(readersWake);
            int place = paths.size() - (path.uplink().table() - 200);
            Moment read = arrived.isBefore(readersWake) ? readersWake : arrived;
            return read.plus(Duration.ofMillis(slept ? place : 0)).since(now());
        }

        @Override
        public boolean asks(Family family) {
            return true;
        }
    }

    /** Has something happen after a time. */
    public void in(Duration delay, Runnable action) {
        events.add(new Event(now().plus(delay), order++, action));
    }

    /** The kernel says something about an uplink. */
    public void kernel(String uplink, Optional<Reason> obstacle) {
        obstacles.put(uplink, obstacle);
        facts.add(kernelOf(id(uplink), obstacle));
    }

    /** Users send and receive so many packets a second through an uplink from now on. */
    public void traffic(String uplink, double sendRate, double receiveRate) {
        count();
        users.put(uplink, new Users(sendRate, receiveRate));
    }

    private record Users(double sendRate, double receiveRate) {}

    /** Takes what users sent and received since the last time into the counters. */
    private void count() {
        double seconds = now().since(counted).toNanos() / 1e9;
        counted = now();
        users.forEach((uplink, of) -> {
            sent.merge(uplink, whole(of.sendRate * seconds), Long::sum);
            received.merge(uplink, whole(of.receiveRate * seconds), Long::sum);
        });
    }

    /** Rounds up or down by chance, so that the mean is right. */
    private long whole(double packets) {
        return (long) Math.floor(packets + random.nextDouble());
    }

    /** From now on these uplinks carry nothing, and all others do, as a plan would have it. */
    public void rest(String... uplinks) {
        Set<PathId> now = Arrays.stream(uplinks).map(ModelNetwork::id).collect(Collectors.toSet());
        resting.stream().filter(id -> !now.contains(id)).forEach(id -> facts.add(new Observation.Needed(id, now())));
        resting = now;
    }

    /** The engine does not run for a while, and sees all answers afterwards. */
    public void stall(Duration length) {
        Moment from = now();
        Moment end = from.plus(length);
        while (!events.isEmpty() && !events.peek().at.isAfter(end)) {
            events.remove().action.run();
        }
        ticker.advance(end.since(now()));
        facts.add(new Observation.Stalled(from, end));
    }

    /** The thread that sends questions and reads answers does not run for a while, though the engine does. */
    public void readersSleep(Duration length) {
        readersWake = now().plus(length);
    }

    /** Lives through a time. */
    public void run(Duration length) {
        Moment end = now().plus(length);
        turn();
        while (true) {
            Moment next = end;
            if (!events.isEmpty()) {
                next = next.min(events.peek().at);
            }
            if (due != null) {
                next = next.min(due);
            }
            if (!users.isEmpty()) {
                next = next.min(polled.plus(Network.POLL));
            }
            if (verdicts.wakeAt().isPresent()) {
                next = next.min(verdicts.wakeAt().get());
            }
            if (next.isAfter(now())) {
                ticker.advance(next.since(now()));
            }
            if (!now().isBefore(end)) {
                return;
            }
            while (!events.isEmpty() && !events.peek().at.isAfter(now())) {
                events.remove().action.run();
            }
            turn();
        }
    }

    private void turn() {
        var seen = new ArrayList<>(facts);
        facts.clear();
        poll(seen);
        seen.addAll(scheduler.drain());
        Verdicts before = verdicts;
        verdicts = judge.judge(seen, now());
        paths.keySet().forEach(id -> note(id, before.of(id), verdicts.of(id)));
        due = scheduler.ask(verdicts, resting, paths, now()).orElse(null);
    }

    /** As the network stage does: often while a line is in doubt, now and then otherwise if there are users. */
    private void poll(List<Observation> seen) {
        boolean inDoubt =
                verdicts.paths().values().stream().anyMatch(v -> v.watch().mode() == Watch.Mode.CONFIRM);
        Duration span = now().since(polled);
        if (span.compareTo(inDoubt ? Duration.ofMillis(50) : Network.POLL) < 0 || (!inDoubt && users.isEmpty())) {
            return;
        }
        polled = now();
        count();
        paths.keySet().forEach(id -> {
            if (obstacles.getOrDefault(id.uplink(), Optional.empty()).isEmpty()) {
                seen.add(kernelOf(id, Optional.empty()));
            }
        });
    }

    private Observation kernelOf(PathId id, Optional<Reason> obstacle) {
        return new Observation.Kernel(
                id,
                obstacle,
                "address",
                received.getOrDefault(id.uplink(), 0L),
                sent.getOrDefault(id.uplink(), 0L),
                now());
    }

    private void note(PathId id, PathVerdict before, PathVerdict after) {
        if (before.health() != after.health()) {
            history.add(
                    id.uplink() + " " + after.health() + " " + after.reason().code());
        }
    }

    public PathVerdict of(String uplink) {
        return verdicts.of(id(uplink));
    }

    private static PathId id(String uplink) {
        return new PathId(uplink, Family.IPV4);
    }

    public Moment now() {
        return new Moment(ticker.nanos());
    }
}
