// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkLink;

/** Other programs that have a say in the network: NetworkManager on our uplinks, Docker in the path of forwarded packets. */
final class ManagersCheck implements Check {
    private static final Pattern DROPPED = Pattern.compile("(?m)^:FORWARD DROP\\b");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            var links = socket.links();
            if (patient.machine().runs("NetworkManager")) {
                for (NetworkLink link : links) {
                    if (patient.devices().contains(link.name()) && managed(patient.machine(), link)) {
                        found.accept(Finding.note("networkmanager", "interface", link.name()));
                    }
                }
            }
            boolean docker = links.stream().anyMatch(l -> l.name().equals("docker0"));
            if (docker && dropsForwarded() && !patient.devices().isEmpty()) {
                found.accept(Finding.problem("docker.forward"));
            }
        }
    }

    private static boolean managed(Machine machine, NetworkLink link) {
        return machine.text("/run/NetworkManager/devices/" + link.index())
                .filter(t -> t.lines().noneMatch(l -> l.strip().equals("managed=false")))
                .isPresent();
    }

    private static boolean dropsForwarded() throws IOException, InterruptedException {
        for (String rules : Firewalls.iptables()) {
            if (DROPPED.matcher(rules).find() && !rules.contains("-A DOCKER-USER -i ")) {
                return true;
            }
        }
        return false;
    }
}
