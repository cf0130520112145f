// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import org.ftrouter.api.Settings;

/**
 * One use of a plugin.
 *
 * @param type the word that names the plugin
 * @param name what people call this use: a target as written ({@code icmp:9.9.9.9}), a channel's {@code name} or type
 * @param settings the plugin's keys; for a target, {@code target} is what stands behind the colon
 * @param place where it stands, {@code file:line}
 */
public record PluginConfig(String type, String name, Settings settings, String place) {}
