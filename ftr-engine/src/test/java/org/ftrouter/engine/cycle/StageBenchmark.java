// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pure stages with three healthy uplinks of four targets each: what a turn costs on a quiet day. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StageBenchmark {
    private static final Duration ROUND_TRIP = Duration.ofMillis(10);
    private static final Duration BETWEEN = Duration.ofMillis(333);
    private final List<Uplink> uplinks = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 1), Given.v4("c", 1, 1));
    private final List<PathId> paths = List.of(Given.id("a"), Given.id("b"), Given.id("c"));
    private final List<Path> known = Given.paths(uplinks);
    private final Planner planner =
            new Planner(TestUplinks.LAYOUT, new Downlinks(List.of("eth0"), List.of()), uplinks, AllDown.KEEP);
    private final Verdicts up = Given.verdicts(
            Map.of("a", Given.verdict(Health.UP), "b", Given.verdict(Health.UP), "c", Given.verdict(Health.UP)));
    private final Verdicts oneDown = Given.verdicts(
            Map.of("a", Given.verdict(Health.UP), "b", Given.verdict(Health.DOWN), "c", Given.verdict(Health.UP)));
    private int plans;
    private Judge judge;
    private Moment now = Given.START;
    private int question;

    /** Lets every path come up. */
    @Setup
    public void comeUp() {
        var rules = new LinkedHashMap<PathId, Rules>();
        paths.forEach(path -> rules.put(path, ModelNetwork.rules(2, Duration.ofSeconds(10))));
        judge = new Judge(rules, now);
        for (PathId path : paths) {
            judge.judge(List.of(new Observation.Kernel(path, Optional.empty(), "address", 0, 0, now)), now);
        }
        for (int i = 0; i < 100; i++) {
            verdictOfOneProbe();
        }
        if (!paths.stream().allMatch(path -> verdictOfOneProbe().of(path).health() == Health.UP)) {
            throw new IllegalStateException("the paths are not up");
        }
    }

    /** Two turns: a question leaves, and its answer comes. */
    @Benchmark
    public final Verdicts verdictOfOneProbe() {
        PathId path = paths.get(question % paths.size());
        int target = question / paths.size() % ModelNetwork.TARGETS.size();
        question++;
        now = now.plus(BETWEEN);
        judge.judge(List.of(new Observation.Asked(path, target, question, 0, now)), now);
        now = now.plus(ROUND_TRIP);
        return judge.judge(List.of(new Observation.Answered(path, target, question, ROUND_TRIP, now)), now);
    }

    /** From verdicts that are not what they were to the plan of the whole routing. */
    @Benchmark
    public Planned plan() {
        return planner.plan(plans++ % 2 == 0 ? up : oneDown, known, paths);
    }

    /** The same if nothing has changed, as in most turns. */
    @Benchmark
    public Planned planAsBefore() {
        return planner.plan(up, known, paths);
    }
}
