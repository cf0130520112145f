// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;

/** A generated configuration and what befalls it. The seed decides everything. */
final class Faults {
    private static final Duration CALM_AT_THE_END = Duration.ofMinutes(20);

    private final SplittableRandom random;
    private final Scenario scenario;
    private final Simulation simulation;
    private final List<String> story = new ArrayList<>();
    private final Optional<SplittableRandom> moves;
    private final Optional<SplittableRandom> more;
    private final Set<String> dead = new HashSet<>();
    private boolean over;

    /** What is drawn besides uplinks, links that come and go, silence, loss, damage and pauses. */
    enum Variety {
        /** Nothing. */
        USUAL,
        /** All addresses may be learnt ones, of which now and then another one takes the place. */
        RENUMBERED,
        /** Each path has rules of its own; there are bursts of loss, targets that die, and damage in IPv6. */
        VARIED
    }

    Faults(long seed, Variety variety) {
        random = new SplittableRandom(seed);
        moves = ofItsOwn(seed, variety == Variety.RENUMBERED);
        more = ofItsOwn(seed, variety == Variety.VARIED);
        scenario = generate();
        simulation = new Simulation(scenario, random.nextLong());
    }

    /** Another source of chance, so that seeds mean in each variety what they mean in the usual one. */
    private static Optional<SplittableRandom> ofItsOwn(long seed, boolean wanted) {
        return wanted ? Optional.of(new SplittableRandom(~seed)) : Optional.empty();
    }

    private Scenario generate() {
        var uplinks = new ArrayList<Uplink>();
        var rules = new LinkedHashMap<PathId, Rules>();
        int count = random.nextInt(4) == 0 ? 1 + random.nextInt(16) : 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Set<Family> families = random.nextInt(3) == 0 ? EnumSet.allOf(Family.class) : EnumSet.of(Family.IPV4);
            OptionalInt priority = random.nextInt(8) == 0 ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(3));
            Uplink uplink = Given.uplink(
                    String.valueOf((char) ('a' + i)), 1 + random.nextInt(4), priority, families.toArray(Family[]::new));
            uplinks.add(moves.isPresent() ? learning(uplink) : uplink);
            families.forEach(family -> rules.put(
                    new PathId(uplink.name(), family), more.map(Faults::drawn).orElseGet(Model::usual)));
        }
        var downlinks = new Downlinks(List.of(), List.of());
        AllDown allDown = random.nextInt(4) == 0 ? AllDown.WITHDRAW : AllDown.KEEP;
        return new Scenario(uplinks, rules, TestUplinks.LAYOUT, downlinks, allDown);
    }

    /** The same uplink as PPP or DHCP have it: nothing of it is configured, or at least no address. */
    private Uplink learning(Uplink uplink) {
        return new Uplink(
                uplink.name(),
                uplink.device(),
                uplink.description(),
                uplink.families(),
                List.of(),
                moves.orElseThrow().nextBoolean() ? List.of() : uplink.gateways(),
                uplink.weight(),
                uplink.priority(),
                uplink.table(),
                uplink.mark(),
                uplink.probeMark());
    }

    /** Rules as somebody could have written them. */
    private static Rules drawn(SplittableRandom chance) {
        int targets = 1 + chance.nextInt(6);
        Duration interval = Duration.ofMillis(List.of(250, 500, 1000, 2000).get(chance.nextInt(4)));
        return new Rules(
                IntStream.rangeClosed(1, targets).mapToObj(i -> "t" + i).toList(),
                1 + chance.nextInt(targets),
                interval,
                interval.multipliedBy(1 + chance.nextInt(5)),
                Duration.ofSeconds(1 + chance.nextInt(5)),
                Duration.ofMillis(50 + chance.nextInt(450)),
                1 + chance.nextInt(6),
                Duration.ofMillis(50 + chance.nextInt(200)),
                1 + chance.nextInt(4),
                Duration.ofSeconds(chance.nextInt(20)),
                QualityLimits.DEFAULT,
                chance.nextBoolean() ? FlapGuard.DEFAULT : FlapGuard.OFF,
                PassiveEvidence.DEFAULT);
    }

    /** So many things happen one after the other, each for a while, then all is well for as long as any hold lasts. */
    void happen(int faults) {
        simulation.run(Duration.ofSeconds(15));
        for (int i = 0; i < faults; i++) {
            one();
            moves.ifPresent(this::renumber);
            more.ifPresent(this::another);
            simulation.run(Duration.ofMillis(random.nextInt(12_000)));
        }
        over = true;
        simulation.run(CALM_AT_THE_END);
    }

    private void one() {
        Uplink uplink = scenario.uplinks().get(random.nextInt(scenario.uplinks().size()));
        String name = uplink.name();
        Duration length = Duration.ofMillis(50 + random.nextInt(random.nextBoolean() ? 2000 : 30_000));
        ModelKernel kernel = simulation.kernel();
        int kind = random.nextInt(9);
        story.add(simulation.now().nanos() / 1_000_000 + " ms: fault " + kind + " on " + name + " for " + length);
        switch (kind) {
            case 0, 1 -> silence(uplink, length);
            case 2 -> forAWhile(length, () -> kernel.carrier(name, false), () -> kernel.carrier(name, true));
            case 3 -> forAWhile(length, () -> kernel.up(name, false), () -> kernel.up(name, true));
            case 4 -> forAWhile(length, () -> kernel.delete(name), () -> kernel.create(name));
            case 5 ->
                families(uplink)
                        .forEach(f -> forAWhile(
                                length, () -> kernel.removeAddress(name, f), () -> kernel.addAddress(uplink, f)));
            case 6 -> simulation.freeze(length);
            case 7 -> kernel.damage(Family.IPV4, random.nextBoolean() ? Invariants.TABLE : uplink.table());
            default -> loss(uplink, length);
        }
    }

    private void another(SplittableRandom chance) {
        Uplink uplink = scenario.uplinks().get(chance.nextInt(scenario.uplinks().size()));
        Duration length = Duration.ofMillis(500 + chance.nextInt(60_000));
        String target = "t" + (1 + chance.nextInt(6));
        int kind = chance.nextInt(4);
        String what = kind == 0 ? "bursts on " + uplink.name() : kind == 1 ? target + " is dead" : "damage in IPv6";
        story.add(simulation.now().nanos() / 1_000_000 + " ms: " + what + ", if it lasts for " + length);
        switch (kind) {
            case 0 ->
                lossy(
                        uplink,
                        length,
                        () -> Loss.bursts(
                                Duration.ofMillis(100 + chance.nextInt(10_000)),
                                Duration.ofMillis(20 + chance.nextInt(2000)),
                                0.3 + 0.7 * chance.nextDouble(),
                                chance.split()));
            case 1 -> {
                if (dead.add(target)) {
                    forAWhile(length, () -> simulation.target(target, false), () -> {
                        dead.remove(target);
                        simulation.target(target, true);
                    });
                }
            }
            default -> simulation.kernel().damage(Family.IPV6, kind == 2 ? Invariants.TABLE : uplink.table());
        }
    }

    private void renumber(SplittableRandom chance) {
        Uplink uplink = scenario.uplinks().get(chance.nextInt(scenario.uplinks().size()));
        story.add(simulation.now().nanos() / 1_000_000 + " ms: " + uplink.name() + " is renumbered soon");
        families(uplink)
                .forEach(f -> simulation.in(
                        Duration.ofMillis(chance.nextInt(2000)),
                        () -> simulation.kernel().renumber(uplink.name(), f)));
    }

    private void silence(Uplink uplink, Duration length) {
        for (Family family : families(uplink)) {
            Line line = simulation.line(new PathId(uplink.name(), family));
            forAWhile(
                    length,
                    () -> line.silent(true, simulation.now().nanos()),
                    () -> line.silent(false, simulation.now().nanos()));
        }
    }

    private void loss(Uplink uplink, Duration length) {
        double share = 0.3 * random.nextDouble();
        lossy(uplink, length, () -> Loss.independent(share, random.split()));
    }

    private void lossy(Uplink uplink, Duration length, Supplier<Loss> loss) {
        for (Family family : families(uplink)) {
            Line line = simulation.line(new PathId(uplink.name(), family));
            forAWhile(length, () -> line.loss(loss.get()), () -> line.loss(Loss.NONE));
        }
    }

    /** In an order that does not differ from one run of the machine to the next. */
    private static List<Family> families(Uplink uplink) {
        return uplink.families().stream().sorted().toList();
    }

    private void forAWhile(Duration length, Runnable from, Runnable to) {
        from.run();
        simulation.in(length, to);
    }

    Scenario scenario() {
        return scenario;
    }

    /** Whether so many of a path's targets answer nobody that it cannot be told from a dead line. */
    boolean isOutOfTargets(PathId path) {
        Rules rules = Objects.requireNonNull(scenario.rules().get(path));
        return rules.targets().stream().filter(t -> !dead.contains(t)).count() < rules.required();
    }

    /** Whether nothing new happens any more. */
    boolean isOver() {
        return over;
    }

    Simulation simulation() {
        return simulation;
    }

    /** What happened, for whoever has to find out why. */
    List<String> story() {
        return story;
    }

    /** The uplinks by name. */
    Map<String, Uplink> uplinks() {
        var byName = new LinkedHashMap<String, Uplink>();
        scenario.uplinks().forEach(u -> byName.put(u.name(), u));
        return byName;
    }
}
