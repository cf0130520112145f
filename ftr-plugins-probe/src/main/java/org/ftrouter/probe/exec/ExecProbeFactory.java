// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;

/**
 * Probes that run a program. Each question is a process or more: prefer another type, or a long {@code interval}. Keys:
 *
 * <ul>
 *   <li>{@code target}: absolute path of the program. It has the daemon's rights: keep it, and the folders above it,
 *       writable by root alone
 *   <li>{@code arguments}: a list of texts, passed as they are
 *   <li>{@code families}: {@code [ ipv4 ]} (default), {@code [ ipv6 ]} or both; which paths it can test
 * </ul>
 *
 * <p>Exit code 0: the path is alive. 75 ({@code EX_TEMPFAIL}): it could not tell, which never counts against the path; so
 * do 126 and 127, a program that cannot be run. Any other, or no end within the probe's {@code timeout}: the path is
 * dead, and the first line printed is shown as the reason. How long it takes depends on this machine's load: with
 * {@code late-floor = 1s} it does not look lost meanwhile. Nothing is on standard input. Environment:
 *
 * <table>
 *   <caption>Variables besides the daemon's own PATH and LANG</caption>
 *   <tr><td>FTR_UPLINK, INTERFACE</td><td>name of the uplink</td></tr>
 *   <tr><td>FTR_DEVICE, DEVICE</td><td>its network interface</td></tr>
 *   <tr><td>FTR_FAMILY, FAMILY</td><td>{@code ipv4} or {@code ipv6}</td></tr>
 *   <tr><td>FTR_SOURCE, SRCADDR, SRCIP</td><td>source address to bind to</td></tr>
 *   <tr><td>FTR_GATEWAY, GATEWAY</td><td>the next router, empty on a point-to-point line</td></tr>
 *   <tr><td>FTR_MARK, FWMARK</td><td>packet mark that leads through the uplink's own table, as in {@code 0x1300}</td></tr>
 *   <tr><td>FTR_TABLE</td><td>number of that table</td></tr>
 *   <tr><td>FTR_TIMEOUT_MS</td><td>time until it is killed</td></tr>
 *   <tr><td>FTR_SESSION</td><td>a mark by which what is left in the end is found, and killed</td></tr>
 *   <tr><td>FTR_TARGET, TARGET</td><td>the program itself</td></tr>
 * </table>
 *
 * IPv6 addresses are in full ({@code 2001:db8:0:0:0:0:0:2}). The names without FTR_ are those that scripts for mwan3 and
 * foolsm expect. The program must see to it itself that its packets leave through the uplink ({@code ping -m $FWMARK -I
 * $SRCADDR}, {@code curl --interface $DEVICE}).
 */
public final class ExecProbeFactory implements ProbeFactory {
    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    @Override
    public String type() {
        return "exec";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        String program = settings.string("target");
        if (!program.startsWith("/") || program.indexOf('\0') >= 0) {
            settings.problem(
                    "target", "is '" + program + "', not the absolute path of a program, as in exec:/etc/ftr/check");
        } else {
            hindrance(Path.of(program))
                    .ifPresent(why -> settings.warning(
                            "target", "is '" + program + "', which " + why + "; until then it never counts"));
        }
        var command = new ArrayList<>(List.of(program));
        command.addAll(settings.strings("arguments"));
        return context.blocking(new ExecProbe(command, families(settings), context.ticker()));
    }

    /** Why a program cannot be run, and what to do; for root, whoever asks. */
    private static Optional<String> hindrance(Path program) {
        try {
            if (Files.isDirectory(program)) {
                return Optional.of("is a folder: name a program in it");
            }
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(program);
            return Collections.disjoint(rights, EXECUTE)
                    ? Optional.of("may not be executed: chmod +x " + program)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("is not there: put it there, or correct the path");
        } catch (IOException e) { // a folder that only root may look into
            return Optional.empty();
        }
    }

    private static Set<Family> families(Settings settings) {
        Set<Family> families = EnumSet.noneOf(Family.class);
        for (String word : settings.has("families") ? settings.strings("families") : List.of("ipv4")) {
            switch (word) {
                case "ipv4" -> families.add(Family.IPV4);
                case "ipv6" -> families.add(Family.IPV6);
                default -> settings.problem("families", "is '" + word + "'; allowed: ipv4, ipv6");
            }
        }
        if (families.isEmpty()) {
            settings.problem("families", "is empty; allowed: [ ipv4 ], [ ipv6 ], [ ipv4, ipv6 ]");
        }
        return families;
    }
}
