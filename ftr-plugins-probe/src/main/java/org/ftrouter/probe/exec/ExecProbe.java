// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.Deadline;
import org.ftrouter.probe.Wording;

/** Holds a path to be alive when a program says so. */
final class ExecProbe implements BlockingProbe {
    private static final int ALIVE = 0;
    private static final int CANNOT_TELL = 75; // EX_TEMPFAIL of sysexits.h
    private static final Set<Integer> INCONCLUSIVE = Set.of(CANNOT_TELL, 126, 127); // a program that cannot be run
    private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");

    private final List<String> command;
    private final Set<Family> families;
    private final Ticker ticker;

    ExecProbe(List<String> command, Set<Family> families, Ticker ticker) {
        this.command = List.copyOf(command);
        this.families = Set.copyOf(families);
        this.ticker = ticker;
    }

    private String program() {
        return command.get(0);
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) throws InterruptedException {
        if (!Files.isExecutable(java.nio.file.Path.of(program()))) {
            return ProbeResult.inconclusive(program() + " is not there, or may not be executed");
        }
        Deadline deadline = Deadline.in(timeout, ticker);
        try (Session session = Session.start(command, environment(path, timeout))) {
            OptionalInt code = session.await(deadline);
            return code.isPresent()
                    ? result(code.getAsInt(), session.firstLine(), deadline.elapsed())
                    : ProbeResult.noReply(program() + " did not end within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            return ProbeResult.inconclusive(program() + " cannot be run: " + e.getMessage());
        }
    }

    private ProbeResult result(int code, String firstLine, Duration elapsed) {
        if (code == ALIVE) {
            return ProbeResult.reply(elapsed);
        }
        String said = firstLine.isEmpty() ? "" : ": " + Wording.safe(firstLine);
        String reason = program() + " ended with exit code " + code + said;
        return INCONCLUSIVE.contains(code) ? ProbeResult.inconclusive(reason) : ProbeResult.noReply(reason);
    }

    private Map<String, String> environment(Path path, Duration timeout) {
        var all = new java.util.HashMap<String, String>();
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        put(all, path.uplink().name(), "FTR_UPLINK", "INTERFACE");
        put(all, path.device(), "FTR_DEVICE", "DEVICE");
        put(all, path.family().toString().toLowerCase(Locale.ROOT), "FTR_FAMILY", "FAMILY");
        put(all, path.source().getHostAddress(), "FTR_SOURCE", "SRCADDR", "SRCIP");
        put(all, path.gateway().map(g -> g.getHostAddress()).orElse(""), "FTR_GATEWAY", "GATEWAY");
        put(all, "0x" + Integer.toHexString(path.mark()), "FTR_MARK", "FWMARK");
        put(all, Integer.toString(path.uplink().table()), "FTR_TABLE");
        put(all, Long.toString(timeout.toMillis()), "FTR_TIMEOUT_MS");
        put(all, program(), "FTR_TARGET", "TARGET");
        return all;
    }

    private static void put(Map<String, String> all, String value, String... names) {
        for (String name : names) {
            all.put(name, value);
        }
    }

    @Override
    public boolean asks(Family family) {
        return families.contains(family);
    }
}
