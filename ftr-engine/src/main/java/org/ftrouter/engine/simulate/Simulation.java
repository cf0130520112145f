// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.config.NoticesConfig;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.AnnouncerRules;
import org.ftrouter.engine.cycle.notify.Findings;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;

/** One run of the real engine in the model: it lives through any length of time as fast as the machine computes. */
public final class Simulation {
    private static final int MOST_TURNS_AT_ONCE = 1000;

    private final SplittableRandom random;
    private final VirtualClock clock = new VirtualClock();
    private final Agenda agenda = new Agenda();
    private final ModelKernel kernel;
    private final ModelWorker worker;
    private final Map<PathId, Line> lines = new LinkedHashMap<>();
    private final Set<String> deadTargets = new HashSet<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private final List<Consumer<Notice>> readers = new ArrayList<>();
    private Scenario scenario;
    private Network network;
    private ProbeScheduler probes;
    private Judge judge;
    private Announcer announcer;
    private final List<Observation> toHear = new ArrayList<>();
    private Wire wire = (asked, through, sent) -> {};
    private InstantSource wallClock = () -> Instant.EPOCH.plusNanos(clock.nanos());
    private Cycle cycle;
    private Moment due;
    private boolean woken = true;
    private long frozenUntil = -1;
    private long readersWake;
    private long lastTurn;
    private int turnsNow;
    private long turns;
    private long events;
    private long notices;

    /** Sees every question at the moment it is sent. */
    interface Wire {
        /**
         * One of a line's questions.
         *
         * @param sent whether the kernel took it; otherwise nothing left
         */
        void question(Line asked, Path through, boolean sent);
    }

    /** A run that has not begun, at moment 0: every line is well. */
    public Simulation(Scenario scenario, long seed) {
        this.scenario = scenario;
        random = new SplittableRandom(seed);
        kernel = new ModelKernel(scenario.uplinks(), clock, this::tellLater);
        worker = new ModelWorker(kernel, clock, agenda);
        scenario.rules().forEach(this::connect);
        network = new Network(kernel, scenario.uplinks());
        kernel.watch(() -> {
            network.changed();
            woken = true;
        });
        probes = scheduler(new Random(random.nextLong()));
        judge = new Judge(scenario.rules(), now());
        announcer = new Announcer(writer(), wall(), this::written, announcerRules());
        cycle = cycle(scenario.uplinks(), List.of());
        due = now();
    }

    private void connect(PathId id, Rules rules) {
        Line line = lines.get(id);
        if (line == null) {
            line = new Line(rules.targets().size(), random.split());
            lines.put(id, line);
            kernel.connect(id.uplink(), line);
        }
        line.serve(rules.targets().size());
    }

    private ProbeScheduler scheduler(Random engineRandom) {
        var targets = new LinkedHashMap<PathId, List<Target>>();
        scenario.rules().forEach((id, rules) -> {
            var probes = new ArrayList<Target>();
            for (String name : rules.targets()) {
                probes.add(new Target(name, new ModelProbe(this, line(id), probes.size(), name, targets.size())));
            }
            targets.put(id, probes);
        });
        return new ProbeScheduler(scenario.rules(), targets, clock, engineRandom, () -> woken = true);
    }

    private NoticeWriter writer() {
        return new NoticeWriter("", "", "en", scenario.uplinks(), ZoneOffset.UTC);
    }

    private InstantSource wall() {
        return () -> wallClock.instant();
    }

    private AnnouncerRules announcerRules() {
        return new AnnouncerRules(scenario.rules(), NoticesConfig.Flapping.DEFAULT);
    }

    private void written(Notice notice) {
        notices++;
        readers.forEach(r -> r.accept(notice));
    }

    private Cycle cycle(List<Uplink> uplinks, List<PathId> lastMembers) {
        return new Cycle(
                network,
                probes,
                judge,
                new Planner(
                        scenario.layout(),
                        scenario.downlinks(),
                        uplinks,
                        List.of(),
                        scenario.allDown(),
                        scenario.rules()),
                new Applier(Map.of(), clock, outcome -> {}, null),
                announcer,
                new Exits(Map.of()),
                exits -> {},
                lastMembers,
                now());
    }

    // ---- running

    /** Lives through a time. */
    public void run(Duration length) {
        runUntil(clock.nanos() + length.toNanos());
    }

    private void runUntil(long end) {
        while (true) {
            long engine = frozenUntil >= 0 ? frozenUntil : woken ? clock.nanos() : due.nanos();
            long next = Math.min(agenda.next(), engine);
            if (next >= end) {
                clock.set(end);
                return;
            }
            clock.set(Math.max(next, clock.nanos()));
            step();
        }
    }

    private void step() {
        long now = clock.nanos();
        boolean thaws = frozenUntil == now;
        if (thaws && random.nextBoolean()) { // then the engine's thread is the first to run again
            frozenUntil = -1;
            turn();
        }
        if (thaws) {
            frozenUntil = -1;
        }
        events += agenda.happen(now);
        due = cycle.due();
        if (frozenUntil < 0 && (woken || now >= due.nanos())) {
            turn();
        }
    }

    private void turn() {
        woken = false;
        Moment now = now();
        turnsNow = now.nanos() == lastTurn ? turnsNow + 1 : 1;
        lastTurn = now.nanos();
        if (turnsNow > MOST_TURNS_AT_ONCE) {
            throw new IllegalStateException("the engine turns without end at " + now + ": " + cycle.verdicts());
        }
        toHear.addAll(Engine.stall(due, now));
        due = cycle.turn(toHear, now);
        toHear.clear();
        worker.submit(cycle.planned().plan());
        turns++;
        watchers.forEach(Runnable::run);
    }

    /** The process stands still for a while: nothing is heard and no turn runs, though the world goes on. */
    public void freeze(Duration length) {
        frozenUntil = Math.max(frozenUntil, clock.nanos() + length.toNanos());
    }

    /** The threads that send questions and read answers do not run for a while, though the engine does. */
    public void readersSleep(Duration length) {
        readersWake = clock.nanos() + length.toNanos();
    }

    /**
     * When the answer to a question of now is read. Who sleeps neither sends nor reads; when he wakes up, he serves the last
     * path first, and of each path first what was asked first.
     */
    long readAt(long roundTrip, int place) {
        long served = readersWake + (scenario.rules().size() - place) * 1_000_000L;
        return Math.max(clock.nanos(), served) + roundTrip;
    }

    boolean isFrozen() {
        return frozenUntil > clock.nanos();
    }

    /** Whether something that reaches the process has to wait, since it stands still. */
    boolean postponed(Agenda.Entry entry) {
        boolean wait = frozenUntil > clock.nanos();
        if (wait) {
            agenda.enter(entry, frozenUntil);
        }
        return wait;
    }

    void enter(Agenda.Entry entry, long at) {
        agenda.enter(entry, at);
    }

    private void tellLater(long within) {
        long delay = within == 0 ? 0 : random.nextLong(within);
        agenda.enter(
                new Agenda.Entry() {
                    @Override
                    void happen() {
                        if (!postponed(this)) {
                            kernel.tell();
                        }
                    }
                },
                clock.nanos() + delay);
    }

    // ---- for a scenario

    /** Has something happen after a time. */
    public void in(Duration delay, Runnable action) {
        agenda.enter(action, clock.nanos() + delay.toNanos());
    }

    /** Calls something after every turn. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    /** Gives every notice to somebody. */
    public void read(Consumer<Notice> reader) {
        readers.add(reader);
    }

    /** Has somebody look at every question. */
    void tap(Wire tap) {
        wire = tap;
    }

    /** What people call the time from now on, however it jumps. */
    void wallClock(InstantSource says) {
        wallClock = says;
    }

    Wire wire() {
        return wire;
    }

    /** The line behind an uplink in IPv4. */
    public Line line(String uplink) {
        return line(new PathId(uplink, Family.IPV4));
    }

    public Line line(PathId path) {
        return Objects.requireNonNull(lines.get(path), path::toString);
    }

    public Map<PathId, Line> lines() {
        return lines;
    }

    /** Switches a target off, for every path, or on again. */
    public void target(String name, boolean answers) {
        if (answers) {
            deadTargets.remove(name);
        } else {
            deadTargets.add(name);
        }
    }

    boolean alive(String target) {
        return deadTargets.isEmpty() || !deadTargets.contains(target);
    }

    /** A source of chance of its own, which the seed decides. */
    public SplittableRandom chance() {
        return random.split();
    }

    /** The same uplinks under other priorities and weights from now on. */
    public void regroup(List<Uplink> uplinks) {
        Cycle before = cycle;
        cycle = cycle(uplinks, before.members());
        toHear.addAll(cycle.planned().neededSince(before.planned(), now()));
        woken = true;
    }

    /** Another configuration from now on, taken over as the daemon does it: what is known of a path stays known. */
    public void reload(Scenario next) {
        scenario = next;
        next.uplinks().forEach(kernel::add);
        next.rules().forEach(this::connect);
        network = new Network(kernel, next.uplinks());
        probes = scheduler(new Random(random.nextLong()));
        judge = new Judge(next.rules(), judge, now());
        announcer = new Announcer(writer(), wall(), this::written, announcerRules(), Findings.NONE, announcer);
        cycle = cycle(next.uplinks(), cycle.members());
        woken = true;
    }

    // ---- what it is now

    public Moment now() {
        return new Moment(clock.nanos());
    }

    long nanos() {
        return clock.nanos();
    }

    public ModelKernel kernel() {
        return kernel;
    }

    public Cycle cycle() {
        return cycle;
    }

    public PathVerdict verdict(PathId path) {
        return cycle.verdicts().of(path);
    }

    /** The verdict on an uplink in IPv4. */
    public PathVerdict verdict(String uplink) {
        return verdict(new PathId(uplink, Family.IPV4));
    }

    /** Turns and other happenings so far. */
    public long events() {
        return turns + events;
    }

    /** Notices written so far. */
    public long notices() {
        return notices;
    }

    /** Attempts to apply a plan so far. */
    public long attempts() {
        return worker.attempts();
    }

    /** What is entered for later. */
    int pending() {
        return agenda.size();
    }
}
