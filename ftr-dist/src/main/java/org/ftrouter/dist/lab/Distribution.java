// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the installed FTR that this program belongs to, whose daemon the lab runs. */
final class Distribution {
    private Distribution() {}

    /** The program {@code bin/ftr}: that of the {@code lib} folder we run from, or what Maven builds from these classes. */
    static Path ftr() throws LabException {
        Path classes = AgentLink.classPath().toAbsolutePath();
        Path installed = classes.resolveSibling("../bin/ftr").normalize();
        Path built = classes.resolveSibling("ftr/bin/ftr"); // next to target/classes or target/ftr-dist.jar
        for (Path ftr : List.of(installed, built)) {
            if (Files.isExecutable(ftr)) {
                return ftr;
            }
        }
        throw new LabException("the distribution is not there: neither " + installed + " nor " + built
                + ". Build it with: mvn package");
    }
}
