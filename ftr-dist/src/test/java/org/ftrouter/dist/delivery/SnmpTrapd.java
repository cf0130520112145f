// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Net-SNMP, which confirms a notification after it has written it down. */
public final class SnmpTrapd extends ProcessReceiver {
    private static final Pattern EVENT_ID = Pattern.compile("\\.32473\\.4711\\.1\\.1\\.0 = STRING: \"([^\"]+)\"");
    private static final String COMMUNITY = "authCommunity log public\n";

    private final String listen;
    private final Map<String, Object> access;

    private SnmpTrapd(Path folder, List<String> within, String listen, String conf, Map<String, Object> access)
            throws IOException {
        super(folder, within);
        this.listen = listen;
        this.access = access;
        Files.writeString(folder.resolve("snmptrapd.conf"), conf);
    }

    static SnmpTrapd version2c(Path folder) throws IOException {
        return new SnmpTrapd(folder, List.of(), free(), COMMUNITY, Map.of("community", "public"));
    }

    /** Signed and encrypted; the engine and its clock, which restarts with it, are the receiver's. */
    static SnmpTrapd version3(Path folder) throws IOException {
        return new SnmpTrapd(
                folder,
                List.of(),
                free(),
                "createUser ftr SHA-256 auth-canary AES priv-canary\nauthUser log ftr priv\n",
                Map.of("version", "v3", "user", "ftr", "auth-password", "auth-canary", "priv-password", "priv-canary"));
    }

    /** At its usual port of a network namespace, whose command that is; for the usual community. */
    public static SnmpTrapd within(List<String> namespace, Path folder) throws IOException {
        return new SnmpTrapd(folder, namespace, "0.0.0.0:162", COMMUNITY, Map.of());
    }

    private static String free() throws IOException {
        return "127.0.0.1:" + FreePort.udp();
    }

    @Override
    public String type() {
        return "snmptrap";
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new HashMap<>(access);
        settings.putAll(Map.of("to", listen, "inform", true));
        return settings;
    }

    @Override
    public void start() throws Exception {
        long before = starts();
        run(List.of(
                "/usr/sbin/snmptrapd",
                "-f",
                "-n",
                "-C",
                "-c",
                folder.resolve("snmptrapd.conf").toString(),
                "-A",
                "-Lf",
                log().toString(),
                "-m",
                "",
                "-On",
                "-F",
                "%v\\n",
                "udp:" + listen));
        await("snmptrapd starts", () -> starts() > before);
    }

    private long starts() throws IOException {
        return Files.exists(log())
                ? Files.readAllLines(log()).stream()
                        .filter(l -> l.contains("NET-SNMP version"))
                        .count()
                : 0;
    }

    private Path log() {
        return folder.resolve("traps");
    }

    @Override
    public List<String> ids() throws IOException {
        return Files.exists(log())
                ? EVENT_ID.matcher(Files.readString(log()))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList()
                : List.of();
    }
}
