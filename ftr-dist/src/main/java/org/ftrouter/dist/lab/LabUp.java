// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.function.Consumer;

/** Builds a lab with its daemon for the user to play with. */
final class LabUp {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration CALM = Duration.ofMillis(600);

    private final LabText text;
    private final Consumer<String> out;

    LabUp(LabText text, Consumer<String> out) {
        this.text = text;
        this.out = out;
    }

    /** Leaves the lab in the background; inside a user namespace, which ends with this process, asks for commands. */
    int run(LabBuilder builder) throws LabException, InterruptedException {
        if (!Rootless.isInside()) {
            Lab lab = builder.kept().build();
            startOrRemove(lab);
            out.accept(text.of(
                    "up.done",
                    "uplinks",
                    names(lab),
                    "ftr",
                    lab.ftr(),
                    "folder",
                    lab.folder(),
                    "name",
                    lab.name(),
                    "uplink",
                    lab.uplink(1).name(),
                    "router",
                    lab.router()));
            return 0;
        }
        try (Lab lab = builder.build()) {
            start(lab, text, out);
            out.accept(text.of(
                    "up.prompt", "uplinks", names(lab), "uplink", lab.uplink(1).name()));
            obey(lab.name());
            return 0;
        }
    }

    /** Starts the daemon and waits until all uplinks carry. */
    static void start(Lab lab, LabText text, Consumer<String> out) throws LabException, InterruptedException {
        Stamp start = Stamp.now();
        lab.startDaemon();
        lab.awaitAllCarry(START_LIMIT);
        double seconds = start.until(Stamp.now()).toMillis() / 1000.0;
        lab.meter().awaitQuiet(CALM, START_LIMIT); // those begun before there was a route fail a little later
        out.accept(text.of("started", "seconds", String.format(java.util.Locale.ROOT, "%.1f", seconds)));
    }

    private static String names(Lab lab) {
        return String.join(", ", lab.uplinks().stream().map(LabUplink::name).toList());
    }

    /** Until IPv6 carries as well, which takes a moment longer, nobody should break or measure anything. */
    private static void startOrRemove(Lab lab) throws LabException, InterruptedException {
        boolean started = false;
        try {
            lab.startDaemon();
            lab.awaitAllCarry(START_LIMIT);
            started = true;
        } finally {
            if (!started) {
                Removal.remove(lab.name());
            }
        }
    }

    private void obey(String name) throws LabException {
        try (var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.strip();
                if (command.equals("down") || command.equals("quit")) {
                    return;
                }
                if (!command.isEmpty()) {
                    LabMain.line(text.language()).execute((command + " --name " + name).split(" +"));
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot read commands: " + e.getMessage(), e);
        }
    }
}
