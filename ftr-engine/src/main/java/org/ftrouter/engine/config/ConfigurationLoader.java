// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Loads a configuration file: HOCON, or the YAML of the Ruby program, which is told by its content. */
public final class ConfigurationLoader {
    private static final String DEFAULTS = "reference.conf";

    private final Map<String, String> environment;
    private final boolean mailAnyway;

    /** With the process environment. */
    public ConfigurationLoader() {
        this(System.getenv(), false);
    }

    ConfigurationLoader(Map<String, String> environment) {
        this(environment, false);
    }

    private ConfigurationLoader(Map<String, String> environment, boolean mailAnyway) {
        this.environment = environment;
        this.mailAnyway = mailAnyway;
    }

    /** One that keeps the mail settings of a Ruby program's file though it says not to send, so as to test them. */
    public static ConfigurationLoader toTestMail() {
        return new ConfigurationLoader(System.getenv(), true);
    }

    /** A commented HOCON file to begin with. */
    public static String example() {
        return resource("example.conf");
    }

    /** A commented YAML file in the form of the Ruby program, to begin with. */
    public static String rubyExample() {
        return resource("example.yml");
    }

    /** Loads a file; uplinks without an {@code id} are numbered in the order of appearance. */
    public static Loaded load(Path file) {
        return new ConfigurationLoader().load(file, UplinkIds.none());
    }

    /** Loads a file; uplinks without an {@code id} keep what they had, and the ids are complete afterwards. */
    public Loaded load(Path file, UplinkIds ids) {
        var problems = new Problems();
        var sources = new Sources(problems);
        Path folder = file.toAbsolutePath().getParent();
        var reading = new Reading(sources, problems, folder == null ? file : folder, environment);
        Optional<Configuration> configuration = sources.read(file.toAbsolutePath())
                .flatMap(source -> tree(source, reading))
                .map(tree -> read(tree, reading, file, ids));
        if (!problems.hasErrors()) {
            return new Loaded(configuration, Optional.empty(), problems);
        }
        problems.keepOut();
        boolean translated = sources.files().stream().anyMatch(source -> RubyYaml.isIn(source.text()));
        Optional<Draft> draft = configuration
                .filter(read -> !translated) // or what YAML lacks would be missed in HOCON, too
                .map(read -> new Draft(reading.targets(), read.routes(), read.notifiers()));
        return new Loaded(Optional.empty(), draft, problems);
    }

    private static Configuration read(ConfigObject tree, Reading reading, Path file, UplinkIds ids) {
        var home = new Place(reading.sources().files().get(0), 1, 0);
        return new ConfigurationReader(new HoconSettings(tree, "", home, reading), reading)
                .read(file, ids, new Written(tree));
    }

    private Optional<ConfigObject> tree(SourceFile source, Reading reading) {
        var reader = new HoconReader(reading.sources(), reading.problems());
        SourceFile defaults = reading.sources().add(Path.of(DEFAULTS), resource(DEFAULTS));
        Optional<ConfigObject> base = reader.parse(defaults);
        if (!RubyYaml.isIn(source.text())) {
            return base.flatMap(usual -> reader.read(source, usual));
        }
        return RubyYaml.parse(source, reading.problems())
                .map(yaml -> RubyTranslation.translate(yaml, mailAnyway).read(source))
                .flatMap(tree -> base.map(
                        usual -> tree.withFallback(usual).toConfig().resolve().root()));
    }

    private static String resource(String name) {
        try (InputStream in = ConfigurationLoader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
