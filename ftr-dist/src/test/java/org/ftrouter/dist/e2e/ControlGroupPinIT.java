// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pin of a control group (of version 2): what a program of the router in it sends, and what others send. */
class ControlGroupPinIT {
    /** {@code ip netns exec} hides the control groups; this shows those of version 2, to one command. */
    private static final String WITH_GROUPS = "mount -t cgroup2 none /sys/fs/cgroup; ";

    private static final String IN_GROUP = WITH_GROUPS + "echo $$ > /sys/fs/cgroup/$0/cgroup.procs && exec \"$@\"";

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "iptables, variant = legacy", "nftables"})
    void whatAProgramOfTheGroupSendsIsPinnedAndWhatOthersSendIsNot(String firewall) throws Exception {
        String group = "ftr-test-" + ProcessHandle.current().pid() + ".slice";
        Path ftr = Files.writeString(
                temp.resolve("ftr"),
                "#!/bin/sh\n" + WITH_GROUPS + "exec "
                        + Path.of("target/ftr/bin/ftr").toAbsolutePath() + " \"$@\"\n");
        assertThat(ftr.toFile().setExecutable(true)).isTrue();
        try (Lab lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .families(Family.values())
                .config("probe { hold-up = 1s }\npins = [ { name = proxy, cgroup = \"" + group + "\", via = lte } ]")
                .firewall(firewall)
                .ftr(ftr)
                .build()) {
            var router = new Router(lab);
            LabUplink lte = lab.uplink("lte");
            lab.router().exec("sh", "-c", WITH_GROUPS + "mkdir /sys/fs/cgroup/" + group);
            try {
                lab.startDaemon();
                router.awaitAllUp();
                var member = new Visitor(lab.router(), "sh", "-c", IN_GROUP, group);
                var other = new Visitor(lab.router());

                for (Family family : lab.families()) {
                    List<String> ten = IntStream.range(0, 10)
                            .mapToObj(i -> Addresses.destination(family, i))
                            .toList();
                    assertThat(member.visit("tcp", Addresses.ECHO_PORT, 10, ten))
                            .hasSize(10)
                            .allMatch(lte::owns);
                    assertThat(member.udp(Addresses.udpServer(family, 0), Addresses.ECHO_PORT))
                            .matches(lte::owns);
                    assertThat(other.visit("tcp", Addresses.ECHO_PORT, 10, ten))
                            .hasSize(10)
                            .noneMatch(lte::owns)
                            .doesNotContain("none");
                }
            } finally {
                lab.router().exec("sh", "-c", WITH_GROUPS + "rmdir /sys/fs/cgroup/" + group);
            }
        }
    }
}
