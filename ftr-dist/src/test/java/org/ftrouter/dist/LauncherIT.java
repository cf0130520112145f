// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherIT {
    private static final Path FTR = Distribution.HOME.resolve("bin/ftr");
    private static final String EARLY = "-XX:CompileThresholdScaling=0.1";
    private static final String VERSION = "ftr \\d\\S+\n";

    @TempDir
    Path temp;

    @Test
    void theStrictestShellRunsIt() throws Exception {
        assertThat(Distribution.run(Map.of(), "dash", FTR, "version").out()).matches(VERSION);
    }

    @Test
    void anEmptyEnvironmentIsEnough() throws Exception {
        assertThat(Distribution.run(Map.of(), "env", "-i", FTR, "version").out())
                .matches(VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LANG=C", "LC_ALL=C", "LC_ALL=POSIX", "LC_CTYPE=C"})
    void programsAreGivenMoreThanAsciiWithoutALocaleToo(String locale) throws Exception {
        var command = new ArrayList<Object>(List.of("env", "-i", "FTR_JAVA_OPTS=-XshowSettings:properties"));
        Stream.of(locale.split(" ", -1)).filter(word -> !word.isEmpty()).forEach(command::add);
        command.addAll(List.of(FTR, "version"));

        Done done = Distribution.run(Map.of(), command.toArray());

        assertThat(done.out() + done.err()).containsPattern("sun[.]jnu[.]encoding = UTF-8\n");
    }

    @Test
    void linksAreFollowedToTheDistribution() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("a folder"));
        Files.createSymbolicLink(folder.resolve("real"), FTR);
        Path link = Files.createSymbolicLink(folder.resolve("ftr"), Path.of("real"));

        assertThat(Distribution.run(Map.of(), link, "version").out()).matches(VERSION);
        Files.delete(link);
        Files.delete(folder.resolve("real"));
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        Path canary = temp.resolve("canary");
        String hostile = "a b  *$(touch " + canary + ")`touch " + canary + "`;\"'.conf";

        Done done = Distribution.ftr("check-config", temp.resolve(".") + "/" + hostile);

        assertThat(done.code()).isEqualTo(78);
        assertThat(done.err().replace("[C001]", "").replaceAll("\\s+", " ")).contains(hostile.replaceAll("\\s+", " "));
        assertThat(canary).doesNotExist();
    }

    @Test
    void aHyphenIsStandardInput() throws Exception {
        Path config = Files.writeString(temp.resolve("ftr.conf"), "uplinks { fibre { interface = eth1 } }");
        String line = "\"$0\" check-config - < \"$1\" && \"$0\" generate multipath -c - < \"$1\"";

        Done done = Distribution.run(Map.of("LC_ALL", "C"), "sh", "-c", line, FTR, config);

        assertThat(done.code()).isZero();
        assertThat(done.out()).startsWith("/dev/stdin is valid.\n").contains("ip rule add");
    }

    @Test
    void itsSecondNameSpeaksTheOriginalsGrammar() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("fault_tolerant_router"), FTR);

        for (Path name : new Path[] {link, Distribution.HOME.resolve("bin/fault_tolerant_router")}) {
            Done done = Distribution.run(Map.of("LC_ALL", "C"), name, "status");
            assertThat(done.code()).isEqualTo(1);
            assertThat(done.err()).startsWith("Usage: fault_tolerant_router");
        }
        Files.delete(link);
    }

    @Test
    void theLanguageComesFromTheEnvironment() throws Exception {
        assertThat(Distribution.run(Map.of("LC_ALL", "it_IT.UTF-8"), FTR, "nonsense")
                        .err())
                .startsWith("errore: ");
    }

    @Test
    void theNewestJavaIsTakenAndStartedSmall() throws Exception {
        Path newest = fakeJava("99.0.1", "printf '%s\\n' \"$@\"");

        Done done = Distribution.run(
                Map.of("JAVA_HOME", newest.toString(), "FTR_JAVA_OPTS", "-Da=b -Dc=*"), FTR, "status", "x y");

        assertThat(done.out().lines())
                .contains(
                        "-XX:+UseSerialGC",
                        "-XX:GuaranteedSafepointInterval=0",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Da=b",
                        "-Dc=*")
                .contains("-Dftr.home=" + Distribution.HOME, "-Dftr.name=ftr")
                .doesNotContain(EARLY)
                .endsWith("org.ftrouter.dist.cli.Main", "status", "x y");
        assertThat(Distribution.run(Map.of("JAVA_HOME", newest.toString()), FTR, "monitor")
                        .out()
                        .lines())
                .contains(EARLY);
    }

    @Test
    void anOptionOfOursThatJavaHasLostKeepsNobodyFromStarting() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        Path without = fakeJava("17.0.99", "exec '" + java + "' -XX:+OptionOfOldTimes \"$@\"");

        assertThat(Distribution.run(
                                Map.of("FTR_JAVA", without.resolve("bin/java").toString()), FTR, "version")
                        .out())
                .matches(VERSION);
    }

    @Test
    void anOptionOfTheAdministratorsThatJavaDoesNotKnowIsTold() throws Exception {
        Done done = Distribution.run(Map.of("FTR_JAVA_OPTS", "-XX:MaxHeepSize=1g"), FTR, "version");

        assertThat(done.code()).isNotZero();
        assertThat(done.out() + done.err()).contains("MaxHeepSize");
    }

    @Test
    void anOldJavaIsPassedOver() throws Exception {
        Path old = fakeJava("11.0.2", "echo old");

        assertThat(Distribution.run(Map.of("JAVA_HOME", old.toString()), FTR, "version")
                        .out())
                .matches(VERSION);
    }

    @Test
    void withoutJavaThereIsAClearMessage() throws Exception {
        Path tools = Files.createDirectory(temp.resolve("tools"));
        for (String tool : new String[] {"sh", "readlink", "dirname", "uname"}) {
            Files.copy(Path.of("/usr/bin", tool).toRealPath(), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        // in a mount namespace of its own, so that nobody else misses his Java
        Done done = Distribution.run(
                Map.of("JAVA_HOME", ""),
                "unshare",
                "-m",
                "sh",
                "-c",
                "for d in /usr/lib/jvm /usr/java; do [ ! -d $d ] || mount -t tmpfs none $d; done; PATH=\"$1\" exec \"$2\" version",
                "sh",
                tools,
                FTR);

        assertThat(done.code()).isEqualTo(1);
        assertThat(done.err()).startsWith("ftr: no Java 17 or later was found").contains("FTR_JAVA=/path/to/java");
    }

    @Test
    void jnaFindsItsLibraryWithoutUnpackingIt() throws Exception {
        Path java = fakeJava("17", """
                for a; do shift; [ "$a" != org.ftrouter.dist.cli.Main ] || a=com.sun.jna.Native; set -- "$@" "$a"; done
                exec %s/bin/java "$@"
                """.formatted(System.getProperty("java.home")));

        Done done = Distribution.run(
                Map.of(
                        "FTR_JAVA",
                        java.resolve("bin/java").toString(),
                        "FTR_JAVA_OPTS",
                        "-Djava.io.tmpdir=/nonexistent"),
                FTR);

        assertThat(done.out()).contains("Native: ");
        assertThat(done.code()).isZero();
    }

    @Test
    void warmUpKeepsClassesThatLaterStartsTake() throws Exception {
        assertThat(loadedFromWhatIsKept()).isZero();

        Done done = warmUp("");

        assertThat(done).isEqualTo(new Done(0, "", ""));
        assertThat(loadedFromWhatIsKept()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain warm-up", "warm-up --help", "help warm-up"})
    void otherCommandsMayNameIt(String command) throws Exception {
        var words = new ArrayList<Object>(List.of(FTR));
        words.addAll(List.of(command.split(" ", -1)));

        Done done = Distribution.run(Map.of("FTR_CACHE", cache().toString()), words.toArray());

        assertThat(done.out() + done.err()).containsAnyOf("no daemon answers", "Usage: ftr warm-up");
        assertThat(cache()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000, 3_000_000, 9_000_000})
    void whatIsKeptAndDamagedIsLeftAside(int offset) throws Exception {
        warmUp("");
        try (var kept = new RandomAccessFile(theOnlyFile().toFile(), "rw")) {
            kept.seek(offset);
            kept.write("damaged".repeat(10).getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(loadedFromWhatIsKept()).isZero();
    }

    @Test
    void warmUpLeavesWhatFitsAsItIsAndReplacesWhatDoesNot() throws Exception {
        warmUp("");
        Object first = Files.getAttribute(theOnlyFile(), "unix:ino");
        warmUp("");
        assertThat(Files.getAttribute(theOnlyFile(), "unix:ino")).isEqualTo(first);

        Files.writeString(theOnlyFile(), "damaged");
        warmUp("");
        assertThat(loadedFromWhatIsKept()).isPositive();

        Object second = Files.getAttribute(theOnlyFile(), "unix:ino");
        Path jars = theOnlyFile().resolveSibling(theOnlyFile().getFileName() + ".of");
        Files.writeString(jars, Files.readString(jars).replaceFirst("^[0-9]+", "1")); // same sizes and times
        warmUp("");
        assertThat(Files.getAttribute(theOnlyFile(), "unix:ino")).isNotEqualTo(second);
    }

    @Test
    void aJavaThatKeepsNothingIsAskedOnce() throws Exception {
        Path asked = temp.resolve("asked");
        Path java = fakeJava("98", "echo x >> " + asked).resolve("bin/java");

        assertThat(warmUp(java.toString())).isEqualTo(new Done(0, "", ""));
        assertThat(warmUp(java.toString())).isEqualTo(new Done(0, "", ""));

        assertThat(asked).content().isEqualTo("x\n");
    }

    @Test
    void aWarmUpThatWasEndedIsNotTriedAgain() throws Exception {
        Path asked = temp.resolve("asked");
        Path java = fakeJava("96", "echo x >> " + asked + "; sleep 100").resolve("bin/java");
        var environment = Map.of("FTR_CACHE", cache().toString(), "FTR_JAVA", java.toString());

        assertThat(Distribution.run(environment, "timeout", "1", FTR, "warm-up").code())
                .isEqualTo(124);
        assertThat(warmUp(java.toString())).isEqualTo(new Done(0, "", ""));

        assertThat(asked).content().isEqualTo("x\n");
    }

    @Test
    void aWarmUpThatFailsSaysWhyAndIsTriedAgain() throws Exception {
        Path java = fakeJava("97", "echo no memory >&2; exit 1").resolve("bin/java");

        assertThat(warmUp(java.toString())).isEqualTo(new Done(1, "", "no memory\n"));
        assertThat(warmUp(java.toString())).isEqualTo(new Done(1, "", "no memory\n"));

        Done done = Distribution.run(Map.of("FTR_CACHE", "/proc/none"), FTR, "warm-up");
        assertThat(done.code()).isEqualTo(77);
        assertThat(done.err()).contains("/proc/none/ftr-engine-").contains("FTR_CACHE=/path/to/folder");
    }

    /** Into a folder of its own. */
    private Done warmUp(String java) throws Exception {
        return Distribution.run(Map.of("FTR_CACHE", cache().toString(), "FTR_JAVA", java), FTR, "warm-up");
    }

    private Path cache() throws IOException {
        return Files.createDirectories(temp.resolve("ca che"));
    }

    private Path theOnlyFile() throws IOException {
        try (Stream<Path> files = Files.list(cache())) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".jsa")).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** By the shortest of commands, which works whatever there is. */
    private long loadedFromWhatIsKept() throws Exception {
        Path classes = temp.resolve("classes");
        Done done = Distribution.run(
                Map.of("FTR_CACHE", cache().toString(), "FTR_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
                FTR,
                "version");
        assertThat(done.out()).matches(VERSION);
        assertThat(done.err()).isEmpty();
        try (Stream<String> lines = Files.lines(classes)) {
            return lines.filter(line -> line.contains("shared objects file (top)"))
                    .count();
        }
    }

    private Path fakeJava(String version, String script) throws IOException {
        Path home = Files.createDirectories(temp.resolve("java-" + version));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }
}
