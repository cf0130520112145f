// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;

/**
 * A PPPoE uplink, by the programs that people use: the provider's {@code pppoe-server}, which gives another address and
 * another gateway to each session, and the router's {@code pppd}, which dials in again whenever a session has ended. In
 * IPv6 the two ends of a session agree on link-local addresses, and {@code radvd} of the provider tells the prefix.
 */
final class Pppoe {
    private static final Duration DIAL_LIMIT = Duration.ofSeconds(90);
    private static final int SESSIONS = 50;
    private static final int FIRST_GATEWAY = 101;
    private static final Pattern ADDRESS = Pattern.compile(" inet6? ([0-9a-f.:]+)");

    private Pppoe() {}

    /** Starts the provider's side; its line is up. */
    static void serve(Host isp, LabUplink uplink, Set<Family> families) throws LabException, InterruptedException {
        Path options = isp.folder().resolve("pppoe-" + isp.role());
        String six = families.contains(Family.IPV6) ? "+ipv6\nip-up-script " + advertise(isp, uplink) + "\n" : "";
        write(options, "noauth\nlcp-echo-interval 2\nlcp-echo-failure 5\nnodefaultroute\n" + six);
        isp.start(
                "pppoe-" + isp.role() + ".log",
                "setsid",
                "pppoe-server",
                "-F", // in the foreground
                "-l", // another gateway for each session
                "-I",
                "cust",
                "-L",
                uplink.prefix() + "." + FIRST_GATEWAY,
                "-R",
                uplink.address(),
                "-N",
                Integer.toString(SESSIONS),
                "-O",
                options.toString());
    }

    /** What is run at the beginning of each session: its line leads to the customer's network, and tells of it. */
    private static Path advertise(Host isp, LabUplink uplink) throws LabException, InterruptedException {
        if (!isp.run("radvd", "--version").output().contains("Version")) {
            throw new LabException("IPv6 through PPPoE needs radvd (Debian: apt-get install radvd)");
        }
        Path script = isp.folder().resolve("session-" + isp.role());
        write(script, """
                #!/bin/sh
                # Of a session that has begun; its first argument is the interface.
                line=$1
                file='%1$s'-$line
                cat > "$file.conf" << END
                interface $line {
                  AdvSendAdvert on;
                  MinRtrAdvInterval 3;
                  MaxRtrAdvInterval 4;
                  AdvDefaultLifetime 1200;
                  prefix %2$s { AdvOnLink off; };
                };
                END
                (
                    until ip -6 -o addr show dev "$line" scope link | grep -q fe80; do
                        [ -e "/proc/sys/net/ipv6/conf/$line" ] || exit
                        sleep 0.1
                    done
                    ip -6 route replace %2$s dev "$line"
                    [ ! -s "$file.pid" ] || kill "$(cat "$file.pid")"
                    exec radvd --nodaemon --logmethod=stderr --config="$file.conf" --pidfile="$file.pid"
                ) > "$file.log" 2>&1 &
                """.formatted(script, uplink.network(Family.IPV6)));
        script.toFile().setExecutable(true);
        return script;
    }

    /** Starts the router's side, which goes on dialling until the lab is removed. */
    static void dial(Host router, LabUplink uplink, Set<Family> families) throws LabException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "setsid",
                "pppd",
                "nodetach",
                "plugin",
                "rp-pppoe.so",
                "line" + uplink.number(),
                "ifname",
                uplink.device(),
                "noauth",
                "noipdefault",
                "defaultroute",
                "persist",
                "maxfail",
                "0",
                "holdoff",
                "1",
                "lcp-echo-interval",
                "2",
                "lcp-echo-failure",
                "5"));
        if (families.contains(Family.IPV6)) {
            router.sysctl("net/ipv6/conf/default/accept_ra", "2"); // also of a router
            command.add("+ipv6");
        }
        Process pppd = router.start("pppd-" + uplink.device() + ".log", command.toArray(String[]::new));
        write(processFile(router, uplink), Long.toString(pppd.pid()));
    }

    /** Waits until the session is there, with an address of each family. */
    static void await(Host router, LabUplink uplink, Set<Family> families) throws LabException, InterruptedException {
        Stamp last = Stamp.now().plus(DIAL_LIMIT);
        for (Family family : families) {
            while (address(router, uplink, family).isEmpty()) {
                if (last.isBefore(Stamp.now())) {
                    throw new LabException(uplink.name() + " has not dialled in within " + DIAL_LIMIT.toSeconds()
                            + " s, in " + family + "; see " + router.folder());
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** The router's present address on an uplink, beyond the link; empty if it has none. */
    static String address(Host router, LabUplink uplink, Family family) throws LabException, InterruptedException {
        String option = family == Family.IPV4 ? "-4" : "-6";
        String shown = router.run("ip", option, "-o", "addr", "show", "dev", uplink.device(), "scope", "global")
                .output();
        var found = ADDRESS.matcher(shown);
        return found.find() ? found.group(1) : "";
    }

    /** Ends the session from the router's side. */
    static void hangUp(Host router, LabUplink uplink) throws LabException, InterruptedException {
        try {
            router.exec("kill", "-HUP", Files.readString(processFile(router, uplink)));
        } catch (IOException e) {
            throw new LabException(uplink.name() + " does not dial: " + e.getMessage(), e);
        }
    }

    private static Path processFile(Host router, LabUplink uplink) {
        return router.folder().resolve("pppd-" + uplink.device() + ".pid");
    }

    private static void write(Path file, String text) throws LabException {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LabException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
