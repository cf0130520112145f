// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ftrouter.dist.lab.LabException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's program, which {@code bench.sh} runs. */
@Command(
        name = "bench.sh",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Measures FTR, lsm and keepalived, each with default and with fast settings, in network namespaces.",
        footer = {"", "bench.sh --jmh runs the micro-benchmarks instead."})
final class Bench implements Callable<Integer> {
    /** Where results and logs go. */
    static final Path FOLDER = Path.of("ftr-dist", "target", "bench");

    /** What every program is given after its start: keepalived's three good checks take 15 s. */
    static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Path DOCUMENTS = Path.of("ftr-dist", "src", "docs");

    @Option(names = "--runs", paramLabel = "N", description = "faults of each kind for each program (default 10)")
    int runs = 10;

    @Option(names = "--minutes", paramLabel = "N", description = "time with lost packets (default 10)")
    double minutes = 10;

    @Option(names = "--quiet-minutes", paramLabel = "N", description = "time in which the cost is counted (default 2)")
    double quietMinutes = 2;

    @Option(names = "--quick", description = "about 4 minutes: one run, 30 s of loss, slow returns not waited for")
    boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "only these programs, such as FTR,lsm")
    Set<String> only = Set.of();

    @Option(names = "--page", description = "write the page and picture in ftr-dist/src/docs anew")
    boolean page;

    private final List<Stand> stands = new ArrayList<>();
    private final EndByHand end;

    private Bench(EndByHand end) {
        this.end = end;
    }

    public static void main(String[] arguments) {
        var end = new EndByHand(Thread.currentThread());
        var line = new CommandLine(new Bench(end)).setExecutionExceptionHandler((e, command, parsed) -> {
            System.err.println(end.asked() ? "ended by hand" : "error: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        int code = line.execute(arguments);
        end.cleared();
        System.exit(code);
    }

    @Override
    public Integer call() throws LabException, IOException, InterruptedException {
        if (quick) {
            runs = 1;
            minutes = 0.5;
            quietMinutes = 0.25;
        }
        if (runs < 1 || minutes <= 0 || quietMinutes <= 0) {
            System.err.println("error: --runs, --minutes and --quiet-minutes take a number above 0");
            return CommandLine.ExitCode.USAGE;
        }
        Files.createDirectories(FOLDER);
        try {
            Results results = measure();
            write(results);
            System.out.println(Table.of(results));
            results.problems.forEach(problem -> System.out.println("problem: " + problem));
            return results.problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            closeAll();
        }
    }

    private void closeAll() {
        for (Stand stand : stands) {
            Thread.interrupted(); // closing is bounded and has to be whole
            try {
                stand.close();
            } catch (IOException | InterruptedException e) {
                if (!end.asked()) { // else somebody else removes the lab at the same time
                    System.err.println("error: " + stand.contender().title() + ": " + e.getMessage());
                }
            }
        }
    }

    private Results measure() throws LabException, IOException, InterruptedException {
        List<Contender> contenders = Contenders.all().stream()
                .filter(c -> only.isEmpty() || only.contains(c.program()))
                .toList();
        if (contenders.isEmpty()) {
            throw new LabException("--only " + only + ": there are FTR, lsm and keepalived");
        }
        for (Contender contender : contenders) {
            Progress.say("building the lab of " + contender.title());
            stands.add(Stand.build(contender));
        }
        Progress.say("all programs have " + WARM_UP.toSeconds() + " s to find their feet");
        Thread.sleep(WARM_UP.toMillis());
        var results = new Results(Machine.setting(
                commandLine(), runs, minutes, quietMinutes, stands.get(0).program()));
        contenders.forEach(results::score);
        new OutageTrial(stands, results, runs, !quick, end).run();
        save(results);
        Progress.say("a quiet time, in which the cost is counted");
        new QuietTrial(stands, results, time(quietMinutes)).run();
        Progress.say("time with lost packets, " + LossTrial.PERCENT + " percent");
        new LossTrial(stands, results, time(minutes)).run();
        return results;
    }

    private static Duration time(double minutes) {
        return Duration.ofMillis(Math.round(minutes * 60_000));
    }

    private String commandLine() {
        String limited = only.isEmpty() ? "" : " --only " + String.join(",", only);
        return "ftr-dist/bench.sh --runs " + runs + " --minutes " + Numbers.plain(minutes) + " --quiet-minutes "
                + Numbers.plain(quietMinutes) + limited;
    }

    private void write(Results results) throws IOException {
        save(results);
        writePage(results, FOLDER);
        if (page) {
            writePage(results, Files.createDirectories(DOCUMENTS));
        }
        Progress.say("written: " + FOLDER.resolve("results.json") + ", benchmark.md and benchmark.svg"
                + (page ? ", and " + DOCUMENTS.resolve("benchmark.md") : ""));
    }

    private static void save(Results results) throws IOException {
        Files.writeString(FOLDER.resolve("results.json"), results.json());
    }

    private static void writePage(Results results, Path folder) throws IOException {
        Files.writeString(folder.resolve("benchmark.md"), Page.of(results));
        Files.writeString(folder.resolve("benchmark.svg"), Chart.of(results));
    }
}
