// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code ftr lab}. {@code tour} removes its lab itself; {@code up} leaves one for the other commands. Its
 * texts come from {@link #texts}, which has to be set as its resource bundle.
 */
@Command(name = "lab", synopsisSubcommandLabel = "COMMAND")
public final class LabCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by the parser before any method runs
    private CommandSpec spec;

    /** What the commands of a lab have in common: which lab. */
    static final class Which {
        @Option(names = "--name", paramLabel = "NAME", defaultValue = "lab")
        private String name = "lab";
    }

    /** What the builders of a lab have in common. */
    static final class Size {
        @Option(names = "--uplinks", paramLabel = "N", defaultValue = "3")
        private int uplinks = 3;

        @Option(names = "--wiring", paramLabel = "KIND,...", defaultValue = "veth")
        private String wiring = "veth";

        @Option(names = "--ftr", paramLabel = "PROGRAM", hidden = true)
        private @Nullable Path ftr;

        private LabBuilder builder(String name) {
            Line[] lines = Line.list(wiring).toArray(Line[]::new);
            LabBuilder builder = Lab.builder().name(name).wiring(lines).uplinks(uplinks);
            return ftr == null ? builder : builder.ftr(ftr);
        }

        private List<String> words() {
            var words = new ArrayList<>(List.of("--uplinks", Integer.toString(uplinks), "--wiring", wiring));
            if (ftr != null) {
                words.addAll(List.of("--ftr", ftr.toString()));
            }
            return words;
        }
    }

    /** What a command does once it has the rights it needs. */
    private interface Work {
        int run() throws LabException, InterruptedException;
    }

    /** The texts of this command and its help in a language; what is general in the help comes from the bundle behind. */
    public static ResourceBundle texts(String language, ResourceBundle behind) {
        return LabText.in(language).bundle(behind);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), text().of("which"));
    }

    @Command
    int up(@Mixin Size size, @Mixin Which lab, @Option(names = "--dmz") boolean dmz)
            throws LabException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--name", lab.name));
        words.addAll(size.words());
        if (dmz) {
            words.add("--dmz");
        }
        return asRoot(words, () -> {
            LabBuilder builder = size.builder(lab.name).families(Line.families(Line.list(size.wiring)));
            return new LabUp(text(), this::say).run(dmz ? builder.dmz() : builder);
        });
    }

    @Command
    int tour(@Mixin Size size) throws LabException, InterruptedException {
        var words = new ArrayList<>(List.of("tour"));
        words.addAll(size.words());
        return asRoot(words, () -> {
            say(text().of("tour.building", "count", size.uplinks));
            try (Lab lab = size.builder("tour" + ProcessHandle.current().pid()).build()) {
                LabUp.start(lab, text(), this::say);
                new Tour(lab, text(), this::say).run();
            }
            say(text().of("tour.removed"));
            return 0;
        });
    }

    @Command(name = "break")
    int breakUplink(
            @Parameters(paramLabel = "UPLINK", description = "${bundle:uplink}") String uplink,
            @Parameters(paramLabel = "FAULT", description = "${bundle:break.fault}") String kind,
            @Parameters(
                            paramLabel = "PERCENT",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "${bundle:break.percent}")
                    double percent,
            @Mixin Which which)
            throws LabException, InterruptedException {
        Lab lab = Lab.attach(which.name);
        Fault fault = Fault.of(kind, percent);
        lab.fault(lab.uplink(uplink), fault);
        say(text().of("broken", "uplink", uplink, "fault", fault));
        return 0;
    }

    @Command
    int heal(@Parameters(paramLabel = "UPLINK", description = "${bundle:uplink}") String uplink, @Mixin Which which)
            throws LabException, InterruptedException {
        Lab lab = Lab.attach(which.name);
        lab.heal(lab.uplink(uplink));
        say(text().of("healed", "uplink", uplink));
        return 0;
    }

    @Command
    int meter(@Option(names = "--seconds", paramLabel = "N", defaultValue = "10") int seconds, @Mixin Which which)
            throws LabException, InterruptedException {
        try (Lab lab = Lab.attach(which.name)) {
            return new LabView(lab, text(), this::say).meter(seconds);
        }
    }

    @Command
    int status(@Mixin Which which) throws LabException, InterruptedException {
        return new LabView(Lab.attach(which.name), text(), this::say).status();
    }

    @Command
    int down(@Mixin Which which) throws LabException, InterruptedException {
        Removal.sweep().forEach(swept -> say(text().of("removed", "name", swept)));
        if (LabFolder.names().contains(which.name)) {
            Removal.remove(which.name);
            say(text().of("removed", "name", which.name));
        }
        return 0;
    }

    private LabText text() {
        return LabText.of(spec.resourceBundle());
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** Does something that builds a lab, in a user namespace of its own if need be. */
    private int asRoot(List<String> words, Work work) throws LabException, InterruptedException {
        if (Rootless.isNeeded()) {
            return Rootless.run(text().language(), words);
        }
        if (Rootless.isInside()) {
            Rootless.prepare();
        }
        return work.run();
    }
}
