// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import org.ftrouter.api.probe.Probe;

/** A target as written in the configuration, and the plugin's probe that asks it. */
public record Target(String name, Probe probe) {}
