// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import java.util.Optional;
import org.ftrouter.api.Settings;
import org.ftrouter.probe.Wording;

/**
 * What the response must be.
 *
 * @param status its status
 * @param body a text in its body, empty if any will do
 * @param header the name of a header, empty if none is needed
 * @param headerText what that header must hold, empty if anything will do
 */
record Expectation(int status, String body, String header, String headerText) {
    private static final int NO_CONTENT = 204;
    private static final int OK = 200;

    static Expectation read(Settings settings) {
        boolean more = settings.has("body") || settings.has("header");
        int status = settings.integer("status", more ? OK : NO_CONTENT, 200, 599);
        String[] header = settings.string("header", "").split(":", 2);
        if (settings.has("header") && !header[0].matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            settings.problem("header", "is '" + header[0] + "', not the name of a header; write \"NAME: TEXT\"");
        }
        if (settings.has("body") && settings.string("body").isEmpty()) {
            settings.problem("body", "is empty, which every page holds; write a part of the page, or leave it out");
        }
        return new Expectation(
                status, settings.string("body", ""), header[0], header.length < 2 ? "" : header[1].strip());
    }

    /** Whether any page will do, that of a captive portal, too. */
    boolean isAnyPage() {
        return status == OK && body.isEmpty() && header.isEmpty();
    }

    /** What is wrong with the status; a redirect names its aim, which often is a portal. */
    Optional<String> statusObjection(int given, Optional<String> location) {
        if (given == status) {
            return Optional.empty();
        }
        String aim = location.map(l -> ", to " + Wording.safe(l)).orElse("");
        return Optional.of("answered " + given + aim + ", not " + status + ": a captive portal?");
    }
}
