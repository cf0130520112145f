// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LabTextTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z]+}");

    @Test
    void englishAndItalianHaveTheSameTextsWithTheSameParameters() {
        Messages english = Messages.of(LabText.class, "en");
        Messages italian = Messages.of(LabText.class, "it");

        assertThat(italian.keys()).isEqualTo(english.keys());
        for (String key : english.keys()) {
            assertThat(parameters(italian.text(key))).as(key).isEqualTo(parameters(english.text(key)));
            assertThat(italian.text(key)).as(key).isNotEqualTo(english.text(key));
        }
    }

    @Test
    void theHelpOfEveryCommandIsWritten() {
        CommandLine lab = LabMain.line("en");

        assertThat(lab.getSubcommands()).containsOnlyKeys("up", "tour", "break", "heal", "meter", "status", "down");
        for (String command : lab.getSubcommands().keySet()) {
            assertThat(Messages.of(LabText.class, "en").has("ftr.lab." + command + ".usage.description"))
                    .as(command)
                    .isTrue();
        }
    }

    @Test
    void parametersAreFilledInByName() {
        String text = LabText.in("en").of("broken", "uplink", "lte", "fault", Fault.loss(5));

        assertThat(text).isEqualTo("lte now has the fault: loss 5.0");
    }

    private static java.util.Set<String> parameters(String text) {
        return PARAMETER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
