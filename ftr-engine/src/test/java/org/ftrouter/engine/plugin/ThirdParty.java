// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackendFactory;

/** Sources of the plugins that tests compile. */
public final class ThirdParty {
    private ThirdParty() {}

    /** A probe of type {@code spoon}; its target says what it does. */
    public static ForeignPlugin probe(Path work) {
        return new ForeignPlugin(work)
                .provides(ProbeFactory.class, "acme.SpoonFactory")
                .source("acme/SpoonFactory", """
                        package acme;
                        import java.time.Duration;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.probe.*;
                        public final class SpoonFactory implements ProbeFactory {
                            public String type() { return "spoon"; }
                            public Probe create(Settings settings, ProbeContext context) {
                                String target = settings.string("target");
                                if (target.equals("refuse")) throw new IllegalStateException("no spoon today");
                                if (target.equals("nothing")) return null;
                                return context.blocking((path, timeout) -> answer(target, context));
                            }
                            static ProbeResult answer(String target, ProbeContext context) throws InterruptedException {
                                switch (target) {
                                    case "throw": throw new IllegalStateException("bent");
                                    case "error": throw new StackOverflowError();
                                    case "null": return null;
                                    case "hang": Thread.sleep(60_000);
                                    case "loader": return ProbeResult.noReply(
                                            String.valueOf(Thread.currentThread().getContextClassLoader()
                                                    == SpoonFactory.class.getClassLoader()));
                                    case "folder": return ProbeResult.noReply(context.stateFolder().toString());
                                    default: return sees(target);
                                }
                            }
                            static ProbeResult sees(String target) {
                                try {
                                    Class.forName(target);
                                    return ProbeResult.reply(Duration.ofMillis(7));
                                } catch (ClassNotFoundException e) {
                                    return ProbeResult.noReply("cannot see " + target);
                                }
                            }
                        }
                        """);
    }

    /** A route backend of type {@code paper}. */
    public static ForeignPlugin route(Path work) {
        return new ForeignPlugin(work)
                .provides(RouteBackendFactory.class, "paper.PaperFactory")
                .source("paper/PaperFactory", """
                        package paper;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.route.*;
                        public final class PaperFactory implements RouteBackendFactory {
                            public String type() { return "paper"; }
                            public RouteBackend create(Settings settings, PluginContext context) {
                                boolean fails = settings.flag("fails", false);
                                return new RouteBackend() {
                                    public void apply(RoutePlan plan) throws RouteException {
                                        if (fails) throw new IllegalStateException("torn");
                                        throw new RouteException(RouteException.Reason.PARTIAL, "wet");
                                    }
                                    public String render(RoutePlan plan) {
                                        if (fails) return null;
                                        return "draw " + plan.hops().size() + " arrows on " + context.hostName();
                                    }
                                    public void remove() {}
                                };
                            }
                        }
                        """);
    }

    /** A notifier of type {@code pigeon}. */
    static ForeignPlugin notifier(Path work) {
        return new ForeignPlugin(work)
                .provides(NotifierFactory.class, "pigeon.PigeonFactory")
                .source("pigeon/PigeonFactory", """
                        package pigeon;
                        import java.io.*;
                        import java.nio.file.Files;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.notify.*;
                        public final class PigeonFactory implements NotifierFactory {
                            public String type() { return "pigeon"; }
                            public Notifier create(Settings settings, PluginContext context) {
                                String to = settings.string("to");
                                return notice -> {
                                    if (to.equals("")) throw new ClassCastException("lost");
                                    try {
                                        Files.writeString(java.nio.file.Path.of(to), notice.line("en"));
                                    } catch (IOException e) {
                                        throw new NotifyException("no perch", e);
                                    }
                                };
                            }
                        }
                        """);
    }
}
