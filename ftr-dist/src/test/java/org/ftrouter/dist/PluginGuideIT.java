// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide for authors of plugins, followed to the letter: its blocks of commands, as they stand in the page, in a bare
 * folder, with a copy of the distribution and a Maven repository of their own.
 */
@Tag("paired")
class PluginGuideIT {
    private static final Path EXAMPLE = Path.of("src/example-plugin");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern MANUAL = Pattern.compile("(?ms)^```text\\n(udpecho .*?)^```$");
    private static final String CLEAN_UP = "\n## 5. Clean up\n";
    private static final String CONTRACT_HELD = "Tests run: 17, Failures: 0, Errors: 0, Skipped: 0";
    private static final Path SOCKET = Path.of("/run/ftr-lab/guide/control.sock");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private Path ftr;
    private Path bare;
    private String guide;

    @BeforeEach
    void aStrangerWithADistribution() throws Exception {
        ftr = temp.resolve("ftr");
        run(temp, "cp -r " + Distribution.HOME + " " + ftr);
        guide = Files.readString(ftr.resolve("docs/plugin-guide.md"));
        bare = Files.createDirectories(temp.resolve("work/stranger"));
        Path settings = Files.writeString(temp.resolve("work/settings.xml"), fetchedAlready());
        Files.writeString(
                Files.createDirectories(temp.resolve("work/.mvn")).resolve("maven.config"),
                "--global-settings\n" + settings + "\n-Dmaven.repo.local=" + temp.resolve("repository") + "\n");
    }

    /** What this build has fetched need not be fetched again; it is copied from here into the stranger's repository. */
    private static String fetchedAlready() {
        Path local = Path.of(System.getProperty("user.home"), ".m2/repository");
        String here = "<id>fetched</id><url>file://" + local + "</url><snapshots><enabled>false</enabled></snapshots>";
        return "<settings><profiles><profile><id>fetched</id><repositories><repository>" + here
                + "</repository></repositories><pluginRepositories><pluginRepository>" + here
                + "</pluginRepository></pluginRepositories></profile></profiles>"
                + "<activeProfiles><activeProfile>fetched</activeProfile></activeProfiles></settings>";
    }

    @AfterEach
    void noLabIsLeft() throws Exception {
        if (Files.exists(SOCKET.getParent())) {
            Distribution.ftr("lab", "down", "--name", "guide");
        }
    }

    @Test
    void whoeverFollowsItHasAProbeThatJudgesAnUplink() throws Exception {
        int end = guide.indexOf(CLEAN_UP);
        assertThat(end).isPositive();

        String printed = run(bare, blocks(guide.substring(0, end)));

        assertThat(printed)
                .containsPattern("udpecho +probe +1\\.0 +idle +plugins/udpecho-probe-1\\.0\\.jar")
                .contains(manual(guide))
                .containsPattern("udpecho +probe +1\\.0 +active +" + ftr + "/plugins/udpecho-probe-1\\.0\\.jar");
        await("fibre", "down");
        assertThat(health("cable")).isEqualTo("up");
        ftr("lab", "heal", "fibre", "--name", "guide");
        await("fibre", "up");
        assertThat(Files.readString(SOCKET.resolveSibling("daemon.log"))).contains("0 of 2 targets answered");

        assertThat(printed).contains(CONTRACT_HELD);
        String tests = guide.substring(guide.indexOf("\n## 2."), guide.indexOf("\n## 3."));
        assertThat(runAsNobody(bare.resolve("udpecho-probe"), blocks(tests))).contains(CONTRACT_HELD);

        run(bare.resolve("udpecho-probe"), "FTR=" + ftr + "\n" + blocks(guide.substring(end)));

        assertThat(SOCKET.getParent()).doesNotExist();
        assertThat(ftr.resolve("plugins/udpecho-probe-1.0.jar")).doesNotExist();
    }

    @Test
    void theExampleIsShort() throws IOException {
        assertThat(Files.readAllLines(EXAMPLE.resolve("src/main/java/org/example/UdpEchoProbeFactory.java")))
                .hasSizeLessThanOrEqualTo(40);
        assertThat(Files.readAllLines(EXAMPLE.resolve("src/test/java/org/example/UdpEchoProbeTest.java")))
                .hasSizeLessThanOrEqualTo(30);
    }

    /** What the guide says that the plugin says of itself: each setting with type, default and documentation. */
    private static String manual(String page) {
        String manual = MANUAL.matcher(page).results().findFirst().orElseThrow().group(1);
        assertThat(manual).contains("\n  port  number 1 - 65535 (7)\n      Its port.\n");
        return manual;
    }

    private static String blocks(String page) {
        return BLOCK.matcher(page).results().map(found -> found.group(1)).collect(Collectors.joining());
    }

    /** Runs a script, which ends at the first command that fails; what it printed. */
    private String run(Path folder, String script) throws Exception {
        Path file = Files.writeString(temp.resolve("steps.sh"), script);
        Path said = temp.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", "-eux", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(Map.of("FTR", String.valueOf(ftr), "LC_ALL", "C"));
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(() -> read(said)).isTrue();
        return Files.readString(said);
    }

    /** The same, of a user who has no rights at all. */
    private String runAsNobody(Path folder, String script) throws Exception {
        run(temp, "chmod a+rx . ftr && chmod -R a+rX ftr && chown -R 65534:65534 work repository");
        run(folder, "rm -rf target");
        Path steps = Files.writeString(folder.resolve("steps.sh"), script);
        return run(
                folder,
                "export HOME=" + folder + "\nexec setpriv --reuid 65534 --regid 65534 --clear-groups bash -eux "
                        + steps);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Done ftr(String... arguments) throws Exception {
        var command = new java.util.ArrayList<Object>(List.of(ftr.resolve("bin/ftr")));
        command.addAll(List.of(arguments));
        return Distribution.run(Map.of("LC_ALL", "C"), command.toArray());
    }

    private String health(String uplink) throws Exception {
        Done done = ftr("status", "--json", "--socket", SOCKET.toString());
        JsonArray uplinks = JsonParser.parseString(done.out()).getAsJsonObject().getAsJsonArray("uplinks");
        for (JsonElement one : uplinks) {
            if (one.getAsJsonObject().get("name").getAsString().equals(uplink)) {
                return one.getAsJsonObject().get("health").getAsString();
            }
        }
        throw new AssertionError(done.out());
    }

    private void await(String uplink, String health) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        for (String now = health(uplink); !now.equals(health); now = health(uplink)) {
            assertThat(System.nanoTime() - end).as("%s is %s", uplink, now).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
