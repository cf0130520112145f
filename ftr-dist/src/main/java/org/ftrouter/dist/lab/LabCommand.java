// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code ftr lab}. {@code tour} removes its lab itself; {@code up} leaves one for the other commands. Exit
 * codes: 0 done, 1 not done, 2 wrongly called.
 */
@Command(
        name = "lab",
        resourceBundle = LabText.BUNDLE,
        description = "${bundle:lab}",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class LabCommand implements Runnable {
    private static final String NAME = "lab";

    private final LabText text = new LabText(Locale.getDefault());

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any method runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), text.of("which"));
    }

    @Command(description = "${bundle:up}", mixinStandardHelpOptions = true)
    int up(
            @Option(names = "--uplinks", paramLabel = "N", defaultValue = "3", description = "${bundle:up.uplinks}")
                    int uplinks,
            @Option(names = "--dmz", description = "${bundle:up.dmz}") boolean dmz,
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name,
            @Option(names = "--ftr", hidden = true) @Nullable Path ftr)
            throws InterruptedException {
        var words = new ArrayList<>(List.of("up", "--uplinks", "" + uplinks, "--name", name));
        if (dmz) {
            words.add("--dmz");
        }
        return asRoot(with(ftr, words), () -> {
            LabBuilder builder = builder(ftr).name(name).uplinks(uplinks);
            return new LabUp(text, this::say).run(dmz ? builder.dmz() : builder);
        });
    }

    @Command(description = "${bundle:tour}", mixinStandardHelpOptions = true)
    int tour(
            @Option(names = "--uplinks", paramLabel = "N", defaultValue = "3", description = "${bundle:up.uplinks}")
                    int uplinks,
            @Option(names = "--ftr", hidden = true) @Nullable Path ftr)
            throws InterruptedException {
        return asRoot(with(ftr, List.of("tour", "--uplinks", "" + uplinks)), () -> {
            say(text.of("tour.building", "count", uplinks));
            try (Lab lab = builder(ftr)
                    .name("tour" + ProcessHandle.current().pid())
                    .uplinks(uplinks)
                    .build()) {
                LabUp.start(lab, text, this::say);
                new Tour(lab, text, this::say).run();
            }
            say(text.of("tour.removed"));
            return 0;
        });
    }

    @Command(name = "break", description = "${bundle:break}", mixinStandardHelpOptions = true)
    int breakUplink(
            @Parameters(paramLabel = "UPLINK", description = "${bundle:uplink}") String uplink,
            @Parameters(paramLabel = "FAULT", description = "${bundle:break.fault}") String kind,
            @Parameters(
                            paramLabel = "PERCENT",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "${bundle:break.percent}")
                    double percent,
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name)
            throws InterruptedException {
        return act(() -> {
            Lab lab = Lab.attach(name);
            var fault = Fault.of(kind, percent);
            lab.fault(lab.uplink(uplink), fault);
            say(text.of("broken", "uplink", uplink, "fault", fault));
            return 0;
        });
    }

    @Command(description = "${bundle:heal}", mixinStandardHelpOptions = true)
    int heal(
            @Parameters(paramLabel = "UPLINK", description = "${bundle:uplink}") String uplink,
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name)
            throws InterruptedException {
        return act(() -> {
            Lab lab = Lab.attach(name);
            lab.heal(lab.uplink(uplink));
            say(text.of("healed", "uplink", uplink));
            return 0;
        });
    }

    @Command(description = "${bundle:meter}", mixinStandardHelpOptions = true)
    int meter(
            @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "${bundle:meter.seconds}")
                    int seconds,
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name)
            throws InterruptedException {
        return act(() -> {
            try (Lab lab = Lab.attach(name)) {
                return new LabView(lab, text, this::say).meter(seconds);
            }
        });
    }

    @Command(description = "${bundle:status}", mixinStandardHelpOptions = true)
    int status(
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name)
            throws InterruptedException {
        return act(() -> new LabView(Lab.attach(name), text, this::say).status());
    }

    @Command(description = "${bundle:down}", mixinStandardHelpOptions = true)
    int down(
            @Option(names = "--name", paramLabel = "NAME", defaultValue = NAME, description = "${bundle:name}")
                    String name)
            throws InterruptedException {
        return act(() -> {
            Removal.sweep().forEach(swept -> say(text.of("removed", "name", swept)));
            if (LabFolder.names().contains(name)) {
                Removal.remove(name);
                say(text.of("removed", "name", name));
            }
            return 0;
        });
    }

    private static LabBuilder builder(@Nullable Path ftr) {
        return ftr == null ? Lab.builder() : Lab.builder().ftr(ftr);
    }

    private static List<String> with(@Nullable Path ftr, List<String> words) {
        var all = new ArrayList<>(words);
        if (ftr != null) {
            all.addAll(List.of("--ftr", ftr.toString()));
        }
        return all;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** Does something that builds a lab, in a user namespace of its own if need be. */
    private int asRoot(List<String> words, Callable<Integer> work) throws InterruptedException {
        return act(() -> {
            if (Rootless.isNeeded()) {
                return Rootless.run(words);
            }
            if (Rootless.isInside()) {
                Rootless.prepare();
            }
            return work.call();
        });
    }

    private int act(Callable<Integer> work) throws InterruptedException {
        try {
            return work.call();
        } catch (LabException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(e.getMessage());
            spec.commandLine().getErr().flush();
            return 1;
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
