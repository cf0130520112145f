// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.LabUplink;

/** keepalived with a VRRP instance for each uplink that tracks its interface and a script, which runs fping. */
record KeepalivedContender(String profile, int interval, int fall, int rise, int patienceMillis) implements Contender {
    @Override
    public String program() {
        return "keepalived";
    }

    @Override
    public void prepare(Lab lab) throws LabException, IOException, InterruptedException {
        EventRouter.prepare(lab);
        var text = new StringBuilder("""
                global_defs {
                  script_user root
                  enable_script_security
                }
                """);
        for (LabUplink uplink : lab.uplinks()) {
            text.append(script(uplink)).append(instance(lab, uplink));
        }
        Files.writeString(file(lab), text);
    }

    private String script(LabUplink uplink) {
        return """
                vrrp_script %s {
                  script "/usr/bin/fping -q -x 4 -c 1 -t %d -I %s %s"
                  interval %d
                  timeout %d
                  fall %d
                  rise %d
                }
                """.formatted(
                        uplink.device(),
                        patienceMillis,
                        uplink.device(),
                        String.join(" ", Contenders.TARGETS),
                        interval,
                        interval,
                        fall,
                        rise);
    }

    private static String instance(Lab lab, LabUplink uplink) {
        return """
                vrrp_instance %1$s {
                  interface %1$s
                  state BACKUP
                  virtual_router_id %2$d
                  priority 100
                  advert_int 1
                  track_interface {
                    %1$s
                  }
                  track_script {
                    %1$s
                  }
                  notify %3$s
                }
                """.formatted(
                uplink.device(), 50 + uplink.number(), EventRouter.folder(lab).resolve("keepalived-notify.sh"));
    }

    private static Path file(Lab lab) {
        return lab.folder().resolve("keepalived.conf");
    }

    @Override
    public List<String> command(Lab lab) {
        return List.of(
                "keepalived",
                "--vrrp",
                "--dont-fork",
                "--log-console",
                "--use-file",
                file(lab).toString(),
                "--pid",
                lab.folder().resolve("keepalived.pid").toString(),
                "--vrrp_pid",
                lab.folder().resolve("vrrp.pid").toString());
    }

    @Override
    public boolean spreads(String route) {
        return Contenders.mainDefault(route);
    }
}
