// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import org.ftrouter.api.Uplink;

/** An uplink, how it is tested, and what becomes of its connections when it goes down. */
public record UplinkConfig(Uplink uplink, ProbeConfig probe, OnDown onDown) {}
