// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.Shortcoming;
import org.ftrouter.engine.config.Configuration;

/** Says what an administrator's own file of rules lacks, why it is needed, and what to add. */
final class RulesCheck {
    private final Setup setup;
    private final String what;
    private final Terminal terminal;

    RulesCheck(Setup setup, String what, Terminal terminal) {
        this.setup = setup;
        this.what = what;
        this.terminal = terminal;
    }

    /** The exit code: 1 if something is missing or wrong. */
    int run(Path file) throws InterruptedException {
        if (!GenerateCommand.known(setup, what, terminal)) {
            return Exit.USAGE;
        }
        Optional<Configuration> configuration = setup.valid();
        if (configuration.isEmpty()) {
            return setup.explain(terminal);
        }
        try (RouteBackend backend = setup.catalog().route(GenerateCommand.config(configuration.get(), what))) {
            if (setup.valid().isEmpty()) {
                return setup.explain(terminal);
            }
            return print(file, backend.check(PaperPlan.of(configuration.get()), file));
        } catch (RouteException e) {
            return terminal.fail(Exit.FAILED, "rules.failed", "what", what, "reason", e.getMessage());
        }
    }

    private int print(Path file, List<Shortcoming> found) {
        if (found.isEmpty()) {
            terminal.say("rules.complete", "file", file);
            return Exit.OK;
        }
        for (Shortcoming shortcoming : found) {
            terminal.say(
                    shortcoming.contradicts() ? "rules.wrong" : "rules.missing",
                    "subject",
                    shortcoming.subject(),
                    "need",
                    terminal.texts().get("rules.need." + shortcoming.need()));
            if (shortcoming.contradicts()) {
                terminal.say("rules.found", "rule", shortcoming.found());
            }
            if (!shortcoming.line().isEmpty()) {
                terminal.say("rules.add", "line", shortcoming.line());
            }
        }
        terminal.say("rules.count", "file", file, "count", found.size());
        return Exit.FAILED;
    }
}
