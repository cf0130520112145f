// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.Optional;
import org.ftrouter.api.Uplink;

/**
 * An uplink and how it is tested.
 *
 * @param metered whether its traffic costs money, so that it is asked as seldom as possible
 * @param leaving when its connections leave it
 * @param dial how it is dialled, if that is only done when it is needed
 * @param budget how much it may carry in a month, if that is limited
 */
public record UplinkConfig(
        Uplink uplink,
        ProbeConfig probe,
        boolean metered,
        Leaving leaving,
        Optional<DialConfig> dial,
        Optional<BudgetConfig> budget) {}
