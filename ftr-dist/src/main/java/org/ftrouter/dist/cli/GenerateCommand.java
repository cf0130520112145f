// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.PluginDefaults;
import org.ftrouter.engine.plugin.PluginKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ftr generate WHAT}: an example configuration, or what a route backend would load into the kernel, as text; or what
 * an administrator's own file lacks of that.
 */
@Command(name = "generate")
final class GenerateCommand extends Subcommand {
    /** The setting that a backend reads for the option. */
    private static final String FILTER = "with-filter-example";

    private static final String FILTER_EXAMPLE = "--" + FILTER;

    @Parameters(index = "0", paramLabel = "WHAT")
    private String what = "";

    @Option(names = FILTER_EXAMPLE)
    private boolean filterExample;

    @Option(names = "--check", paramLabel = "FILE")
    private @Nullable Path check;

    @Override
    public Integer call() throws Exception {
        if (what.equals("config")) {
            if (check != null || filterExample) {
                return unused();
            }
            terminal().out().print(ConfigExample.hocon(terminal().texts()));
            return Exit.OK;
        }
        try (Setup setup = Setup.of(options().config(), options())) {
            return check == null
                    ? render(setup, what, filterExample, terminal())
                    : new RulesCheck(setup, what, terminal()).run(check);
        }
    }

    private int unused() {
        String option = check == null ? FILTER_EXAMPLE : "--check";
        return terminal().fail(Exit.USAGE, "generate.unused", "option", option, "what", what);
    }

    /** Prints the backend's face of the plan. */
    static int render(Setup setup, String what, boolean filterExample, Terminal terminal) {
        if (!known(setup, what, terminal)) {
            return Exit.USAGE;
        }
        Optional<Configuration> configuration = setup.valid();
        if (configuration.isEmpty()) {
            return setup.explain(terminal);
        }
        PluginConfig config = config(configuration.get(), what);
        RoutePlan plan = PaperPlan.of(configuration.get());
        try (RouteBackend backend =
                setup.catalog().route(filterExample ? PluginDefaults.with(config, FILTER) : config)) {
            if (setup.valid().isEmpty()) {
                return filterExample && setup.lacks(FILTER)
                        ? terminal.fail(Exit.USAGE, "generate.unused", "option", FILTER_EXAMPLE, "what", what)
                        : setup.explain(terminal);
            }
            terminal.out().print(backend.render(plan));
        }
        remarks(plan, terminal);
        return Exit.OK;
    }

    /** Whether there is such a backend; says so if not. */
    static boolean known(Setup setup, String what, Terminal terminal) {
        List<String> known = setup.catalog().types(PluginKind.ROUTE);
        if (!known.contains(what)) {
            String all = "config" + (known.isEmpty() ? "" : ", ") + String.join(", ", known);
            terminal.fail(Exit.USAGE, "generate.unknown", "what", what, "known", all);
        }
        return known.contains(what);
    }

    /** What the configuration says to a backend. */
    static PluginConfig config(Configuration configuration, String what) {
        return configuration.routes().stream()
                .filter(route -> route.type().equals(what))
                .findFirst()
                .orElseGet(() -> PluginDefaults.of(what));
    }

    private static void remarks(RoutePlan plan, Terminal terminal) {
        for (Uplink uplink : plan.uplinks()) {
            if (plan.paths().stream().noneMatch(path -> path.uplink().equals(uplink))) {
                terminal.err().println(terminal.texts().get("generate.learnt", "uplink", uplink));
            }
        }
    }
}
