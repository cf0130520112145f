// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void twoSecretsCannotBeToldApartByWhatIsPrinted() {
        assertThat(new Secret("hunter2")).hasToString("(set)").hasToString(new Secret("x".repeat(64)).toString());
        assertThat(new Secret("hunter2").reveal()).isEqualTo("hunter2");
    }

    @Test
    void thatOneIsEmptyMayBeKnown() {
        assertThat(new Secret("")).hasToString("(empty)");
    }
}
