// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;

/** Sees whether an uplink's own table and rules follow its address and gateway, and by the kernel's word how fast. */
final class Follower implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Lab lab;
    private final LabUplink uplink;
    private final int table;
    private final Process monitor;

    Follower(Lab lab, LabUplink uplink, int table) throws Exception {
        this.lab = lab;
        this.uplink = uplink;
        this.table = table;
        this.monitor = KernelLog.start(lab);
    }

    @Override
    public void close() throws InterruptedException {
        monitor.destroy();
        monitor.waitFor();
    }

    /** Whether the default route of the table is this and the only source address led there is this. */
    boolean are(Family family, String gateway, String source) throws Exception {
        String routes = ip(family, "route", "show", "table", Integer.toString(table));
        List<String> rules = ip(family, "rule")
                .lines()
                .filter(line -> line.contains("lookup " + table) && !line.contains("from all"))
                .toList();
        return routes.startsWith("default" + gateway + " dev " + uplink.device())
                && routes.contains("src " + source + " ")
                && rules.size() == 1
                && rules.get(0).contains("from " + source + " ");
    }

    /** Waits until they are, and notes how long after its cause the kernel told of it: less than a second. */
    void follow(String what, Family family, String gateway, String source) throws Exception {
        Router.await(what + " is followed in " + family, Router.LONG, () -> are(family, gateway, source));
        Duration time = KernelLog.lastChange(lab, uplink.device(), table);
        Figures.note(what + ", " + family + ": followed after", Figures.seconds(time), "<= 1 s");
        assertThat(time).isLessThan(SECOND);
    }

    /** Waits until the interface has a global address that fulfils a condition, and returns it. */
    String address(Family family, Predicate<String> condition) throws Exception {
        Router.await(
                "there is an address of " + family,
                Router.LONG,
                () -> addresses(family).stream().anyMatch(condition));
        return addresses(family).stream().filter(condition).findFirst().orElseThrow();
    }

    private List<String> addresses(Family family) throws Exception {
        return ip(family, "-o", "addr", "show", "dev", uplink.device(), "scope", "global")
                .lines()
                .filter(line -> !line.contains("tentative"))
                .map(line -> line.replaceAll(".* inet6? ([0-9a-f.:]+)/.*", "$1"))
                .toList();
    }

    /** Waits until the operating system's own default route through the uplink has this gateway, and only it. */
    void awaitSystemRoute(Family family, String gateway) throws Exception {
        Router.await("the system's route leads via " + gateway, Router.LONG, () -> {
            List<String> lines = ip(family, "route", "show", "default", "dev", uplink.device())
                    .lines()
                    .toList();
            return lines.size() == 1 && lines.get(0).contains("via " + gateway + " ");
        });
    }

    private String ip(Family family, String... words) throws Exception {
        var command = new java.util.ArrayList<>(List.of("ip", family == Family.IPV4 ? "-4" : "-6"));
        command.addAll(List.of(words));
        return lab.router().exec(command.toArray(String[]::new));
    }
}
