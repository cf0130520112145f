// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The two ends of a WireGuard uplink, with keys of their own, over addresses that nothing else uses. */
final class Wireguard {
    private static final int FIRST_PORT = 51820;

    private Wireguard() {}

    /** An address of the line that carries the tunnel: 1 is the provider's, 2 the router's. */
    static String outer(LabUplink uplink, int end) {
        return "172.30." + uplink.number() + "." + end;
    }

    /** Acquaints both ends, whose interfaces exist. */
    static void connect(Host router, Host isp, LabUplink uplink) throws LabException, InterruptedException {
        Path ours = key(router);
        Path theirs = key(isp);
        int port = FIRST_PORT + uplink.number(); // one for each tunnel, since all of the router's share its addresses
        router.exec(peer(uplink.device(), port, ours, shown(theirs), outer(uplink, 1)));
        isp.exec(peer(uplink.line().customer(), port, theirs, shown(ours), outer(uplink, 2)));
    }

    private static String[] peer(String device, int port, Path key, String other, String endpoint) {
        return List.of(
                        "wg",
                        "set",
                        device,
                        "listen-port",
                        Integer.toString(port),
                        "private-key",
                        key.toString(),
                        "peer",
                        other,
                        "endpoint",
                        endpoint + ":" + port,
                        "allowed-ips",
                        "0.0.0.0/0,::/0",
                        "persistent-keepalive",
                        "1")
                .toArray(String[]::new);
    }

    private static Path key(Host host) throws LabException, InterruptedException {
        try {
            Path file = Files.createTempFile(host.folder(), "wireguard-", ".key"); // readable by us alone
            return Files.writeString(file, Commands.must(List.of("wg", "genkey"), ""));
        } catch (IOException e) {
            throw new LabException("cannot keep a key in " + host.folder() + ": " + e.getMessage(), e);
        }
    }

    private static String shown(Path key) throws LabException, InterruptedException {
        try {
            return Commands.must(List.of("wg", "pubkey"), Files.readString(key)).strip();
        } catch (IOException e) {
            throw new LabException("cannot read " + key + ": " + e.getMessage(), e);
        }
    }
}
