// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices as plain text mails, one mail a language. A notice comes in, mails go out over one SMTP connection; every type
 * of the mail library stays inside this package, so that the library can be exchanged here and nowhere else.
 */
@NullMarked
package org.ftrouter.notify.email;

import org.jspecify.annotations.NullMarked;
