// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LabTextTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z]+}");

    @Test
    void englishAndItalianHaveTheSameTextsWithTheSameParameters() {
        ResourceBundle english = ResourceBundle.getBundle(LabText.BUNDLE, Locale.ROOT);
        ResourceBundle italian = ResourceBundle.getBundle(LabText.BUNDLE, Locale.ITALIAN);

        assertThat(italian.getLocale()).isEqualTo(Locale.ITALIAN);
        for (String key : english.keySet()) {
            assertThat(parameters(italian.getString(key))).as(key).isEqualTo(parameters(english.getString(key)));
            if (PARAMETER.matcher(key).find() || !key.equals("tour.building")) {
                assertThat(italian.getString(key)).as(key).isNotEqualTo(english.getString(key));
            }
        }
    }

    @Test
    void parametersAreFilledInByName() {
        String text = new LabText(Locale.ENGLISH).of("broken", "uplink", "lte", "fault", Fault.loss(5));

        assertThat(text).isEqualTo("lte now has the fault: loss 5.0");
    }

    private static java.util.Set<String> parameters(String text) {
        return PARAMETER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
