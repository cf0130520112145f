// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

/**
 * Shows people what a test delivery does, step by step. Steps have words that are stable and have a remedy: {@code name}
 * (look-up), {@code connect}, {@code tls}, {@code greet}, {@code login}, {@code send}, {@code accept}; others are shown as they are. Safe for all
 * threads.
 */
public interface Steps {

    /** Shows nothing, for deliveries that are no test. */
    Steps NONE = new Steps() {
        @Override
        public void begin(String step, String what) {}

        @Override
        public void passed(String detail) {}
    };

    /** A step begins. If the delivery fails before it has {@link #passed}, it is the step that failed. */
    void begin(String step, String what);

    /** The step that began last went well. The detail is added to what it is about; no secret stands in it. */
    void passed(String detail);
}
