// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.text.sample.SampleTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages with named parameters, and whose language they are in. */
class MessagesTest {
    private final Messages samples = Messages.of(SampleTexts.class, "en");

    @Test
    void theLanguagesOfTheEngineHaveTheSameKeysAndParameters() {
        assertThat(BundleParity.flaws(Messages.class)).isEmpty();
    }

    @Test
    void parityFindsMissingKeysOtherParametersAndStrayBraces() {
        assertThat(BundleParity.flaws(SampleTexts.class))
                .containsExactlyInAnyOrder(
                        "only.english (it): missing in it",
                        "only.italian (it): missing in en",
                        "parameters (it): parameters [other] instead of [one]",
                        "stray (en): a brace that is no parameter in 'a } and {this one}'");
    }

    @Test
    void parametersAreFilledInByName() {
        assertThat(samples.text("answered", Map.of("answered", 0, "targets", 4)))
                .isEqualTo("0 of 4 targets answered");
    }

    @Test
    void oneIsSingularAndAllElseIsPlural() {
        assertThat(samples.text("rounds", Map.of("rounds", 1))).isEqualTo("1 round");
        assertThat(samples.text("rounds", Map.of("rounds", 3))).isEqualTo("3 rounds");
        assertThat(samples.text("rounds", Map.of("rounds", 0))).isEqualTo("0 rounds");
    }

    @Test
    void apostrophesAreHarmless() {
        assertThat(samples.text("apostrophe", Map.of("name", "dsl"))).isEqualTo("it's down, dsl isn't up, {literally");
    }

    @Test
    void valuesAreNeverReadAsSyntax() {
        assertThat(samples.text("answered", Map.of("answered", "{targets}$1\\", "targets", 4)))
                .isEqualTo("{targets}$1\\ of 4 targets answered");
    }

    @Test
    void whatIsMissingIsShownRatherThanLost() {
        assertThat(samples.text("no.such.key", Map.of("uplink", "dsl"))).isEqualTo("no.such.key {uplink=dsl}");
        assertThat(samples.text("answered", Map.of("answered", 1))).isEqualTo("1 of {targets} targets answered");
    }

    @Test
    void textsAreUtf8() {
        assertThat(Messages.of(SampleTexts.class, "it").text("apostrophe", Map.of("name", "dsl")))
                .isEqualTo("l'uplink dsl è giù");
    }

    @Test
    void aLanguageWithoutTextsIsRefused() {
        assertThatThrownBy(() -> Messages.of("xx")).hasMessageContaining("messages_xx.properties");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', '', en",
        "'', '', it_IT.UTF-8, '', it",
        "'', de_DE, it_IT.UTF-8, '', en",
        "it_IT@euro, en_US, en_US, '', it",
        "C.UTF-8, '', it_IT, '', en",
        "'', it, en_US.UTF-8, '', it",
        "en_US, en_US, en_US, it, it",
        "it_IT, '', '', EN-gb, en",
    })
    void theOptionWinsThenLcAllThenLcMessagesThenLang(
            String all, String messages, String lang, String option, String language) {
        Map<String, String> environment = Map.of("LC_ALL", all, "LC_MESSAGES", messages, "LANG", lang);

        assertThat(Languages.detect(environment, Optional.of(option).filter(o -> !o.isEmpty())))
                .isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, '1 bersaglio su 2 ha risposto, ne serve 1'",
        "0, 1, 1, '0 bersagli su 1 hanno risposto, ne serve 1'",
        "1, 4, 2, '1 bersaglio su 4 ha risposto, ne servono 2'"
    })
    void inItalianOneTargetAnswersAndOneIsNeeded(int answered, int targets, int required, String text) {
        var numbers = Map.<String, Object>of("answered", answered, "targets", targets, "required", required);

        assertThat(Words.reason(Messages.of("it"), new Reason(Reason.Code.PROBE_QUORUM, numbers)))
                .isEqualTo(text);
    }
}
