// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ftr lab} as a user runs it, with a router that only the kernel looks after. */
@Tag("paired")
class LabCommandIT {
    private static final String NAME = "cmd" + ProcessHandle.current().pid();

    @TempDir
    Path temporary;

    private Path classPath = Path.of("");

    /** All that the commands need, where any user may read it. */
    private void publish() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        classPath = Files.createDirectory(temporary.resolve("classes"));
        for (Class<?> type : List.of(
                Lab.class, KernelRouter.class, CommandLine.class, Nullable.class, Messages.class, Family.class)) {
            Path source = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(source)) {
                copy(source, classPath);
            } else {
                Commands.must(
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$1\" && \"$2/bin/jar\" xf \"$3\"",
                                "sh",
                                classPath.toString(),
                                System.getProperty("java.home"),
                                source.toString()),
                        "");
            }
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private Completed lab(List<String> before, String input, String... words) throws Exception {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                classPath.toString(),
                LabMain.class.getName(),
                "en"));
        command.addAll(List.of(words));
        Path in = Files.writeString(temporary.resolve("in"), input, StandardCharsets.UTF_8);
        Path out = temporary.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        return new Completed(process.waitFor(), Files.readString(out));
    }

    @Test
    void theTourShowsEachFaultAndRemovesEverything() throws Exception {
        publish();

        Completed tour = lab(
                List.of(),
                "",
                "tour",
                "--ftr",
                KernelRouter.standIn(temporary, classPath).toString());

        assertThat(tour.exitCode()).as(tour.output()).isZero();
        assertThat(tour.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(tour.output())
                .contains("1. The cable of fibre is pulled", "2. Behind the gateway of cable", "3. The gateway of lte")
                // what was in the line when it was cut, or begins before the kernel tells, may be lost: a moment's
                // worth
                .containsPattern("carrier +fibre +0\\.[01]\\d s +\\d / ")
                .containsPattern("blackhole +cable +never ")
                .containsPattern("gateway +lte +never ")
                .contains("The lab is removed.");
        assertThat(Commands.must(List.of("ip", "netns", "list"), "")).doesNotContain("ftr-tour");
    }

    @Test
    void aLabThatIsUpCanBeBrokenMeasuredHealedAndTakenDown() throws Exception {
        publish();
        String ftr = KernelRouter.standIn(temporary, classPath).toString();

        Completed up = lab(List.of(), "", "up", "--uplinks", "2", "--dmz", "--name", NAME, "--ftr", ftr);
        try {
            assertThat(up.output())
                    .contains("Its uplinks: fibre, cable.", "ftr lab break fibre", "ip netns exec ftr-" + NAME);
            assertThat(lab(List.of(), "", "break", "fibre", "fire", "--name", NAME)
                            .output())
                    .contains("no fault fire: carrier, blackhole, blackhole4, blackhole6, gateway or loss");
            assertThat(lab(List.of(), "", "break", "dsl", "carrier", "--name", NAME)
                            .output())
                    .contains("no uplink dsl, only [fibre, cable]");
            lab(List.of(), "", "break", "fibre", "carrier", "--name", NAME);
            assertThat(lab(List.of(), "", "meter", "--seconds", "2", "--name", NAME)
                            .output())
                    .contains("F fibre             0.0 %", "C cable           100.0 %", "0 of ");
            assertThat(lab(List.of(), "", "status", "--name", NAME).output())
                    .contains("wan1  carrier", "wan2  whole", "the stand-in has no status");
            assertThat(lab(List.of(), "", "heal", "fibre", "--name", NAME).output())
                    .contains("fibre is whole");
        } finally {
            Completed down = lab(List.of(), "", "down", "--name", NAME);
            assertThat(down.output()).contains("The lab " + NAME + " is removed.");
        }
        assertThat(Removal.namespaces(NAME)).isEmpty();
        assertThat(LabFolder.of(NAME)).doesNotExist();
    }

    @Test
    void withoutRootALabLivesInAUserNamespaceOrTheReasonIsSaid() throws Exception {
        publish();
        String ftr = KernelRouter.standIn(temporary, classPath).toString();
        var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        boolean allowed = Commands.run(
                        Stream.concat(nobody.stream(), Stream.of("unshare", "-Urnmpf", "--mount-proc", "true"))
                                .toList(),
                        "")
                .succeeded();
        String typed = "break fibre carrier\nmeter --seconds 1\nheal fibre\ndown\n";

        Completed up = lab(nobody, typed, "up", "--uplinks", "2", "--ftr", ftr);

        if (allowed) {
            assertThat(up.exitCode()).as(up.output()).isZero();
            assertThat(up.output())
                    .contains(
                            "The lab runs in this terminal",
                            "fibre now has the fault: carrier",
                            "C cable           100.0 %");
        } else {
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output())
                    .contains("the lab needs root, or a machine that allows unprivileged user namespaces");
        }
    }

    @Test
    void withoutALabTheUserIsToldHowToBuildOne() throws Exception {
        publish();

        Completed heal = lab(List.of(), "", "heal", "fibre", "--name", "nosuch");

        assertThat(heal.exitCode()).isEqualTo(1);
        assertThat(heal.output().strip()).isEqualTo("there is no lab called nosuch: build one with: ftr lab up");
        assertThat(lab(List.of(), "").output()).contains("Which one? tour, up, break");
    }
}
