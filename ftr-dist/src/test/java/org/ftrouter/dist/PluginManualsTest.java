// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.PluginDefaults;
import org.ftrouter.engine.config.Problems;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginHost;
import org.ftrouter.engine.plugin.PluginKind;
import org.ftrouter.engine.plugin.PluginManual;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ftr plugins show} says of the plugins of the distribution: all that they read, and nothing else. */
class PluginManualsTest {
    /** Of other tests. */
    private static final Set<String> TOYS = Set.of("ok", "paper", "pigeon");

    @TempDir
    static Path temp;

    private static PluginCatalog catalog;

    @BeforeAll
    static void load() {
        catalog = PluginCatalog.load(PluginHost.of(List.of(), temp));
    }

    @AfterAll
    static void close() {
        catalog.close();
    }

    private static List<PluginManual> manuals(String language) throws Exception {
        var types = new HashSet<String>();
        for (PluginKind kind : PluginKind.values()) {
            types.addAll(catalog.types(kind));
        }
        types.removeAll(TOYS);
        assertThat(types).hasSizeGreaterThan(15);
        var manuals = new ArrayList<PluginManual>();
        for (String type : types) {
            manuals.addAll(catalog.manuals(type, language));
        }
        return manuals;
    }

    private static String file(PluginManual manual) {
        return "META-INF/ftr/" + manual.info().kind().orElseThrow().word() + "."
                + manual.info().type() + ".properties";
    }

    @Test
    void eachKeyThatAPluginReadsIsDocumented() throws Exception {
        for (PluginManual manual : manuals("en")) {
            assertThat(manual.undocumented())
                    .as("keys missing in " + file(manual))
                    .isEmpty();
            assertThat(manual.description())
                    .as("description in " + file(manual))
                    .isNotBlank();
        }
    }

    @Test
    void eachDocumentedKeyIsRead() throws Exception {
        for (PluginManual manual : manuals("en")) {
            assertThat(manual.unread())
                    .as("keys that nobody reads in " + file(manual))
                    .isEmpty();
        }
    }

    @Test
    void eachTextIsTranslated() throws Exception {
        List<PluginManual> english = manuals("en");
        List<PluginManual> italian = manuals("it");
        for (int i = 0; i < english.size(); i++) {
            PluginManual other = italian.get(i);
            assertThat(other.description())
                    .as(file(other))
                    .isNotEqualTo(english.get(i).description());
            assertThat(other.unread()).as(file(other)).isEmpty();
            english.get(i)
                    .texts()
                    .forEach((key, text) -> assertThat(other.texts().get(key))
                            .as("Italian text of " + key + " in " + file(other))
                            .isNotEqualTo(text));
        }
    }

    @Test
    void eachExampleIsAccepted() throws Exception {
        for (PluginManual manual : manuals("en")) {
            var problems = new Problems();
            PluginConfig config = PluginDefaults.of(manual.info().type(), manual.example(), problems);
            switch (manual.info().kind().orElseThrow()) {
                case PROBE -> catalog.probe(config).close();
                case ROUTE -> catalog.route(config).close();
                case NOTIFIER -> catalog.notifier(config).close();
            }

            // what an example names, such as a program, need not be on this machine: a plugin may say so
            assertThat(problems.list())
                    .as("example in " + file(manual))
                    .allMatch(problem -> problem.code().equals("C501"));
        }
    }
}
