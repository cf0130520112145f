// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.Loaded;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and its secrets, on a machine that is a folder. */
class FilesCheckTest {
    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString(mode));
    }

    private Patient patient(PluginInfo... plugins) {
        return new Patient(
                new Machine(root),
                root.resolve("etc/ftr/ftr.conf"),
                Optional.empty(),
                root.resolve("no.sock"),
                List.of(plugins));
    }

    private static List<Finding> found(Patient patient) throws IOException {
        var found = new ArrayList<Finding>();
        new FilesCheck().look(patient, found::add);
        return found;
    }

    private static List<String> codes(Patient patient) throws IOException {
        return found(patient).stream().map(Finding::code).toList();
    }

    @Test
    void whatIsOddInTheConfigurationIsNotedWithItsPlaceAndAWayOut() throws Exception {
        Path config = Files.writeString(root.resolve("odd.conf"), """
                route = [ { type = iptables } ]
                uplinks { fibre { interface = wan1, priority = 1 } }
                """);
        Loaded loaded = new ConfigurationLoader().load(config, UplinkIds.none());
        Problem missing = new Problem(
                Problem.Severity.WARNING, config, 2, 0, 0, "", "'x' is missing", "", "C501", ""); // without a hint
        var warnings = new ArrayList<Problem>(loaded.problems().list());
        warnings.add(missing);
        var patient = new Patient(
                new Machine(root), config, loaded.configuration(), warnings, root.resolve("no.sock"), List.of());
        Messages texts = Messages.of(Doctor.class, "en");

        List<Finding> found = found(patient);

        assertThat(found).extracting(Finding::level).containsOnly(Finding.Level.NOTE);
        assertThat(found)
                .extracting(f -> texts.text(f.code(), Map.copyOf(f.facts())) + " -> "
                        + texts.text(f.code() + ".remedy", Map.copyOf(f.facts())))
                .hasSize(2)
                .anyMatch(line -> line.startsWith(config + ":1: ") && line.contains(" -> add { type = multipath }"))
                .contains(config + ":2: 'x' is missing -> ftr check-config " + config + " shows it at its place");
    }

    @Test
    void secretsThatEverybodyCanReadAndFilesThatOthersCanWriteAreProblems() throws Exception {
        assertThat(codes(patient())).containsExactly("config.missing");

        write("etc/ftr/ftr.conf", "notify = [ { type = webhook, password-file = x } ]\n# password = old\n");
        mode("etc/ftr/ftr.conf", "rw-r--r--");
        assertThat(codes(patient())).containsExactly("config.invalid");

        write("etc/ftr/ftr.conf", "smtp { password = \"hush\" }\n");
        assertThat(codes(patient())).containsExactly("config.invalid", "config.readable");

        mode("etc/ftr/ftr.conf", "rw-rw----");
        assertThat(codes(patient())).containsExactly("config.invalid", "config.writable");

        mode("etc/ftr/ftr.conf", "rw-r-----");
        write("etc/ftr/secrets/token", "hush");
        mode("etc/ftr/secrets/token", "rw-r--r--");
        mode("etc/ftr/secrets", "rwx------");
        assertThat(codes(patient())).containsExactly("config.invalid");
        mode("etc/ftr/secrets", "rwxr-xr-x");
        assertThat(codes(patient())).containsExactly("config.invalid", "config.readable");
    }

    @Test
    void aPluginThatWasRefusedIsAProblem() throws Exception {
        var refused = new PluginInfo(
                Optional.empty(),
                "x.jar",
                Optional.empty(),
                PluginInfo.State.REFUSED,
                "others may write",
                Optional.empty());

        assertThat(codes(patient(refused))).contains("plugin.refused");
    }
}
