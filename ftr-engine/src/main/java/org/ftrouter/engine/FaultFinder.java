// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.Finding;
import org.ftrouter.engine.cycle.notify.Findings;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/**
 * When a path has gone down because nothing answers, asks its local targets once, and tells on which side of the gateway
 * the fault is: to the log, and to those who ask while it is down. Belongs to the engine thread; answers come on any.
 */
final class FaultFinder implements Findings {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Set<Code> SILENT = Set.of(Code.PROBE_QUORUM, Code.ALL_SILENT);
    private final BiConsumer<String, Map<String, String>> log;
    /** Each outage that was looked into has a token of its own, so that a late answer is not taken for the next one's. */
    private final Map<PathId, Object> asked = new ConcurrentHashMap<>();

    private final Map<PathId, Finding> found = new ConcurrentHashMap<>();
    private Map<PathId, List<Target>> local = Map.of();

    /** The log takes the key of a text and its parameters. */
    FaultFinder(BiConsumer<String, Map<String, String>> log) {
        this.log = log;
    }

    /** From now on these are asked. */
    void use(Map<PathId, List<Target>> targets) {
        local = targets;
    }

    /** After each turn. */
    void look(Verdicts verdicts, Map<PathId, Path> paths) {
        verdicts.paths().forEach((id, verdict) -> {
            Path path = paths.get(id);
            if (verdict.health() != Health.DOWN) {
                asked.remove(id);
                found.remove(id);
            } else if (expects(id, verdict) && path != null && !asked.containsKey(id)) {
                var outage = new Object();
                asked.put(id, outage);
                local.getOrDefault(id, List.of()).forEach(target -> ask(id, outage, path, target));
            }
        });
    }

    @Override
    public boolean expects(PathId id, PathVerdict verdict) {
        return SILENT.contains(verdict.reason().code())
                && !local.getOrDefault(id, List.of()).isEmpty();
    }

    @Override
    public Optional<Finding> of(PathId id) {
        return Optional.ofNullable(found.get(id));
    }

    /** All that is known now. */
    Map<PathId, Finding> all() {
        return Map.copyOf(found);
    }

    private void ask(PathId id, Object outage, Path path, Target target) {
        var unused = target.probe().probe(path, TIMEOUT).whenComplete((result, error) -> {
            if (result != null) {
                tell(id, outage, target, result);
            }
        });
    }

    private void tell(PathId id, Object outage, Target target, ProbeResult result) {
        var facts = new java.util.HashMap<>(Map.of("uplink", id.toString(), "target", target.name()));
        if (result instanceof Reply) {
            keep(id, outage, new Finding(true, target.name(), ""));
            log.accept("log.gateway.answers", facts);
        } else if (result instanceof NoReply none) {
            keep(id, outage, new Finding(false, target.name(), none.reason()));
            facts.put("text", none.reason());
            log.accept("log.gateway.silent", facts);
        }
    }

    /** One target that answers outweighs others that do not. */
    private void keep(PathId id, Object outage, Finding finding) {
        if (asked.get(id) == outage) {
            found.merge(id, finding, (before, now) -> before.gatewayAnswers() ? before : now);
        }
    }
}
