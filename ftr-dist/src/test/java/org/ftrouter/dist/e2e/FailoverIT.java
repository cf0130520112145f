// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** On lines of their own. */
class FailoverIT extends FailoverScenarios {
    FailoverIT() {
        super("", 3);
    }
}
