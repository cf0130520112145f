// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a HOCON file with what it includes and the files of {@code conf.d} beside it into one tree, whose values know
 * where they stand.
 */
final class HoconReader {
    private static final int DEEPEST = 50;
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");

    private final Sources sources;
    private final Problems problems;
    private final Expansion expansion = new Expansion();
    private final Deque<Path> reading = new ArrayDeque<>();

    HoconReader(Sources sources, Problems problems) {
        this.sources = sources;
        this.problems = problems;
    }

    /** The whole configuration on top of the defaults; empty if there were problems that leave nothing to look at. */
    Optional<ConfigObject> read(SourceFile main, ConfigObject defaults) {
        Optional<ConfigObject> merged = parse(main);
        for (Path path : beside(main.path())) {
            Optional<ConfigObject> one = sources.read(path).flatMap(this::parse);
            merged = merged.flatMap(all -> one.map(later -> later.withFallback(all)));
        }
        return merged.flatMap(all -> resolve(all.withFallback(defaults)));
    }

    /** The files of {@code conf.d}, by name. */
    private List<Path> beside(Path main) {
        Path folder = main.resolveSibling("conf.d");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(HoconReader::isConfiguration).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            problems.read(folder);
            String text = "the folder cannot be read: " + e.getMessage();
            problems.add(new Problem(Problem.Severity.ERROR, folder, 0, 0, 0, "", text, "", "C002", ""));
            return List.of();
        }
    }

    private static boolean isConfiguration(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".conf") && !name.startsWith(".");
    }

    /** Parses one text; empty if its syntax is wrong. */
    Optional<ConfigObject> parse(SourceFile file) {
        HoconScanner scan = HoconScanner.scan(file.text());
        if (scan.depth > DEEPEST) {
            add(file, new HoconScanner.Spot(0, 0, 0), "C005", "nested deeper than " + DEEPEST + " levels", "");
            return Optional.empty();
        }
        new HoconTraps(file, scan, problems).check();
        expansion.add(scan.references);
        var options = ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setOriginDescription(file.mark())
                .setIncluder(new Includes(this, file, scan.includes));
        reading.push(file.path().toAbsolutePath().normalize());
        try {
            return Optional.of(ConfigFactory.parseString(file.text(), options).root());
        } catch (ConfigException e) {
            syntax(file, scan, e);
            return Optional.empty();
        } catch (StackOverflowError e) {
            add(file, new HoconScanner.Spot(0, 0, 0), "C005", "nested too deep", "");
            return Optional.empty();
        } finally {
            reading.pop();
        }
    }

    /** What an {@code include} brings; empty if there is no such file or it is wrong. */
    Optional<ConfigObject> include(Path path) {
        return sources.read(path).flatMap(this::parse);
    }

    /** Whether the file is being read right now, so that including it would never end. */
    boolean isBeingRead(Path path) {
        return reading.contains(path.toAbsolutePath().normalize());
    }

    /** Adds an error about a spot of a file. */
    void add(SourceFile file, HoconScanner.Spot spot, String code, String text, String hint) {
        add(Problem.Severity.ERROR, file, spot, code, text, hint);
    }

    void add(
            Problem.Severity severity, SourceFile file, HoconScanner.Spot spot, String code, String text, String hint) {
        problems.add(file.problem(severity, spot, "", code, text, hint));
    }

    private void syntax(SourceFile file, HoconScanner scan, ConfigException e) {
        if (!scan.mistakes.isEmpty()) {
            HoconScanner.Mistake first = scan.mistakes.get(0);
            add(file, first.spot(), first.code(), first.text(), first.hint());
            return;
        }
        int line = e.origin() == null ? 0 : e.origin().lineNumber();
        String parser = String.valueOf(e.getMessage())
                .replaceFirst("^(f\\d+: \\d+: )", "")
                .replaceFirst(" \\(if you intended.*", "");
        boolean list = parser.contains("has type LIST");
        String text = list ? "this is a list, not settings" : "this is not HOCON: " + parser;
        String hint = list ? "write uplinks { NAME { interface = ... } }" : "";
        add(file, new HoconScanner.Spot(Math.max(0, line), 0, 0), "C100", text, hint);
    }

    private Optional<ConfigObject> resolve(ConfigObject tree) {
        if (expansion.isTooLarge()) {
            var whole = new HoconScanner.Spot(0, 0, 0);
            add(sources.files().get(0), whole, "C109", "substitutions copy each other without end", "");
            return Optional.empty();
        }
        try {
            return Optional.of(tree.toConfig().resolve().root());
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            Matcher matcher = SUBSTITUTION.matcher(message);
            String what = matcher.find() ? matcher.group() : "a substitution";
            Place place = Place.of(message, sources.files())
                    .orElse(new Place(sources.files().get(0), 0, 0));
            String line = place.file().shown(place.line());
            var spot = new HoconScanner.Spot(place.line(), line.indexOf(what) + 1, what.length());
            boolean circle = message.contains("cycle");
            String text = what + (circle ? " comes back to itself" : " is neither a key nor set in the environment");
            add(place.file(), spot, "C107", text, circle ? "" : "write ${?...} if it may be missing");
            return Optional.empty();
        }
    }
}
