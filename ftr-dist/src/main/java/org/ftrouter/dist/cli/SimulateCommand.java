// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.engine.Daemon;
import org.ftrouter.engine.Scenarios;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.history.History;
import org.ftrouter.engine.simulate.Replay;
import org.ftrouter.engine.simulate.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ftr simulate}: what the settings lead to, found out by running the real engine on a virtual clock; {@code ftr
 * simulate --replay FILE...}: what other settings would have made of what this router saw.
 */
@Command(name = "simulate")
final class SimulateCommand extends Subcommand implements PrintsJson {
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
    private long seed;

    @Option(names = "--years", paramLabel = "N")
    private Optional<Double> years = Optional.empty();

    @Option(names = "--loss", paramLabel = "PERCENT", split = ",", defaultValue = "1,5,10,20,30")
    private List<Double> loss = List.of();

    @Option(names = "--replay", paramLabel = "FILE", arity = "1..*")
    private List<Path> replay = List.of();

    @Option(names = "--history", paramLabel = "FOLDER")
    private Optional<Path> folder = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (!replay.isEmpty()) {
            return replay();
        }
        if (loss.stream().anyMatch(percent -> !(percent >= 0 && percent < 100))
                || years.filter(y -> !(y > 0 && y <= 1000)).isPresent()) {
            return terminal().fail(Exit.USAGE, "simulate.range");
        }
        Path file = options().config();
        try (Setup setup = Setup.of(file, options())) {
            Optional<Scenario> scenario = scenario(setup);
            if (scenario.isEmpty()) {
                return setup.explain(terminal());
            }
            Forecast.Figures figures = new Forecast(
                            setup.valid().orElseThrow(),
                            scenario.get(),
                            (target, family) -> cost(setup, target, family),
                            seed,
                            terminal())
                    .figures(loss, years);
            if (options().json()) {
                terminal().out().println(SimulationJson.text(SimulationJson.forecast(file, seed, figures)));
            } else {
                new ForecastScreen(terminal()).print(file, seed, figures);
            }
            return Exit.OK;
        }
    }

    private static ProbeBytes cost(Setup setup, PluginConfig target, Family family) {
        try (Probe probe = setup.catalog().probe(target)) {
            return probe.bytes(family);
        }
    }

    private static Optional<Scenario> scenario(Setup setup) {
        Optional<Scenario> made = setup.valid().map(valid -> Scenarios.of(valid, setup.catalog()::probe));
        return setup.valid().isEmpty() ? Optional.empty() : made; // making probes may have found something wrong
    }

    private int replay() throws IOException {
        Path recorded = folder.orElse(options().state().resolve(Daemon.HISTORY));
        History history = History.read(recorded);
        if (history.isEmpty()) {
            return terminal().fail(Exit.FAILED, "simulate.noHistory", "folder", recorded);
        }
        Map<Path, Scenario> scenarios = new LinkedHashMap<>();
        for (Path file : replay) {
            try (Setup setup = Setup.of(file, options())) {
                Optional<Scenario> scenario = scenario(setup);
                if (scenario.isEmpty()) {
                    return setup.explain(terminal());
                }
                scenarios.put(file, scenario.get());
            }
        }
        print(recorded, history, scenarios);
        return Exit.OK;
    }

    private void print(Path recorded, History history, Map<Path, Scenario> scenarios) {
        var past = new Replay(history);
        var others = new LinkedHashMap<Path, List<Replay.Change>>();
        var progress = new Progress(terminal());
        scenarios.forEach((file, scenario) -> {
            int done = others.size();
            others.put(file, past.under(scenario, seed, share -> progress.show((done + share) / scenarios.size())));
        });
        progress.clear();
        if (options().json()) {
            JsonObject json = SimulationJson.replay(recorded, past, history.questions(), others);
            terminal().out().println(SimulationJson.text(json));
            return;
        }
        var screen = new ReplayScreen(terminal());
        screen.head(recorded, past.covered(), history.questions());
        screen.then(past.then());
        others.forEach(screen::with);
    }
}
