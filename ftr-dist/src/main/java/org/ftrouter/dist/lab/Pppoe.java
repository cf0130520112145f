// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A PPPoE uplink, by the programs that people use: the provider's {@code pppoe-server}, which gives another address and
 * another gateway to each session, and the router's {@code pppd}, which dials in again whenever a session has ended.
 */
final class Pppoe {
    private static final Duration DIAL_LIMIT = Duration.ofSeconds(90);
    private static final int SESSIONS = 50;
    private static final int FIRST_GATEWAY = 101;

    private Pppoe() {}

    /** Starts the provider's side; its line is up. */
    static void serve(Host isp, LabUplink uplink) throws LabException {
        Path options = isp.folder().resolve("pppoe-" + isp.role());
        write(options, "noauth\nlcp-echo-interval 2\nlcp-echo-failure 5\nnodefaultroute\n");
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

    /** Starts the router's side, which goes on dialling until the lab is removed. */
    static void dial(Host router, LabUplink uplink) throws LabException {
        Process pppd = router.start(
                "pppd-" + uplink.device() + ".log",
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
                "5");
        write(processFile(router, uplink), Long.toString(pppd.pid()));
    }

    /** Waits until the session is there. */
    static void await(Host router, LabUplink uplink) throws LabException, InterruptedException {
        Stamp last = Stamp.now().plus(DIAL_LIMIT);
        while (address(router, uplink).isEmpty()) {
            if (last.isBefore(Stamp.now())) {
                throw new LabException(uplink.name() + " has not dialled in within " + DIAL_LIMIT.toSeconds()
                        + " s; see " + router.folder());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The router's present address on an uplink; empty if it has none. */
    static String address(Host router, LabUplink uplink) throws LabException, InterruptedException {
        String shown = router.run("ip", "-4", "-o", "addr", "show", "dev", uplink.device())
                .output();
        var found = java.util.regex.Pattern.compile(" inet ([0-9.]+)").matcher(shown);
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
