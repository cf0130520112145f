// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.Test;

/** What not every kernel has: used where it is; where it is not, named, and something plainer does the work. */
class KernelFallbackIT {
    private static final String ASKED = "nexthop-groups = resilient";

    @Test
    void resilientGroupsAreUsedWhereTheKernelHasThemAndElsewhereAreNamedWhilePlainRoutesCarry() throws Exception {
        try (Lab lab = Lab.builder().build()) {
            var router = new Router(lab);
            boolean able = able(lab);
            String config = Files.readString(lab.config());
            assertThat(config).contains("type = multipath");
            lab.writeConfig(config.replace("type = multipath", "type = multipath, " + ASKED));
            lab.startDaemon();
            router.awaitAllUp();
            lab.awaitAllCarry(Router.LONG);

            assertThat(balanced(lab).contains("nhid")).isEqualTo(able);
            assertThat(lab.router().exec("ip", "nexthop").isEmpty()).isEqualTo(!able);
            assertThat(kernelFindings(router)).isEqualTo(able ? List.of() : List.of("kernel.resilient"));
            assertThat(Files.readString(lab.folder().resolve("daemon.log")).contains(ASKED + " has no effect"))
                    .isEqualTo(!able);

            LabUplink failed = lab.uplinks().get(0);
            lab.fault(failed, Fault.BLACKHOLE);
            router.awaitHealth(failed, "down");
            Router.await(
                    "the balanced route has left it",
                    Router.LONG,
                    () -> !balanced(lab).contains(failed.device()));
        }
    }

    /** Tried, not concluded from a version, in a namespace that is gone when the trial is over. */
    private static boolean able(Lab lab) throws Exception {
        String trial = "ip link add end0 type veth peer name end1 && ip link set end0 up && ip link set end1 up"
                + " && ip nexthop add id 1 dev end0";
        lab.router().exec("unshare", "--net", "sh", "-c", trial);
        String group = trial + " && ip nexthop add id 2 group 1 type resilient buckets 32";
        return lab.router().run("unshare", "--net", "sh", "-c", group).exitCode() == 0;
    }

    private static String balanced(Lab lab) throws Exception {
        return lab.router().exec("ip", "route", "show", "table", "200");
    }

    /** The codes of what the check of the kernel has found about nexthop groups. */
    private static List<String> kernelFindings(Router router) throws Exception {
        JsonObject answer =
                JsonParser.parseString(router.ftr("doctor", "--json").output()).getAsJsonObject();
        var codes = new ArrayList<String>();
        for (JsonElement element : answer.getAsJsonArray("findings")) {
            JsonObject finding = element.getAsJsonObject();
            if (finding.toString().contains("nexthop groups")) {
                codes.add(finding.get("code").getAsString());
            }
        }
        return codes;
    }
}
