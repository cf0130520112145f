// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.linux.IpSets;
import org.ftrouter.route.Authorship;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Flowtables;
import org.ftrouter.route.TimedCommands;
import org.ftrouter.route.Watcher;

/**
 * Makes the backend of type {@code iptables}.
 *
 * <ul>
 *   <li>{@code manage} (false): install and repair the rules; otherwise they are only printed
 *   <li>{@code with-filter-example} (false): print a basic filter table too; never installed
 *   <li>{@code variant} (system): {@code legacy} or {@code nft} where the machine has both and the usual one is wrong
 *   <li>{@code check-every} (15s): with the old iptables, of which the kernel tells nothing: after this time without a
 *       look, to see whether someone else wiped the rules; the engine looks every 10 s anyway
 * </ul>
 */
public final class IptablesBackendFactory implements RouteBackendFactory {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(15);

    private static final Path LIST_LENGTH = Path.of("/sys/module/xt_recent/parameters/ip_list_tot");
    private static final Path LISTS = Path.of("/proc/net/xt_recent");

    private final UnaryOperator<Commands> port;
    private final PairSets.Kernel kernel;

    /** As in service. */
    public IptablesBackendFactory() {
        this(UnaryOperator.identity(), new KernelSets(IpSets.PAIRS));
    }

    /** With something between the backend and what it writes to, for tests of faults. */
    IptablesBackendFactory(UnaryOperator<Commands> port, PairSets.Kernel kernel) {
        this.port = port;
        this.kernel = kernel;
    }

    @Override
    public String type() {
        return "iptables";
    }

    @Override
    public RouteBackend create(Settings settings, PluginContext context) {
        boolean manage = settings.flag("manage", false);
        boolean filterExample = settings.flag("with-filter-example", false);
        Variant variant = settings.choice("variant", Variant.class, Variant.SYSTEM);
        Duration pause = settings.duration("check-every", CHECK_EVERY, Duration.ofSeconds(1), Duration.ofHours(1));
        var logger = context.logger();
        var programs = new TimedCommands(DEADLINE, "iptables");
        Commands commands = port.apply(programs);
        var tools = new Tools(commands, variant);
        var sets = new PairSets(kernel, logger);
        var rules = new ManagedRules(tools, sets, logger);
        return new IptablesBackend(
                manage,
                filterExample,
                rules,
                sets,
                new FormerVariant(commands, tools, sets, logger, new Authorship(context)),
                new LoadedRulesCheck(tools, logger),
                new Flowtables(commands, context.ticker(), logger),
                new Watcher(type(), rules, pause, logger, programs::ran),
                new StickyLimits(LIST_LENGTH, LISTS, logger));
    }
}
