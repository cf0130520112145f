// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import org.ftrouter.probe.Endpoint;

/**
 * What is asked for.
 *
 * @param url as written
 * @param secure whether by TLS
 * @param endpoint whom to connect to
 * @param authority for the header {@code Host}
 * @param request path and query
 */
record Page(String url, boolean secure, Endpoint endpoint, String authority, String request) {}
