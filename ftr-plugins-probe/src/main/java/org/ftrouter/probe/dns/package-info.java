// SPDX-License-Identifier: GPL-2.0-or-later
/** Probe {@code dns}: a question to a DNS server, and whether the answer is the expected one. */
@NullMarked
package org.ftrouter.probe.dns;

import org.jspecify.annotations.NullMarked;
