// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ftr plugins show NAME} prints: each setting with its type, its default and what it is for. */
class PluginScreenTest {
    @TempDir
    Path folder;

    private Run show(String language, String... more) {
        String[] arguments = {
            "plugins", "show", "-c", folder.resolve("ftr.conf").toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Run.named("ftr", language, all);
    }

    @Test
    void aPluginIsShownWithTypesDefaultsAndDocumentation() {
        assertThat(show("en", "journald").out()).matches("journald  notify  \\S+  built in\n\\Q" + """
                Writes to the journal, with fields; the catalogue in systemd/catalog explains
                them.

                  socket  text (/run/systemd/journal/socket)
                      The journal's socket.
                  identifier  text (ftr)
                      The name in front of each line.

                Example:
                  { type = journald }

                """ + "\\E");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "email|  from  text, must be there",
                "email|  smtp.port  number 1 - 65535 (587)",
                "email|  smtp.password  secret, or KEY-file",
                "email|  digest  time 0s - 1d (0s)",
                "email|  to.min-severity  one of critical, error, warning, notice, info (notice)",
                "webhook|  min-severity  one of critical, error, warning, notice, info (info)",
            })
    void eachTypeOfSettingSaysWhatIsAllowedAndWhatItIsIfMissing(String plugin, String line) {
        assertThat(show("en", plugin).out().lines()).contains(line);
    }

    /** An empty default is one that depends on others, or none; a wrong type of the key would be an empty word. */
    @ParameterizedTest
    @ValueSource(
            strings = {"email", "webhook", "syslog", "exec", "mqtt", "snmptrap", "icmp", "http", "multipath", "nftables"
            })
    void everySettingIsOnTheScreenAsItIsInTheJsonWithATypeAndItsDocumentation(String plugin) {
        JsonObject json =
                JsonParser.parseString(show("en", plugin, "--json").out()).getAsJsonObject();
        List<JsonObject> settings = StreamSupport.stream(
                        json.getAsJsonArray("plugins")
                                .get(0)
                                .getAsJsonObject()
                                .getAsJsonArray("settings")
                                .spliterator(),
                        false)
                .map(JsonElement::getAsJsonObject)
                .toList();
        List<String> screen = show("en", plugin).out().lines().toList();

        assertThat(settings).isNotEmpty();
        assertThat(settings).allSatisfy(setting -> {
            String key = "  " + setting.get("key").getAsString() + "  ";
            String line =
                    screen.stream().filter(l -> l.startsWith(key)).findFirst().orElse("");
            assertThat(line.substring(Math.min(line.length(), key.length())))
                    .as(key)
                    .isNotBlank()
                    .doesNotContain("{");
            String fallback = setting.get("default").getAsString().strip();
            assertThat(fallback.isEmpty() || line.endsWith(" (" + fallback + ")"))
                    .as(line)
                    .isTrue();
            assertThat(setting.get("type").getAsString()).isNotBlank();
            assertThat(setting.get("documentation").getAsString()).as(key).isNotBlank();
            assertThat(screen.get(screen.indexOf(line) + 1))
                    .as("documentation of " + key)
                    .startsWith("      ");
        });
    }

    @Test
    void whatIsNotThereIsNamed() {
        Run run = show("en", "jornald");

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("jornald");
    }
}
