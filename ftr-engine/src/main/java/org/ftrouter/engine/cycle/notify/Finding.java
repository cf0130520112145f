// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

/**
 * On which side of its gateway the fault of a silent path is.
 *
 * @param gatewayAnswers whether the gateway answers on the wire, so that the fault lies beyond it
 * @param target what was asked
 * @param text why it is held to be silent, {@code ""} if it answers
 */
public record Finding(boolean gatewayAnswers, String target, String text) {

    /** The word for machines: {@code answers} or {@code silent}. */
    public String code() {
        return gatewayAnswers ? "answers" : "silent";
    }
}
