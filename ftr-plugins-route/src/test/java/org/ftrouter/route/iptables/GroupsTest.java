// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.Test;

class GroupsTest {
    private final Map<String, Object> there = new HashMap<>();
    private final Groups groups = new Groups(path -> Optional.ofNullable(there.get(path)));
    private final RoutePlan plan = PinRulesTest.plan(PinRulesTest.ofGroup("a.slice"), PinRulesTest.ofUser(13));

    @Test
    void aPinWhoseGroupIsNotThereIsLeftOutAndTold() {
        assertThat(groups.present(plan).pins()).containsExactly(plan.pins().get(1));
        assertThat(groups.missing(plan))
                .hasValueSatisfying(text -> assertThat(text).contains("pin0", "a.slice"));

        there.put("a.slice", 1);

        assertThat(groups.present(plan)).isEqualTo(plan);
        assertThat(groups.missing(plan)).isEmpty();
    }

    @Test
    void aGroupThatComesGoesOrIsMadeAnewIsAChange() {
        groups.written(plan);
        assertThat(groups.changed(plan)).isFalse();

        for (Optional<Object> next :
                java.util.List.<Optional<Object>>of(Optional.of(1), Optional.of(2), Optional.empty())) {
            next.ifPresentOrElse(id -> there.put("a.slice", id), there::clear);
            assertThat(groups.changed(plan)).isTrue();
            groups.written(plan);
            assertThat(groups.changed(plan)).isFalse();
        }
    }
}
