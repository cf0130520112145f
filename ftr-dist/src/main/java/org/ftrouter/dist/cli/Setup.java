// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.Loaded;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.ProblemPrinter;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginHost;
import org.ftrouter.engine.plugin.Trial;

/** A configuration file as a command sees it, with the plugins that are there. */
final class Setup implements AutoCloseable {
    private final PluginCatalog catalog;
    private final Loaded loaded;

    private Setup(PluginCatalog catalog, Loaded loaded) {
        this.catalog = catalog;
        this.loaded = loaded;
    }

    /** Finds the plugins. */
    static PluginCatalog catalog(Options options) {
        return PluginCatalog.load(PluginHost.of(options.pluginFolders(), options.state()));
    }

    /** Reads a file, and lets every plugin read its part. */
    static Setup of(Path file, Options options) {
        Logging.withoutDaemon(options.debug());
        PluginCatalog catalog = catalog(options);
        Loaded loaded = new ConfigurationLoader().load(file, ids(options));
        Trial.of(loaded, catalog);
        return new Setup(catalog, loaded);
    }

    /** The daemon's, so that marks and tables are those that it uses; if they cannot be read, as on a first run. */
    private static UplinkIds ids(Options options) {
        try {
            return UplinkIds.read(options.state().resolve(UplinkIds.FILE));
        } catch (IOException e) {
            return UplinkIds.none();
        }
    }

    /** The configuration, if nothing at all is wrong with it. */
    Optional<Configuration> valid() {
        return loaded.problems().hasErrors() ? Optional.empty() : loaded.configuration();
    }

    /** What is odd in it, but does not keep it from being used. */
    List<Problem> warnings() {
        return loaded.problems().list().stream()
                .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                .toList();
    }

    /** Whether a setting was refused because nobody knows it. */
    boolean lacks(String setting) {
        return loaded.problems().list().stream()
                .anyMatch(p -> p.code().equals("C101") && p.text().contains("." + setting + "'"));
    }

    /** Prints what is wrong. The result is the exit code. */
    int explain(Terminal terminal) {
        List<Problem> problems = loaded.problems().list();
        if (!problems.isEmpty()) {
            terminal.err().print(new ProblemPrinter(Path.of("")).print(problems));
        }
        return loaded.problems().hasErrors() ? Exit.BAD_CONFIG : Exit.OK;
    }

    PluginCatalog catalog() {
        return catalog;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
