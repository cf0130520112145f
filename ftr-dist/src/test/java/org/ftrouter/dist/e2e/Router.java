// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.control.SilentDaemonException;

/** The router of a lab as its administrator handles it. */
final class Router {
    /** For what comes sooner or later; longer on slow machines, by a system property. */
    static final Duration LONG = Duration.ofSeconds(Integer.getInteger("ftr.lab.limit", Router.USUAL_SECONDS));

    private static final int USUAL_SECONDS = 30;

    private final Lab lab;
    private long forgotten;

    Router(Lab lab) {
        this.lab = lab;
    }

    /** Something that holds sooner or later. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Runs {@code ftr} with this lab's files. */
    Completed ftr(String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of(lab.ftr().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--config", lab.config().toString(),
                "--socket", lab.socket().toString(),
                "--state", lab.folder().resolve("state").toString()));
        return lab.router().run(command.toArray(String[]::new));
    }

    /** Starts a class of these tests in a process of the router; its output goes to a file in the lab's folder. */
    Process java(String log, Class<?> main, String... arguments) throws Exception {
        return java(lab.router(), log, main, arguments);
    }

    static Process java(Host host, String log, Class<?> main, String... arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path classes =
                Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
        var command = new ArrayList<String>(List.of(java.toString(), "-cp", classes.toString(), main.getName()));
        command.addAll(List.of(arguments));
        return host.start(log, command.toArray(String[]::new));
    }

    /** What {@code ftr status --json} prints, without a process for each look. */
    JsonObject status() throws Exception {
        for (long times = LONG.toSeconds() / USUAL_SECONDS; ; times--) {
            try {
                return JsonParser.parseString(ControlClient.ask(lab.socket(), "status"))
                        .getAsJsonObject();
            } catch (SilentDaemonException e) {
                if (times <= 1) { // on a machine of usual speed it is asked once
                    throw e;
                }
            }
        }
    }

    JsonObject status(LabUplink uplink) throws Exception {
        return status(uplink, Family.IPV4);
    }

    JsonObject status(LabUplink uplink, Family family) throws Exception {
        for (JsonElement row : status().getAsJsonArray("uplinks")) {
            String name = row.getAsJsonObject().get("name").getAsString();
            boolean same = row.getAsJsonObject().get("family").getAsString().equals(family.toString());
            if (same
                    && (name.equals(uplink.name())
                            || name.equals(uplink.device()))) { // the Ruby program's have no name
                return row.getAsJsonObject();
            }
        }
        throw new AssertionError("no " + uplink + " of " + family);
    }

    /** Health and since when, of every uplink. */
    List<String> healths() throws Exception {
        var healths = new ArrayList<String>();
        for (JsonElement row : status().getAsJsonArray("uplinks")) {
            JsonObject uplink = row.getAsJsonObject();
            healths.add(uplink.get("name").getAsString() + " "
                    + uplink.get("health").getAsString());
        }
        return healths;
    }

    /** Waits until every uplink that is configured is up, and the kernel is told. */
    void awaitAllUp() throws Exception {
        await(
                "all uplinks are up",
                LONG,
                () -> healths().stream().allMatch(h -> h.endsWith(" up")) && hasWritten(status()));
    }

    /** Whether every backend has written what it was to, or said why not: before, connections go out untranslated. */
    private static boolean hasWritten(JsonObject status) {
        JsonObject kernel = status.getAsJsonObject("kernel");
        return kernel.get("in_sync").getAsBoolean()
                || !kernel.getAsJsonArray("problems").isEmpty();
    }

    /** Waits until the kernel has all that is wanted. */
    void awaitWritten() throws Exception {
        await(
                "the kernel is told",
                LONG,
                () -> status().getAsJsonObject("kernel").get("in_sync").getAsBoolean());
    }

    /** Waits until an uplink has that health in each of the lab's families. */
    void awaitHealth(LabUplink uplink, String health) throws Exception {
        for (Family family : lab.families()) {
            awaitHealth(uplink, family, health);
        }
    }

    void awaitHealth(LabUplink uplink, Family family, String health) throws Exception {
        await(
                uplink.name() + " is " + health + " in " + family,
                LONG,
                () -> status(uplink, family).get("health").getAsString().equals(health));
    }

    /** Health and since when, of every uplink: the same text means that no verdict changed. */
    List<String> changes() throws Exception {
        var changes = new ArrayList<String>();
        for (JsonElement row : status().getAsJsonArray("uplinks")) {
            JsonObject uplink = row.getAsJsonObject();
            changes.add(uplink.get("name") + " " + uplink.get("health") + " since " + uplink.get("since"));
        }
        return changes;
    }

    /** How many datagram flows and established connections to a flow's destination the kernel keeps to an uplink, by its mark. */
    long tracked(LabUplink uplink, Flow flow) throws Exception {
        String family = flow.destination().contains(":") ? "ipv6" : "ipv4";
        String mark = "0x" + Integer.toHexString(status(uplink).get("mark").getAsInt()) + "/0xff00";
        return lab.router()
                .exec("conntrack", "-L", "-f", family, "-d", flow.destination(), "-m", mark)
                .lines()
                .filter(line -> line.matches("udp .*|tcp .* ESTABLISHED .*"))
                .count();
    }

    /** Packets that reached a provider with a source address of another, since {@link #forgetForeignPackets}. */
    long foreignPackets() throws Exception {
        return allForeignPackets() - forgotten;
    }

    /** Whose packets they are, also those forgotten, for people. */
    String foreignSources() throws Exception {
        var sources = new StringBuilder();
        for (LabUplink uplink : lab.uplinks()) {
            sources.append(uplink.name())
                    .append(lab.provider(uplink).counters().foreign())
                    .append(' ');
        }
        return sources.toString();
    }

    /** Forgets those before the daemon routed: the system's own routes let them out untranslated. */
    void forgetForeignPackets() throws Exception {
        forgotten = allForeignPackets();
    }

    private long allForeignPackets() throws Exception {
        long foreign = 0;
        for (LabUplink uplink : lab.uplinks()) {
            foreign += lab.provider(uplink).counters().foreignPackets();
        }
        return foreign;
    }

    /** Everything of routing that the kernel holds, once duplicate address detection adds no more IPv6 routes. */
    String kernel() throws Exception {
        await(
                "IPv6 addresses are settled",
                LONG,
                () -> !lab.router().exec("ip", "-6", "addr").contains("tentative"));
        return lab.router().exec("ip", "rule")
                + lab.router().exec("ip", "-6", "rule")
                + lab.router().exec("ip", "route", "show", "table", "all")
                + lab.router().exec("ip", "-6", "route", "show", "table", "all");
    }

    /** The sysctls of the network, as text. */
    String sysctls() throws Exception {
        return lab.router()
                .exec("sysctl", "-a", "-r", "^net[.]ipv[46][.](conf|ip_forward|fib)")
                .lines()
                .filter(l -> !l.contains("neigh"))
                .reduce("", (a, b) -> a + b + "\n");
    }

    static Duration await(String what, Duration limit, Condition condition) throws Exception {
        Stamp from = Stamp.now();
        while (!condition.holds()) {
            assertThat(from.until(Stamp.now())).as("waiting until " + what).isLessThan(limit);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return from.until(Stamp.now());
    }

    /** The limit of something whose time is the machine's: the usual one, as often longer as {@link #LONG} is. */
    static Duration slowly(Duration usual) {
        return usual.multipliedBy(LONG.toSeconds()).dividedBy(USUAL_SECONDS);
    }

    /** Lets time pass in which nothing is to happen. */
    static void live(Duration time) throws Exception {
        Stamp from = Stamp.now();
        while (from.until(Stamp.now()).compareTo(time) < 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
