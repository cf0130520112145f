// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.LabUplink;

/** A contender at work in a lab of its own. */
final class Stand implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(1);

    private final Contender contender;
    private final Lab lab;
    private final RouteLog routes;
    private volatile Contained program;

    private Stand(Contender contender, Lab lab, RouteLog routes, Contained program) {
        this.contender = contender;
        this.lab = lab;
        this.routes = routes;
        this.program = program;
    }

    static Stand build(Contender contender) throws LabException, IOException, InterruptedException {
        Lab lab = Lab.builder().config(contender.config()).build();
        boolean built = false;
        try {
            RouteLog routes = RouteLog.start(lab.router(), contender::spreads);
            contender.prepare(lab);
            var stand = new Stand(contender, lab, routes, Contained.start(lab, contender.command(lab)));
            built = true;
            return stand;
        } finally {
            if (!built) {
                lab.close();
            }
        }
    }

    Contender contender() {
        return contender;
    }

    Lab lab() {
        return lab;
    }

    RouteLog routes() {
        return routes;
    }

    Contained program() {
        return program;
    }

    /** Waits until every uplink carries connections, none fails, and the program lives. The meter is on afterwards. */
    void awaitCalm() throws LabException, InterruptedException {
        if (!program.isAlive()) {
            throw new LabException(contender.title() + " has ended; see " + lab.folder());
        }
        lab.awaitAllCarry(START);
        if (!lab.meter().awaitQuiet(CALM, START)) {
            throw new LabException(contender.title() + ": connections fail although all uplinks are whole");
        }
    }

    /** Starts the program afresh, which forgets what it held against an uplink. */
    void restart() throws LabException, IOException, InterruptedException {
        program.close();
        contender.prepare(lab);
        program = Contained.start(lab, contender.command(lab));
    }

    /** Packets that asked something of a target, as the providers count them. */
    long probes() throws LabException, InterruptedException {
        long probes = 0;
        for (LabUplink uplink : lab.uplinks()) {
            probes += lab.provider(uplink).counters().probes();
        }
        return probes;
    }

    /** Keeps the program's log, then removes the lab. */
    @Override
    public void close() throws LabException, IOException, InterruptedException {
        program.close();
        routes.close();
        var kept = Bench.FOLDER.resolve(
                (contender.program() + "-" + contender.profile() + ".log").toLowerCase(java.util.Locale.ROOT));
        Files.copy(lab.folder().resolve("program.log"), kept, StandardCopyOption.REPLACE_EXISTING);
        lab.close();
    }
}
