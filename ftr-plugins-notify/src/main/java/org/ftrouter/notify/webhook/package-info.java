// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices as HTTP requests. A notice comes in, one request goes out, in the form that a preset describes; presets are data
 * ({@code presets.json}), and the settings can replace each part of one. Run by the channel's thread, which waits for the
 * answer.
 */
@NullMarked
package org.ftrouter.notify.webhook;

import org.jspecify.annotations.NullMarked;
