// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import org.ftrouter.api.Uplink;

/**
 * An uplink and how it is tested.
 *
 * @param metered whether its traffic costs money, so that it is asked as seldom as possible
 * @param leaving when its connections leave it
 */
public record UplinkConfig(Uplink uplink, ProbeConfig probe, boolean metered, Leaving leaving) {}
