// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.List;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabException;

/** This project's daemon, with the lab's usual configuration and one of the files {@code ftr-PROFILE.conf} behind it. */
record FtrContender(String profile) implements Contender {
    @Override
    public String program() {
        return "FTR";
    }

    @Override
    public String config() {
        return Resource.text("ftr-" + profile + ".conf");
    }

    @Override
    public void prepare(Lab lab) {}

    @Override
    public List<String> command(Lab lab) throws LabException {
        return List.of(
                lab.ftr().toString(),
                "monitor",
                "--config",
                lab.config().toString(),
                "--socket",
                lab.socket().toString(),
                "--state",
                lab.folder().resolve("state").toString());
    }

    @Override
    public boolean spreads(String route) {
        return route.startsWith("default") && route.contains(" table 200 ") && route.contains(" metric 1000 ");
    }
}
