// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabException;

/** A program that keeps the healthy uplinks in the multipath default route, with one set of settings. */
interface Contender {
    /** The most that any contender but the slowest needs to take a healed uplink back. */
    Duration USUAL_RETURN = Duration.ofSeconds(60);

    /** Which program; contenders of one program differ in their profile. */
    String program();

    /** {@code default} or {@code fast}. */
    String profile();

    /** HOCON behind the lab's usual {@code ftr.conf}. */
    default String config() {
        return "";
    }

    /** Sets router and files up as an administrator would, before each start of the program. */
    void prepare(Lab lab) throws LabException, IOException, InterruptedException;

    /** The command that runs the program in the foreground, in the router. */
    List<String> command(Lab lab) throws LabException;

    /** Whether a route, as {@code ip -o monitor route} shows it, is the one that spreads new connections. */
    boolean spreads(String route);

    /** How long it may take to have a healed uplink carry connections again. */
    default Duration slowestReturn() {
        return USUAL_RETURN;
    }

    default String title() {
        return program() + ", " + profile();
    }
}
