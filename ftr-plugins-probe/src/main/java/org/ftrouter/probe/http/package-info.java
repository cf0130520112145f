// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Probe {@code http}, for {@code http://} and {@code https://}: whether a page answers as it should.
 *
 * <p>The connection is made by us, through the path; HTTP over it is httpcore5's business. One request, one response, no
 * redirects, no cookies, nothing kept. Sizes are limited, and all waiting together by the probe's timeout.
 */
@NullMarked
package org.ftrouter.probe.http;

import org.jspecify.annotations.NullMarked;
