// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third party's plugins, compiled from source against the distribution's API jar and nothing else. */
@Tag("paired")
class ForeignPluginIT {
    @TempDir
    Path temp;

    private Path plugins;
    private Path config;

    @BeforeEach
    void threeJarsAndAConfigurationThatNamesThem() throws IOException {
        plugins = Files.createDirectory(temp.resolve("plugins"));
        jar("probe.ProbeFactory", "Dowser", """
                public final class Dowser implements ProbeFactory {
                    public String type() { return "dowser"; }
                    public Probe create(Settings settings, ProbeContext context) {
                        if (!settings.string("target").equals("water")) settings.problem("target", "must be water");
                        return context.blocking((path, timeout) -> ProbeResult.reply(timeout));
                    }
                }
                """);
        jar("route.RouteBackendFactory", "Signpost", """
                public final class Signpost implements RouteBackendFactory {
                    public String type() { return "signpost"; }
                    public RouteBackend create(Settings settings, PluginContext context) {
                        return new RouteBackend() {
                            public void apply(RoutePlan plan) {}
                            public String render(RoutePlan plan) { return "this way: " + plan.hops() .get(0).path() + "\\n"; }
                            public void remove() { context.logger().log(System.Logger.Level.ERROR, "signpost sawn off"); }
                        };
                    }
                }
                """);
        jar("notify.NotifierFactory", "Crier", """
                public final class Crier implements NotifierFactory {
                    public String type() { return "crier"; }
                    public Notifier create(Settings settings, PluginContext context) {
                        String place = settings.string("place");
                        return notice -> {
                            try {
                                java.nio.file.Files.writeString(java.nio.file.Path.of(place), notice.line("it"));
                            } catch (java.io.IOException e) {
                                throw new NotifyException(place, e);
                            }
                        };
                    }
                }
                """);
        config = Files.writeString(temp.resolve("ftr.conf"), """
                uplinks { a { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 } }
                probe { targets = [ "dowser:water" ], required = 1 }
                route = [ { type = signpost } ]
                notify = [ { type = crier, place = "%s" } ]
                """.formatted(temp.resolve("square")));
    }

    @Test
    void areFoundAndActive() throws Exception {
        Done done = ftr("plugins");

        assertThat(done.out())
                .containsPattern("dowser +probe +- +active +" + plugins + "/Dowser.jar")
                .containsPattern("signpost +route +- +active +")
                .containsPattern("crier +notify +- +active +");
    }

    @Test
    void readAndCheckTheirSettings() throws Exception {
        assertThat(ftr("check-config").code()).isZero();

        Files.writeString(config, Files.readString(config).replace("water", "fire"));
        Done done = ftr("check-config");

        assertThat(done.code()).isEqualTo(78);
        assertThat(done.err()).contains("ftr.conf:2", "must be water");
    }

    @Test
    void render() throws Exception {
        assertThat(ftr("generate", "signpost").out()).isEqualTo("this way: a\n");
    }

    @Test
    void remove() throws Exception {
        Done done = ftr("cleanup");

        assertThat(done.out()).isEqualTo("signpost: nothing of ours is left\n");
        assertThat(done.err()).contains("signpost sawn off");
    }

    @Test
    void deliver() throws Exception {
        Done done = ftr("test-notification", "crier");

        assertThat(done.out()).containsPattern("send +.* ok\\R").containsPattern("\\Rcrier: delivered in ");
        assertThat(temp.resolve("square")).hasContent("TEST questa è una prova");
    }

    private Done ftr(Object... arguments) throws Exception {
        Object[] all = Stream.concat(
                        Stream.of(arguments), Stream.of("-c", config, "--plugins", plugins, "--state", temp))
                .toArray();
        return Distribution.ftr(all);
    }

    private void jar(String service, String name, String body) throws IOException {
        ForeignJar.write(plugins.resolve(name + ".jar"), temp, service, name, body);
    }
}
