// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/** What becomes of an uplink that works badly. */
public enum WhenDegraded {
    /** People are told; routing stays as it is. */
    TELL,
    /** It gets a smaller share of new connections than the healthy ones beside it. */
    LOWER,
    /** It gets none while another outbound uplink of its family is healthy. */
    EXCLUDE
}
