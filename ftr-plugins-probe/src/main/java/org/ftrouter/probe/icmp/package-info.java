// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Asks a target for an ICMP echo through a path: {@code icmp:9.9.9.9}, {@code icmp:2620:fe::fe}.
 *
 * <p>Questions come in on the engine's thread and are handed to one I/O thread, which owns everything else: one socket
 * a path (a {@code Channel}), the questions asked through it, their deadlines. It runs while there is a probe that has
 * asked. A reply counts only if source, identifier, sequence, token and size are those of a question under way; all
 * else is counted ({@code IcmpCounters}) and not believed.
 */
@NullMarked
package org.ftrouter.probe.icmp;

import org.jspecify.annotations.NullMarked;
