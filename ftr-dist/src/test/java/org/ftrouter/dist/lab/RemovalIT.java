// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a lab remains, however it ends. */
class RemovalIT {
    @TempDir
    Path temporary;

    /** The program that a test below starts, and ends in its way: NAME FTR. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            Lab lab = Lab.builder().name(args[0]).ftr(Path.of(args[1])).build();
            lab.startDaemon();
            System.out.println("built");
            TimeUnit.MINUTES.sleep(5);
        }
    }

    private Process victim(String name) throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        name,
                        KernelRouter.standIn(temporary).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("built");
        return victim;
    }

    private static List<ProcessHandle> processes(String name) throws Exception {
        var handles = new ArrayList<ProcessHandle>();
        for (String namespace : Removal.namespaces(name)) {
            Commands.must(List.of("ip", "netns", "pids", namespace), "")
                    .lines()
                    .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(handles::add));
        }
        return handles;
    }

    private static void assertNothingIsLeft(String name, List<ProcessHandle> processes) throws Exception {
        assertThat(Removal.namespaces(name)).isEmpty();
        assertThat(LabFolder.of(name)).doesNotExist();
        for (ProcessHandle process : processes) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private static String name(String kind) {
        return kind + ProcessHandle.current().pid();
    }

    @Test
    void closingRemovesProcessesNamespacesAndFiles() throws Exception {
        Lab lab = Lab.builder().uplinks(2).ftr(KernelRouter.standIn(temporary)).build();
        lab.startDaemon();
        List<ProcessHandle> processes = processes(lab.name());
        assertThat(processes).hasSize(3); // the daemon, the LAN's agent, the internet's

        lab.close();
        lab.close();

        assertNothingIsLeft(lab.name(), processes);
    }

    @Test
    void theEndOfTheProcessRemovesTheLab() throws Exception {
        String name = name("term");
        Process victim = victim(name);
        List<ProcessHandle> processes = processes(name);

        victim.destroy();

        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft(name, processes);
    }

    @Test
    void theNextLabRemovesWhatACrashHasLeft() throws Exception {
        String name = name("kill");
        Process victim = victim(name);
        List<ProcessHandle> processes = processes(name);
        victim.destroyForcibly().waitFor();
        assertThat(Removal.namespaces(name)).isNotEmpty();

        Lab.builder().uplinks(1).build().close();

        assertNothingIsLeft(name, processes);
    }

    @Test
    void aLabThatIsKeptStaysUntilItIsRemovedByName() throws Exception {
        String name = name("kept");
        Lab.builder().name(name).uplinks(1).kept().build().close();
        Removal.sweep();
        assertThat(Removal.namespaces(name)).hasSize(4);
        List<ProcessHandle> processes = processes(name);

        Removal.remove(name);

        assertNothingIsLeft(name, processes);
    }

    @Test
    void aSecondLabOfTheSameNameIsRefusedAndTheFirstStays() throws Exception {
        try (Lab first = Lab.builder().uplinks(1).build()) {
            assertThatThrownBy(() -> Lab.builder().name(first.name()).build())
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("a lab called " + first.name() + " exists")
                    .hasMessageContaining("ftr lab down");

            assertThat(Removal.namespaces(first.name())).hasSize(4);
            assertThat(Files.exists(first.config())).isTrue();
        }
    }

    @Test
    void aDaemonThatDoesNotStartSaysWhy() throws Exception {
        try (Lab lab = Lab.builder()
                .ftr(KernelRouter.standIn(temporary))
                .config("broken")
                .build()) {
            assertThatThrownBy(lab::startDaemon)
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("the daemon did not start")
                    .hasMessageContaining("this configuration is broken");
        }
    }

    @Test
    void theDaemonCanBeKilledAndStartedAgain() throws Exception {
        try (Lab lab =
                Lab.builder().uplinks(1).ftr(KernelRouter.standIn(temporary)).build()) {
            Daemon first = lab.startDaemon();
            assertThatThrownBy(lab::startDaemon).hasMessageContaining("runs already");

            lab.killDaemon();

            assertThat(first.isAlive()).isFalse();
            assertThat(lab.startDaemon().pid()).isNotEqualTo(first.pid());
        }
    }
}
