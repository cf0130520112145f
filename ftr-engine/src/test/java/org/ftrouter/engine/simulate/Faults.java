// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
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
    private boolean over;

    Faults(long seed) {
        this(seed, false);
    }

    /** The same; all addresses may be learnt ones, of which now and then another one takes the place. */
    Faults(long seed, boolean renumbered) {
        random = new SplittableRandom(seed);
        moves = renumbered
                ? Optional.of(new SplittableRandom(~seed))
                : Optional.empty(); // other seeds stay what they are
        scenario = generate();
        simulation = new Simulation(scenario, random.nextLong());
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
            families.forEach(family -> rules.put(new PathId(uplink.name(), family), Model.usual()));
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

    /** So many things happen one after the other, each for a while, then all is well for as long as any hold lasts. */
    void happen(int faults) {
        simulation.run(Duration.ofSeconds(15));
        for (int i = 0; i < faults; i++) {
            one();
            moves.ifPresent(this::renumber);
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
            case 7 -> kernel.damage(Family.IPV4, random.nextBoolean() ? 200 : uplink.table());
            default -> loss(uplink, length);
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
        for (Family family : families(uplink)) {
            Line line = simulation.line(new PathId(uplink.name(), family));
            forAWhile(length, () -> line.loss(Loss.independent(share, random.split())), () -> line.loss(Loss.NONE));
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
