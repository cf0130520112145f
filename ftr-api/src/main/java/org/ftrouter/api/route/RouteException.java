// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

/** The kernel, or the tool in front of it, refused a part of a plan. The text names operation, object and answer. */
public final class RouteException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it was, which decides what the engine does next. */
    public enum Reason {
        /** Some next hops or settings were refused; the rest is installed. Tried again after the next change. */
        PARTIAL,
        /** Someone else holds a number or name that is ours; the rest is installed. Needs a person. */
        CONFLICT,
        /** The right to do it is missing. Needs a person. */
        PERMISSION,
        /** The kernel or a tool lacks something. Needs a person. */
        UNSUPPORTED,
        /** Anything else. Tried again with growing pauses. */
        FAILED
    }

    private final Reason reason;

    /** The text names the operation, the object and the answer. */
    public RouteException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The same, with what it came from. */
    public RouteException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of refusal it was. */
    public Reason reason() {
        return reason;
    }
}
