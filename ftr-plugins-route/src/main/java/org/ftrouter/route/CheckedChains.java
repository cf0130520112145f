// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.List;
import java.util.Map;
import org.ftrouter.route.CheckedRule.Step;
import org.ftrouter.route.CheckedRule.Truth;

/**
 * The chains of one table of an administrator's file. What a rule does that only may match is left out: it is somebody's
 * own exception.
 *
 * @param chains the rules of each chain, in order
 */
public record CheckedChains(Map<String, List<CheckedRule>> chains) {
    private static final int DEEPEST = 16;

    /** How a chain was left. */
    private enum Way {
        BACK,
        OUT
    }

    /** Leads a packet through a chain and all it jumps to. */
    public void walk(String chain, CheckedPacket packet) {
        walk(chain, packet, 0);
    }

    private Way walk(String chain, CheckedPacket packet, int depth) {
        if (depth > DEEPEST) {
            return Way.OUT; // no tool loads such a file
        }
        for (CheckedRule rule : chains.getOrDefault(chain, List.of())) {
            Truth matches = rule.matches(packet);
            if (matches == Truth.MAYBE) {
                perhaps(rule, packet);
            } else if (matches == Truth.YES) {
                for (Step step : rule.steps()) {
                    step.change().accept(packet, rule.text());
                    switch (step.kind()) {
                        case JUMP -> {
                            if (walk(step.chain(), packet, depth + 1) == Way.OUT) {
                                return Way.OUT;
                            }
                        }
                        case GOTO -> {
                            return walk(step.chain(), packet, depth + 1);
                        }
                        case RETURN -> {
                            return Way.BACK;
                        }
                        case END -> {
                            return Way.OUT;
                        }
                        default -> {}
                    }
                }
            }
        }
        return Way.BACK;
    }

    private static void perhaps(CheckedRule rule, CheckedPacket packet) {
        if (rule.steps().stream().anyMatch(step -> step.kind() == CheckedRule.Kind.TRANSLATE)) {
            packet.translateSome();
        }
    }
}
