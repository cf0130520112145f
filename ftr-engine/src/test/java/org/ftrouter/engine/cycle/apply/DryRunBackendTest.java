// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DryRunBackendTest {
    private final FakeBackend real = new FakeBackend();
    private final List<String> said = new ArrayList<>();

    @Test
    void itSaysWhatItWouldDoAndDoesNothing() {
        var dry = new DryRunBackend(real, false, said::add);

        dry.apply(Plans.of("ab", "a"));
        dry.remove();

        assertThat(said).containsExactly("uplinks [a, b]", "hops [a]", "ftr cleanup");
        assertThat(real.applied).isEmpty();
    }

    @Test
    void onlyNewLinesAreSaid() {
        var dry = new DryRunBackend(real, false, said::add);
        dry.apply(Plans.of("ab", "a"));
        said.clear();

        dry.apply(Plans.of("ab", "b"));
        dry.apply(Plans.of("ab", "b"));

        assertThat(said).containsExactly("hops [b]");
    }

    @Test
    void whatItWouldBeginWithMayBeLeftOut() {
        var dry = new DryRunBackend(real, true, said::add);

        dry.apply(Plans.of("ab", "a"));
        assertThat(said).isEmpty();
        dry.apply(Plans.of("ab", "b"));

        assertThat(said).containsExactly("hops [b]");
    }

    @Test
    void itsTextIsThatOfTheRealOneAndClosingClosesThat() {
        var dry = new DryRunBackend(real, true, said::add);

        assertThat(dry.render(Plans.of("a", "a"))).isEqualTo(real.render(Plans.of("a", "a")));
        dry.close();

        assertThat(real.closed.getCount()).isZero();
    }
}
