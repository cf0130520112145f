// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.time.Duration;
import java.util.stream.Collectors;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/** Plugins for tests of commands. */
public final class ToyPlugins {
    private ToyPlugins() {}

    /** A probe that always answers. */
    public static final class Ok implements ProbeFactory {
        @Override
        public String type() {
            return "ok";
        }

        @Override
        public Probe create(Settings settings, ProbeContext context) {
            settings.string("target");
            return context.blocking((path, timeout) -> ProbeResult.reply(Duration.ZERO));
        }
    }

    /** A backend that writes on paper. */
    public static final class Paper implements RouteBackendFactory {
        @Override
        public String type() {
            return "paper";
        }

        @Override
        public RouteBackend create(Settings settings, PluginContext context) {
            boolean filter = settings.flag("with-filter-example", false);
            boolean stuck = settings.flag("stuck", false);
            return new RouteBackend() {
                @Override
                public void apply(RoutePlan plan) {}

                @Override
                public String render(RoutePlan plan) {
                    return plan.hops().stream()
                                    .map(hop -> hop.path() + " via "
                                            + hop.path().gateway().orElseThrow().getHostAddress() + "\n")
                                    .collect(Collectors.joining())
                            + (filter ? "filter\n" : "");
                }

                @Override
                public void remove() throws RouteException {
                    if (stuck) {
                        throw new RouteException(RouteException.Reason.PERMISSION, "CAP_NET_ADMIN is missing");
                    }
                }
            };
        }
    }

    /** A notifier that needs a loft. */
    public static final class Pigeon implements NotifierFactory {
        @Override
        public String type() {
            return "pigeon";
        }

        @Override
        public Notifier create(Settings settings, PluginContext context) {
            String to = settings.string("to", "");
            return notice -> {
                if (to.isEmpty()) {
                    throw new NotifyException("no loft");
                }
            };
        }
    }
}
