// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

/** With what nft prints; the kernel of the machine that builds it need not know flowtables. */
class FlowtablesTest {
    /** As versions up to 1.0 print it, without quotes, and later ones, with them. */
    private static final String LISTING = """
            table inet filter {
            	flowtable fast {
            		hook ingress priority filter
            		devices = { eth0, eth1,
            			    wlan0 }
            		flags offload
            	}
            }
            table ip other {
            	flowtable f2 {
            		hook ingress priority filter + 10
            		devices = { "d0", "eth2*" }
            		counter
            	}
            	flowtable f3 {
            		hook ingress priority filter
            		devices = { "dummy0" }
            	}
            }
            """;

    private final Lines log = new Lines();
    private final ManualTicker ticker = new ManualTicker();
    private String listing = LISTING;
    private int looks;

    private final Flowtables flowtables = new Flowtables(
            (command, stdin) -> {
                looks++;
                return new Completed(0, listing, "");
            },
            ticker,
            log);

    @Test
    void everyFlowtableIsFoundWithItsDevices() {
        assertThat(Flowtables.parse(LISTING))
                .containsExactly(
                        new Flowtables.Flowtable("inet filter fast", List.of("eth0", "eth1", "wlan0")),
                        new Flowtables.Flowtable("ip other f2", List.of("d0", "eth2*")),
                        new Flowtables.Flowtable("ip other f3", List.of("dummy0")));
        assertThat(Flowtables.parse("")).isEmpty();
    }

    @Test
    void onesWithOurInterfacesAreToldOnceWithARemedy() throws Exception {
        var plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());

        flowtables.look(plan);
        flowtables.look(plan);
        ticker.advance(Duration.ofMinutes(2));
        flowtables.look(plan);

        assertThat(looks).as("not at every plan").isEqualTo(2);
        assertThat(log.texts()).hasSize(2).allMatch(text -> text.startsWith("WARNING"));
        assertThat(log.texts().get(0)).contains("inet filter fast", "eth0, eth1 past", "flow add @");
        assertThat(log.texts().get(1)).contains("ip other f2", "of eth2 past");
    }

    @Test
    void onesOfOthersAreNot() throws Exception {
        flowtables.look(Plans.plan(Plans.NONE, Plans.lte()));

        assertThat(looks).isEqualTo(1);
        assertThat(log.texts()).isEmpty();
    }

    @Test
    void aMachineWithoutNftHasNone() throws Exception {
        var without = new Flowtables(
                (command, stdin) -> {
                    throw new RouteException(Reason.UNSUPPORTED, "nft: cannot be started");
                },
                ticker,
                log);

        without.look(Plans.plan(Plans.LAN, Plans.fibre()));

        assertThat(log.texts()).singleElement().asString().startsWith("DEBUG");
    }
}
