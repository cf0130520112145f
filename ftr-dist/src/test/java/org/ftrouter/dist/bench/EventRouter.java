// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.KernelRouter;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.LabUplink;

/**
 * What an administrator builds around a program that only says which uplink is up: a table and rules for each uplink,
 * connection marks, address translation, and a script that rewrites the multipath default route.
 */
final class EventRouter {
    private EventRouter() {}

    /** Where the scripts and their state lie. */
    static Path folder(Lab lab) {
        return lab.folder().resolve("events");
    }

    /** Sets the router up if it is not yet, and every uplink to up. */
    static void prepare(Lab lab) throws LabException, IOException, InterruptedException {
        Path folder = folder(lab);
        if (!Files.exists(folder)) {
            for (String part : List.of("uplinks", "state", "votes")) {
                Files.createDirectories(folder.resolve(part));
            }
            for (String script : List.of("route.sh", "lsm-group.sh", "lsm-vote.sh", "keepalived-notify.sh")) {
                Resource.script(script, folder);
            }
            lab.router().nft(KernelRouter.marks(lab.uplinks()));
            lab.router().ip(routes(lab.uplinks()));
        }
        for (LabUplink uplink : lab.uplinks()) {
            String known = uplink.gateway() + " " + uplink.weight() + "\n";
            Files.writeString(folder.resolve("uplinks").resolve(uplink.device()), known);
            Files.writeString(folder.resolve("state").resolve(uplink.device()), "up\n");
        }
        LabUplink any = lab.uplink(1);
        lab.router().exec(folder.resolve("route.sh").toString(), any.device(), "up");
    }

    private static List<String> routes(List<LabUplink> uplinks) {
        var lines = new ArrayList<String>();
        lines.add("rule add pref 90 lookup main suppress_prefixlength 0");
        for (LabUplink uplink : uplinks) {
            int table = 100 + uplink.number();
            lines.add("route add default via " + uplink.gateway() + " dev " + uplink.device() + " table " + table);
            lines.add("rule add pref 100 oif " + uplink.device() + " lookup " + table);
            lines.add("rule add pref 101 from " + uplink.address() + " lookup " + table);
            lines.add("rule add pref 102 fwmark " + uplink.number() + " lookup " + table);
        }
        return lines;
    }
}
