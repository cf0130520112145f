// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import org.ftrouter.api.Uplink;

/** An uplink and how it is tested. */
public record UplinkConfig(Uplink uplink, ProbeConfig probe) {}
