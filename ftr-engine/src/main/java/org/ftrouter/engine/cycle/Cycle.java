// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ftrouter.api.Path;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.budget.Budgets;
import org.ftrouter.engine.cycle.dial.Dials;
import org.ftrouter.engine.cycle.drain.Drains;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.engine.cycle.plan.Exit;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Groups;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;

/** The five stages of one configuration, and what they know. Belongs to the engine thread. */
public final class Cycle implements AutoCloseable {
    private final Network network;
    private final ProbeScheduler probes;
    private final Judge judge;
    private final Planner planner;
    private final Applier applier;
    private final Announcer announcer;
    private final Exits exits;
    private final Consumer<List<Exit>> leave;
    private final Dials dials;
    private final Budgets budgets;
    private final Drains drains;
    private Verdicts verdicts;
    private Planned planned;
    private List<PathId> members;
    private Moment due;
    private List<Observation> needed = List.of();
    private List<UplinkEvent> untold = List.of();

    /** A cycle none of whose uplinks is dialled on demand, has a budget or is drained. */
    public Cycle(
            Network network,
            ProbeScheduler probes,
            Judge judge,
            Planner planner,
            Applier applier,
            Announcer announcer,
            Exits exits,
            Consumer<List<Exit>> leave,
            List<PathId> lastMembers,
            Moment now) {
        this(
                network,
                probes,
                judge,
                planner,
                applier,
                announcer,
                exits,
                leave,
                Dials.none(),
                Budgets.none(),
                Drains.none(),
                lastMembers,
                now);
    }

    /** A cycle. */
    public Cycle(
            Network network,
            ProbeScheduler probes,
            Judge judge,
            Planner planner,
            Applier applier,
            Announcer announcer,
            Exits exits,
            Consumer<List<Exit>> leave,
            Dials dials,
            Budgets budgets,
            Drains drains,
            List<PathId> lastMembers,
            Moment now) {
        this.network = network;
        this.probes = probes;
        this.judge = judge;
        this.planner = planner;
        this.applier = applier;
        this.announcer = announcer;
        this.exits = exits;
        this.leave = leave;
        this.dials = dials;
        this.budgets = budgets;
        this.drains = drains;
        this.due = now;
        this.verdicts = judge.judge(dials.veil(network.observe(false, now), now), now);
        this.untold = count(now);
        this.planned = planner.plan(verdicts, network.pathList(), lastMembers);
        this.members = planned.members();
    }

    /**
     * One turn: what we saw, what we hold true, what we want, what we did, who is told. Returns when the next one is due
     * even if nothing happens, as {@link #due} does.
     */
    @SuppressWarnings("ReferenceEquality") // spares a comparison
    public Moment turn(List<Observation> heard, Moment now) {
        List<Observation> seen = new ArrayList<>(heard);
        List<Observation> facts = dials.veil(network.observe(inDoubt(), now), now);
        seen.addAll(facts);
        seen.addAll(probes.drain());
        seen.addAll(needed);
        verdicts = judge.judge(seen, now);
        List<UplinkEvent> spent = count(now);
        Planned before = planned;
        planned = planner.plan(verdicts, network.pathList(), members);
        members = planned == before ? members : planned.members();
        needed = planned.neededSince(before, now);
        applier.apply(planned.plan());
        if (planned != before) {
            routesFirst();
        }
        leave.accept(exits.of(verdicts, planned, now));
        announcer.tell(spent, verdicts, planned, now);
        announcer.tell(dials.turn(verdicts, now), verdicts, planned, now);
        announcer.announce(verdicts, planned, now);
        Optional<Moment> question = probes.ask(verdicts, planned.resting(), askable(), now);
        Moment latest = needed.isEmpty() ? network.nextLook(now) : now;
        due = latest.min(question.orElse(latest)).min(verdicts.wakeAt().orElse(latest));
        return due();
    }

    /** Notices and all else of the turn are less urgent than the routes, whose thread may have to wait for our processor. */
    @SuppressWarnings("ThreadPriorityCheck") // it spares milliseconds; nothing relies on it
    private static void routesFirst() {
        Thread.yield();
    }

    /** When the next turn is due if nothing happens: later than before once what was just asked has been answered in time. */
    public Moment due() {
        return probes.lateAt().map(due::min).orElse(due);
    }

    private List<UplinkEvent> count(Moment now) {
        List<UplinkEvent> news = budgets.count(network::link, now);
        List<UplinkEvent> maintained = drains.turn(now);
        lower();
        if (untold.isEmpty() && maintained.isEmpty()) {
            return news;
        }
        var all = new ArrayList<>(untold);
        all.addAll(news);
        all.addAll(maintained);
        untold = List.of();
        return all;
    }

    private void lower() {
        Groups groups = drains.groups(budgets.lowered());
        planner.lower(groups);
        dials.lower(groups);
    }

    /** What the next turn will want as things stand, for whoever has just drained an uplink. */
    public Planned next() {
        lower();
        return planner.plan(verdicts, network.pathList(), members);
    }

    /** Without those nothing is sent through: what was last due on them is past, and would have us turn without end. */
    private Map<PathId, Path> askable() {
        if (!verdicts.any(v -> v.watch().mode() == Watch.Mode.OFF) && !network.hasShared()) {
            return network.paths();
        }
        var paths = new LinkedHashMap<>(network.paths());
        paths.keySet().removeIf(id -> verdicts.of(id).watch().mode() == Watch.Mode.OFF);
        // bound to an interface of its own a question cannot go astray, on a shared one it follows the routes
        paths.values().removeIf(path -> network.isShared(path) && !applier.stands(path));
        return paths;
    }

    private boolean inDoubt() {
        return verdicts.any(v -> v.watch().mode() == Watch.Mode.CONFIRM);
    }

    /** Members of the default route until now, for a cycle that takes this one's place. */
    public List<PathId> members() {
        return members;
    }

    /** What the last turn held true. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** What the last turn wanted. */
    public Planned planned() {
        return planned;
    }

    /** The kernel's side, for events. */
    public Network network() {
        return network;
    }

    /** Who dials, for figures and for a cycle that takes this one's place. */
    public Dials dials() {
        return dials;
    }

    /** Who counts what is carried, for figures and for a cycle that takes this one's place. */
    public Budgets budgets() {
        return budgets;
    }

    /** Which uplinks are drained, to change it, and for a cycle that takes this one's place. */
    public Drains drains() {
        return drains;
    }

    /** Who asks, for figures. */
    public ProbeScheduler probes() {
        return probes;
    }

    /** The judge, for a cycle that takes this one's place. */
    public Judge judge() {
        return judge;
    }

    /** Who stands by since when, for a cycle that takes this one's place. */
    public Exits exits() {
        return exits;
    }

    /** The hands, for a cycle that takes this one's place. */
    public Applier applier() {
        return applier;
    }

    /** Stops changing routes, without waiting: another cycle takes its place. */
    void retire() {
        applier.retire();
    }

    /** Stops changing routes and waits for what is under way; the kernel stays as it is. */
    @Override
    public void close() {
        applier.close();
    }
}
