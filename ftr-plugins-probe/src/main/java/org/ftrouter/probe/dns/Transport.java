// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

/** How a question travels. */
enum Transport {
    /** By UDP, and by TCP if the response does not fit. */
    UDP,
    /** By TCP alone. */
    TCP
}
