// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;

/**
 * Link Status Monitor, which pings by itself and calls a script. With its default settings an uplink is a group that is
 * up while one of its targets is; with the fast ones the targets vote, four of six.
 */
record LsmContender(String profile) implements Contender {
    private static final Duration DEFAULT_RETURN = Duration.ofSeconds(150); // 100 pings have to forget the lost ones

    @Override
    public String program() {
        return "lsm";
    }

    @Override
    public void prepare(Lab lab) throws org.ftrouter.dist.lab.LabException, IOException, InterruptedException {
        EventRouter.prepare(lab);
        var text = new StringBuilder(Resource.text("lsm-" + profile + ".conf"));
        for (LabUplink uplink : lab.uplinks()) {
            for (int i = 0; i < Contenders.TARGETS.size(); i++) {
                String name = uplink.device() + "-" + i;
                Files.writeString(EventRouter.folder(lab).resolve("votes").resolve(name), "up\n");
                text.append(connection(lab, uplink, name, Contenders.TARGETS.get(i)));
            }
            text.append(votes() ? "" : group(lab, uplink));
        }
        Files.writeString(file(lab), text);
    }

    private String connection(Lab lab, LabUplink uplink, String name, String target) {
        String script = votes() ? EventRouter.folder(lab).resolve("lsm-vote.sh").toString() : "";
        return """
                connection {
                  name=%s
                  checkip=%s
                  device=%s
                  eventscript=%s
                }
                """.formatted(name, target, uplink.device(), script);
    }

    private static String group(Lab lab, LabUplink uplink) {
        var text = new StringBuilder(
                """
                group {
                  name=%s
                  eventscript=%s
                  logic=0
                """.formatted(uplink.device(), EventRouter.folder(lab).resolve("lsm-group.sh")));
        for (int i = 0; i < Contenders.TARGETS.size(); i++) {
            text.append("  member-connection=" + uplink.device() + "-" + i + "\n");
        }
        return text.append("}\n").toString();
    }

    private boolean votes() {
        return profile.equals("fast");
    }

    private static Path file(Lab lab) {
        return lab.folder().resolve("lsm.conf");
    }

    @Override
    public List<String> command(Lab lab) {
        String pid = lab.folder().resolve("lsm.pid").toString();
        return List.of("lsm", "--no-fork", "--config", file(lab).toString(), "--pidfile", pid);
    }

    @Override
    public boolean spreads(String route) {
        return Contenders.mainDefault(route);
    }

    @Override
    public Duration slowestReturn() {
        return votes() ? USUAL_RETURN : DEFAULT_RETURN;
    }
}
