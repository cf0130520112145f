// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.route.Authorship;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Flowtables;
import org.ftrouter.route.TimedCommands;
import org.ftrouter.route.Watcher;

/**
 * Makes the backend of type {@code nftables}.
 *
 * <ul>
 *   <li>{@code manage} (false): install and repair our table; otherwise it is only printed
 *   <li>{@code with-filter-example} (false): print a basic filter table too; never installed
 * </ul>
 */
public final class NftablesBackendFactory implements RouteBackendFactory {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(15);

    private final UnaryOperator<Commands> port;

    /** As in service. */
    public NftablesBackendFactory() {
        this(UnaryOperator.identity());
    }

    /** With something between the backend and the programs it runs, for tests of faults. */
    NftablesBackendFactory(UnaryOperator<Commands> port) {
        this.port = port;
    }

    @Override
    public String type() {
        return "nftables";
    }

    @Override
    public RouteBackend create(Settings settings, PluginContext context) {
        boolean manage = settings.flag("manage", false);
        boolean filterExample = settings.flag("with-filter-example", false);
        var logger = context.logger();
        var programs = new TimedCommands(DEADLINE, "nftables");
        Commands commands = port.apply(programs);
        var nft = new Nft(commands);
        var table = new ManagedTable(nft, logger);
        return new NftablesBackend(
                manage,
                filterExample,
                nft,
                table,
                new LoadedTableCheck(nft, logger),
                new Flowtables(commands, context.ticker(), logger),
                new Watcher(type(), table, CHECK_EVERY, logger, programs::ran),
                new Authorship(context));
    }
}
