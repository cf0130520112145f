// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Host;

/** Opens connections from a machine of a lab, one after the other, and tells as whom the internet saw each. */
final class Visitor {
    /** Arguments: tcp or udp, port, how many, then the destinations, which are taken in turn. */
    private static final String SCRIPT = """
            kind=$0 port=$1 count=$2; shift 2; all=("$@")
            for ((i = 0; i < count; i++)); do
              seen=none
              if exec 3<>/dev/$kind/${all[i % ${#all[@]}]}/$port; then
                echo >&3
                if [ $kind = tcp ]; then
                  read -t 2 seen <&3 || seen=none
                else
                  seen=$(timeout 2 dd bs=512 count=1 status=none <&3) # a datagram is read at once or lost
                fi
                exec 3>&-
              fi
              echo "seen ${seen:-none}"
            done
            """;

    private final Host host;
    private final List<String> prefix;

    Visitor(Host host, String... prefix) {
        this.host = host;
        this.prefix = List.of(prefix);
    }

    /** As whom one connection was seen; {@code none} if it was not answered. */
    String tcp(String destination, int port) throws Exception {
        return visit("tcp", port, 1, List.of(destination)).get(0);
    }

    String udp(String destination, int port) throws Exception {
        return visit("udp", port, 1, List.of(destination)).get(0);
    }

    List<String> visit(String kind, int port, int count, List<String> destinations) throws Exception {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("bash", "-c", SCRIPT, kind, Integer.toString(port), Integer.toString(count)));
        command.addAll(destinations);
        Completed done = host.run(command.toArray(String[]::new));
        return done.output()
                .lines()
                .filter(l -> l.startsWith("seen "))
                .map(l -> l.substring(5))
                .toList();
    }
}
