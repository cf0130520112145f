// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUnitIT {
    private static final Path UNIT = Distribution.HOME.resolve("systemd/ftr.service");

    @TempDir
    Path temp;

    @Test
    void systemdAcceptsTheUnit() throws Exception {
        Path unit = temp.resolve("ftr.service");
        Files.writeString(unit, Files.readString(UNIT).replace("/usr/bin/ftr", Distribution.HOME + "/bin/ftr"));

        assertThat(Distribution.run(Map.of(), "systemd-analyze", "verify", unit))
                .isEqualTo(new Done(0, "", ""));
    }

    @Test
    void itsExposureIsAtMost2() throws Exception {
        Done done = Distribution.run(
                Map.of(), "systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20", UNIT);

        assertThat(done.code()).as(done.out()).isZero();
    }

    @Test
    void missingRightsAndABadConfigurationDoNotRestartIt() throws Exception {
        assertThat(Files.readString(UNIT)).contains("RestartPreventExitStatus=77 78", "Type=notify", "WatchdogSec=");
    }
}
