// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.config.DialConfig;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.engine.cycle.plan.Groups;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Dials uplinks when they are needed, and hangs them up when they have not been for a while. One is needed while in any of
 * its families no uplink of a better group is well: usable, and not in doubt for {@link #DOUBT} already. Waiting for the
 * verdict would take much longer: a line whose only companion is not dialled has no witness against it.
 * Belongs to the engine thread; commands end on any.
 */
public final class Dials {
    /** A lost packet is no reason to dial: a confirmation that goes well takes a fraction of a second. */
    static final Duration DOUBT = Duration.ofSeconds(3);

    private final Map<String, Dial> dials = new LinkedHashMap<>();
    private final Map<String, Uplink> uplinks = new LinkedHashMap<>();
    private final Map<String, DialConfig> configs = new LinkedHashMap<>();
    private final Map<String, String> remembered;
    private Groups groups = Groups.CONFIGURED;
    private final Commands commands;
    private final BiConsumer<String, Map<String, String>> log;
    private final Runnable wake;
    private final Queue<Ended> ended;

    private record Ended(String uplink, Optional<String> failure) {}

    /** None. */
    public static Dials none() {
        return new Dials(List.of(), Commands.NONE, (key, facts) -> {}, () -> {}, null);
    }

    /**
     * Dials of uplinks.
     *
     * @param log takes the key of a text and its parameters
     * @param wake called on any thread when a command has ended
     * @param before those that these take the place of, if they run commands in the same way
     */
    public Dials(
            List<UplinkConfig> uplinks,
            Commands commands,
            BiConsumer<String, Map<String, String>> log,
            Runnable wake,
            @Nullable Dials before) {
        this.commands = commands;
        this.log = log;
        this.wake = wake;
        for (UplinkConfig one : uplinks) {
            this.uplinks.put(one.uplink().name(), one.uplink());
            one.dial().ifPresent(dial -> configs.put(one.uplink().name(), dial));
        }
        ended = before == null ? new ConcurrentLinkedQueue<>() : before.ended;
        remembered = configs.isEmpty() ? Map.of() : before == null ? commands.remembered() : Map.of();
        if (before != null) {
            configs.forEach((name, config) -> {
                Dial known = before.dials.get(name);
                if (known != null) {
                    dials.put(name, known.under(config));
                }
            });
        }
    }

    /** What the kernel says, with the lines that are not dialled, or are being, put as resting. */
    public List<Observation> veil(List<Observation> facts, Moment now) {
        if (configs.isEmpty()) {
            return facts;
        }
        var obstacles = new HashMap<String, Reason>();
        for (Observation fact : facts) {
            if (fact instanceof Observation.Kernel kernel) {
                begin(kernel, facts, now);
                kernel.obstacle().ifPresent(o -> obstacles.put(kernel.path().uplink(), o));
            }
        }
        obstacles.forEach((name, obstacle) -> {
            Dial dial = dials.get(name);
            if (dial != null && allObstructed(name, facts)) {
                dial.lost(obstacle, now);
            }
        });
        return facts.stream().map(fact -> veil(fact, now)).toList();
    }

    /** Nothing is known of it: whether it is dialled, the kernel tells. */
    private void begin(Observation.Kernel kernel, List<Observation> facts, Moment now) {
        String name = kernel.path().uplink();
        DialConfig config = configs.get(name);
        if (config != null && !dials.containsKey(name)) {
            boolean up = !allObstructed(name, facts);
            Dial.Phase usual = up ? Dial.Phase.DIALLED : Dial.Phase.IDLE;
            dials.put(name, new Dial(config, phase(remembered.get(name), usual), now));
        }
    }

    private static Dial.Phase phase(@Nullable String word, Dial.Phase usual) {
        for (Dial.Phase phase : Dial.Phase.values()) {
            if (word(phase).equals(word)) {
                return phase;
            }
        }
        return usual;
    }

    private static boolean allObstructed(String uplink, List<Observation> facts) {
        return facts.stream()
                .filter(f ->
                        f instanceof Observation.Kernel k && k.path().uplink().equals(uplink))
                .allMatch(f -> ((Observation.Kernel) f).obstacle().isPresent());
    }

    private Observation veil(Observation fact, Moment now) {
        if (fact instanceof Observation.Kernel kernel) {
            Dial dial = dials.get(kernel.path().uplink());
            if (dial != null) {
                String device = uplink(kernel.path().uplink()).device();
                return new Observation.Kernel(
                        kernel.path(),
                        dial.seen(kernel.obstacle(), device, now),
                        kernel.identity(),
                        kernel.receivedPackets(),
                        kernel.sentPackets(),
                        kernel.at());
            }
        }
        return fact;
    }

    /** Begins what is to be begun; returns what is to be told. */
    public List<UplinkEvent> turn(Verdicts verdicts, Moment now) {
        if (dials.isEmpty()) {
            return List.of();
        }
        var events = new ArrayList<UplinkEvent>();
        for (Ended end = ended.poll(); end != null; end = ended.poll()) {
            Dial dial = dials.get(end.uplink());
            if (dial != null) {
                ended(end, dial, now, events);
            }
        }
        dials.forEach((name, dial) -> {
            Dial.Step step = dial.turn(need(name, verdicts, now), now);
            if (step != Dial.Step.NONE) {
                run(name, dial, step);
            }
        });
        return events;
    }

    private Dial.Need need(String name, Verdicts verdicts, Moment now) {
        Uplink own = uplink(name);
        int group = groups.of(own).orElse(Integer.MAX_VALUE);
        Dial.Need need = Dial.Need.NO;
        for (Family family : own.families()) {
            List<PathVerdict> better = verdicts.paths().entrySet().stream()
                    .filter(entry -> entry.getKey().family() == family && isBetter(entry.getKey(), group))
                    .map(Map.Entry::getValue)
                    .toList();
            if (better.stream().noneMatch(verdict -> isWell(verdict, now))) {
                return Dial.Need.YES;
            }
            boolean known = better.stream().anyMatch(Dials::isKnownToBeWell);
            need = known ? need : Dial.Need.PERHAPS;
        }
        return need;
    }

    private Uplink uplink(String name) {
        return Objects.requireNonNull(uplinks.get(name));
    }

    private boolean isBetter(PathId path, int group) {
        Uplink uplink = uplinks.get(path.uplink());
        return uplink != null
                && groups.of(uplink).isPresent()
                && groups.of(uplink).getAsInt() < group;
    }

    /** From now on uplinks are in these groups. */
    public void lower(Groups others) {
        groups = others;
    }

    private static boolean isKnownToBeWell(PathVerdict verdict) {
        return verdict.usable()
                && verdict.health() != Health.UNKNOWN
                && verdict.watch().mode() == Watch.Mode.STEADY;
    }

    /** One that is being dialled may soon be: two lines are not dialled at once. */
    private static boolean isWell(PathVerdict verdict, Moment now) {
        boolean doubtful = verdict.watch().mode() == Watch.Mode.CONFIRM
                && now.since(verdict.watch().since()).compareTo(DOUBT) >= 0;
        return verdict.isResting() || (verdict.usable() && !doubtful);
    }

    private void run(String name, Dial dial, Dial.Step step) {
        boolean up = step == Dial.Step.ACTIVATE;
        List<String> line = up ? dial.config().activate() : dial.config().deactivate();
        log.accept(up ? "log.dial" : "log.hangup", Map.of("uplink", name, "command", String.join(" ", line)));
        var environment = Map.of(
                "FTR_UPLINK",
                name,
                "FTR_DEVICE",
                uplink(name).device(),
                "FTR_ACTION",
                up ? "activate" : "deactivate",
                "FTR_REASON",
                up ? "needed" : "not-needed");
        var command =
                new Commands.Command(name, line, environment, dial.config().limit());
        commands.run(command, phases(), failure -> {
            ended.add(new Ended(name, failure));
            wake.run();
        });
    }

    private void ended(Ended end, Dial dial, Moment now, List<UplinkEvent> events) {
        boolean up = dial.phase() == Dial.Phase.DIALLING;
        int before = dial.failures();
        dial.ended(end.failure(), now);
        commands.remember(phases());
        if (end.failure().isEmpty()) {
            log.accept(up ? "log.dialled" : "log.hungup", Map.of("uplink", end.uplink()));
        } else {
            log.accept(
                    up ? "log.dial.failed" : "log.hangup.failed",
                    Map.of(
                            "uplink", end.uplink(),
                            "text", dial.error(),
                            "seconds", Long.toString(dial.retryIn(now).toSeconds())));
        }
        if (end.failure().isEmpty() || (!up && before == 0)) {
            events.add(event(end.uplink(), dial.error()));
        }
    }

    /** That a line cannot be dialled is told as its being down; that one cannot be hung up is not. */
    private UplinkEvent event(String name, String error) {
        PathId path = new PathId(
                name, uplink(name).families().stream().sorted().findFirst().orElseThrow());
        return error.isEmpty()
                ? new UplinkEvent(path, "hangup", "uplink.hung-up", Severity.NOTICE, false, Map.of())
                : new UplinkEvent(
                        path, "hangup", "uplink.hang-up-failed", Severity.WARNING, true, Map.of("error", error));
    }

    private Map<String, String> phases() {
        var phases = new LinkedHashMap<String, String>();
        dials.forEach((name, dial) -> phases.put(name, word(dial.phase())));
        return phases;
    }

    private static String word(Dial.Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How an uplink stands; empty if it is not dialled on demand. */
    public Optional<DialState> of(String uplink, Moment now) {
        return Optional.ofNullable(dials.get(uplink))
                .map(dial -> new DialState(word(dial.phase()), dial.failures(), dial.error(), dial.retryIn(now)));
    }
}
