// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ftrouter.api.Uplink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files: missing, hostile, included, beside each other; and ids that outlive them. */
class ConfigurationFilesTest {
    private static final String FIBRE = "uplinks { fibre { interface = eth1 } }\n";

    @TempDir
    private Path folder;

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThat(printed(folder.resolve("ftr.conf"))).startsWith("ftr.conf: error: there is no such file");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(printed(folder)).contains("is a folder, not a file").contains("[C002]");
    }

    @Test
    void aFileOfMoreThanFiveMegabytesIsRefused() throws IOException {
        Path file = write("ftr.conf", "#".repeat(5 * 1024 * 1024 + 1));

        assertThat(printed(file)).contains("larger than 5 MB").contains("[C003]");
    }

    @Test
    void anEndlessFileIsRefused() {
        assertThat(printed(Path.of("/dev/zero"))).contains("[C003]");
    }

    @Test
    void aLineOfAMegabyteIsReadLikeAnyOther() throws IOException {
        Path file = write(
                "ftr.conf", FIBRE + "# " + "x".repeat(1 << 20) + "\nlanguage = \"" + "y".repeat(1 << 20) + "\"\n");

        assertThat(printed(file)).contains("[C201]").hasSizeLessThan(1000);
    }

    @Test
    void manyUplinksAreReadInATwinkle() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("uplinks { up")
                    .append(i)
                    .append(" { interface = eth")
                    .append(i)
                    .append(" } }\n");
        }

        assertThat(printed(write("ftr.conf", text.toString())))
                .contains("too many uplinks: 500, allowed are 99")
                .contains("1 error,");
    }

    @Test
    void filesOfConfDAreReadByNameAndTheLaterWins() throws IOException {
        Path file = write("ftr.conf", FIBRE + "probe { interval = 1s, rise = 9 }\n");
        Files.createDirectory(folder.resolve("conf.d"));
        write("conf.d/20-late.conf", "probe { interval = 3s }\n");
        write(
                "conf.d/10-early.conf",
                "probe { interval = 2s, timeout = 4s }\nuplinks { cable { interface = eth2 } }\n");
        write("conf.d/30-other.conf~", "probe { interval = 4s }\n");

        Configuration configuration = load(file);
        ProbeConfig probe = configuration.uplinks().get(0).probe();

        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(probe.rise()).isEqualTo(9);
        assertThat(names(configuration)).containsExactly("fibre", "cable");
    }

    @Test
    void problemsOfAllFilesAreToldTogetherEachWithItsPlace() throws IOException {
        Path file = write("ftr.conf", FIBRE + "probe { interval = 5 }\ninclude \"more.conf\"\n");
        Files.createDirectory(folder.resolve("conf.d"));
        write("more.conf", "\nprobe { timeout = 2 }\n");
        write("conf.d/lte.conf", "uplinks { lte { interface = ppp0\n weigth = 2 } }\n");

        assertThat(printed(file).lines().filter(line -> line.contains(": error: ")))
                .extracting(line -> line.substring(0, line.indexOf(": error: ")))
                .containsExactly("ftr.conf:2", "more.conf:2", "conf.d/lte.conf:2");
    }

    @Test
    void anIncludedFileCounts() throws IOException {
        Path file = write("ftr.conf", "include required(\"site.conf\")\n");
        write("site.conf", FIBRE);

        assertThat(names(load(file))).containsExactly("fibre");
    }

    @Test
    void whatStandsBehindAnIncludeInItsLineCountsToo() throws IOException {
        Path file = write("ftr.conf", """
                uplinks { fibre { include "eth1.conf", weight = 2 }, cable { include required(file("%s")) } }
                uplinks { lte { include "eth1.conf" # }
                  interface = ppp0 } }
                notify = [
                  { type = webhook, include "sms.conf", values { who = "+39055123" } }
                  { type = webhook, name = two, url = "https://sms.example.org/" },
                  { type = exec, name = three }
                ]
                """.formatted(folder.resolve("eth2.conf")));
        write("eth1.conf", "interface = eth1\n");
        write("eth2.conf", "interface = eth2\n");
        write("sms.conf", "url = \"https://sms.example.org/\"\n");

        assertThat(names(load(file))).containsExactly("fibre", "cable", "lte");
    }

    @Test
    void keysFollowTheFileAndNotTheAlphabet() throws IOException {
        Path file = write("ftr.conf", "uplinks { z { interface = a }, a { interface = z }\n m { interface = m } }\n");

        assertThat(names(load(file))).containsExactly("z", "a", "m");
    }

    @Test
    void anUplinkKeepsItsNumbersWhateverIsWrittenBeforeIt() throws IOException {
        var ids = UplinkIds.none();
        new ConfigurationLoader(Map.of()).load(write("ftr.conf", FIBRE), ids);
        ids.save(folder.resolve("uplink-ids"));
        Path file = write("ftr.conf", "uplinks { cable { interface = eth2 } }\n" + FIBRE);

        Loaded loaded = new ConfigurationLoader(Map.of()).load(file, UplinkIds.read(folder.resolve("uplink-ids")));

        assertThat(loaded.configuration().orElseThrow().uplinks())
                .extracting(u -> u.uplink().name() + " " + u.uplink().table())
                .containsExactly("cable 202", "fibre 201");
    }

    @Test
    void noUplinkIsGivenATableOfTheSystem() throws IOException {
        var text = new StringBuilder("uplinks {\n");
        for (int i = 1; i <= 60; i++) {
            text.append("up").append(i).append(" { interface = eth").append(i).append(" }\n");
        }

        Configuration configuration = load(write("ftr.conf", text + "}\n"));

        assertThat(configuration.uplinks()).hasSize(60);
        assertThat(configuration.uplinks()).extracting(u -> u.uplink().table()).doesNotContain(253, 254, 255);
    }

    @Test
    void aDamagedMemoryOfIdsIsAFirstRun() throws IOException {
        Path file = write("uplink-ids", "1 fibre\nrubbish\n999 cable\n1 lte\n");

        UplinkIds ids = UplinkIds.read(file);

        assertThat(ids.allocate("fibre", List.of(), id -> true)).hasValue(1);
        assertThat(ids.allocate("cable", List.of(), id -> true)).hasValue(2);
    }

    @Test
    void bytesThatAreNoTextSpoilNoOtherId() throws IOException {
        Path file = write("uplink-ids", "7 fibre\n");
        Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);

        assertThat(UplinkIds.read(file).allocate("fibre", List.of(), id -> true))
                .hasValue(7);
    }

    @Test
    @Timeout(120)
    void noDamageToAFileCrashesOrHangsTheLoader() throws IOException {
        var random = new Random(4711);
        List<byte[]> seeds = List.of(
                ConfigurationLoader.example().getBytes(StandardCharsets.UTF_8),
                ConfigurationLoader.rubyExample().getBytes(StandardCharsets.UTF_8),
                Files.readAllBytes(Path.of("src/test/resources/config/smallest.conf")));
        for (int round = 0; round < 600; round++) {
            byte[] bytes = seeds.get(round % seeds.size()).clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String signs = "{}[]\",=:#$\\\n\0&*-\t+.\"x1";
                bytes[random.nextInt(bytes.length)] = (byte) signs.charAt(random.nextInt(signs.length()));
            }
            Files.write(folder.resolve("ftr.conf"), bytes);

            assertThat(printed(folder.resolve("ftr.conf"))).isNotEmpty();
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String printed(Path file) {
        Loaded loaded = new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());
        return new ProblemPrinter(folder).print(loaded.problems().list());
    }

    private static Configuration load(Path file) {
        Loaded loaded = new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());
        return loaded.configuration()
                .orElseThrow(() -> new AssertionError(loaded.problems().list().toString()));
    }

    private static List<String> names(Configuration configuration) {
        return configuration.uplinks().stream()
                .map(UplinkConfig::uplink)
                .map(Uplink::name)
                .toList();
    }
}
