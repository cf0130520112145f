// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/**
 * When a path has gone down because nothing answers, asks its local targets once, and tells on which side of the gateway
 * the fault is. Belongs to the engine thread; answers come on any.
 */
final class FaultFinder {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Set<Code> SILENT = Set.of(Code.PROBE_QUORUM, Code.ALL_SILENT);
    private final BiConsumer<String, Map<String, String>> log;
    private final Set<PathId> asked = new HashSet<>();

    /** The log takes the key of a text and its parameters. */
    FaultFinder(BiConsumer<String, Map<String, String>> log) {
        this.log = log;
    }

    /** After each turn. */
    void look(Verdicts verdicts, Map<PathId, Path> paths, Map<PathId, List<Target>> local) {
        verdicts.paths().forEach((id, verdict) -> {
            Path path = paths.get(id);
            if (verdict.health() != Health.DOWN) {
                asked.remove(id);
            } else if (silent(verdict) && path != null && asked.add(id)) {
                local.getOrDefault(id, List.of()).forEach(target -> ask(id, path, target));
            }
        });
    }

    private static boolean silent(PathVerdict verdict) {
        return SILENT.contains(verdict.reason().code());
    }

    private void ask(PathId id, Path path, Target target) {
        var unused = target.probe().probe(path, TIMEOUT).whenComplete((result, error) -> {
            if (result != null) {
                tell(id, target, result);
            }
        });
    }

    private void tell(PathId id, Target target, ProbeResult result) {
        var facts = new java.util.HashMap<>(Map.of("uplink", id.toString(), "target", target.name()));
        if (result instanceof Reply) {
            log.accept("log.gateway.answers", facts);
        } else if (result instanceof NoReply none) {
            facts.put("text", none.reason());
            log.accept("log.gateway.silent", facts);
        }
    }
}
