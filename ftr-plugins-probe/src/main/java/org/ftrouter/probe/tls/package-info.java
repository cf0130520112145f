// SPDX-License-Identifier: GPL-2.0-or-later
/** Probe {@code tls}: a TLS handshake, and how long the server's certificate is still valid. */
@NullMarked
package org.ftrouter.probe.tls;

import org.jspecify.annotations.NullMarked;
