// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecProbeFactoryTest {
    @TempDir
    private Path folder;

    private static List<String> problems(Object... keysAndValues) {
        var settings = TestSettings.of(keysAndValues);
        new ExecProbeFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(problems("target", "/etc/ftr/check", "arguments", List.of("a", "b c"), "families", List.of("ipv6")))
                .isEmpty();
        assertThat(problems("target", "check.sh"))
                .containsExactly(
                        "target: is 'check.sh', not the absolute path of a program, as in exec:/etc/ftr/check");
        assertThat(problems("target", "/a", "families", List.of("ipx", "ipv4")))
                .containsExactly("families: is 'ipx'; allowed: ipv4, ipv6");
        assertThat(problems("target", "/a", "families", List.of()))
                .containsExactly("families: is empty; allowed: [ ipv4 ], [ ipv6 ], [ ipv4, ipv6 ]");
    }

    @Test
    void whatCannotBeRunIsWarnedOfWithWhatToDo() throws Exception {
        Path script = Files.writeString(folder.resolve("check"), "#!/bin/sh\n");

        assertThat(warnings(folder.resolve("chekc")))
                .containsExactly("target: is '" + folder + "/chekc', which is not there: put it there, or correct the"
                        + " path; until then it never counts");
        assertThat(warnings(folder))
                .containsExactly("target: is '" + folder
                        + "', which is a folder: name a program in it; until then it never counts");
        assertThat(warnings(script))
                .containsExactly("target: is '" + script + "', which may not be executed: chmod +x " + script
                        + "; until then it never counts");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r--r-x---"));
        assertThat(warnings(script)).isEmpty();
    }

    private static List<String> warnings(Path target) {
        var settings = TestSettings.of("target", target.toString());
        new ExecProbeFactory().create(settings, new TestContext(Path.of("unused")));
        assertThat(settings.problems()).isEmpty();
        return settings.warnings();
    }

    @Test
    void itTestsIpv4UnlessToldOtherwise() {
        var context = new TestContext(Path.of("unused"));
        var usual = new ExecProbeFactory().create(TestSettings.of("target", "/a"), context);
        var six = new ExecProbeFactory().create(TestSettings.of("target", "/a", "families", "ipv6"), context);

        assertThat(usual.asks(Family.IPV4)).isTrue();
        assertThat(usual.asks(Family.IPV6)).isFalse();
        assertThat(six.asks(Family.IPV4)).isFalse();
        assertThat(six.asks(Family.IPV6)).isTrue();
    }
}
