// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.PluginDefaults;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginKind;
import picocli.CommandLine.Command;

/**
 * {@code ftr cleanup}: removes everything of ours from the kernel. Works without a readable configuration, too: then
 * every backend there is removes what bears our tag. Of a backend that the configuration names no more, what it wrote.
 */
@Command(name = "cleanup")
final class CleanupCommand extends Subcommand {
    @Override
    public Integer call() throws Exception {
        try (Setup setup = Setup.of(options().config(), options())) {
            Optional<Configuration> configuration = setup.valid();
            List<PluginConfig> backends =
                    configuration.map(Configuration::routes).orElseGet(() -> everyBackend(setup.catalog()));
            if (configuration.isEmpty()) {
                terminal()
                        .err()
                        .println(terminal()
                                .texts()
                                .get("cleanup.noConfig", "file", options().config()));
            }
            int worst = Exit.OK;
            for (PluginConfig backend : backends) {
                worst = Math.max(worst, remove(setup.catalog().route(backend), backend.name()));
            }
            Set<String> named = backends.stream().map(PluginConfig::type).collect(Collectors.toSet());
            for (var former : setup.catalog().former(named).entrySet()) {
                worst = Math.max(worst, removeLeftover(former.getValue(), former.getKey()));
            }
            return worst;
        }
    }

    private int removeLeftover(RouteBackend former, String name) throws InterruptedException {
        try {
            if (former.leftover().isPresent()) {
                return remove(former, name);
            }
        } catch (RouteException e) {
            return failed(name, e);
        }
        former.close();
        return Exit.OK;
    }

    private static List<PluginConfig> everyBackend(PluginCatalog catalog) {
        return catalog.types(PluginKind.ROUTE).stream().map(PluginDefaults::of).toList();
    }

    private int remove(RouteBackend backend, String name) throws InterruptedException {
        try (backend) {
            backend.remove();
            terminal().say("cleanup.done", "backend", name);
            return Exit.OK;
        } catch (RouteException e) {
            return failed(name, e);
        }
    }

    private int failed(String name, RouteException e) {
        int code = e.reason() == Reason.PERMISSION ? Exit.NO_PERMISSION : Exit.FAILED;
        return terminal().fail(code, "cleanup.failed", "backend", name, "reason", e.getMessage());
    }
}
