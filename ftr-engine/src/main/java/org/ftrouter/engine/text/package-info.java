// SPDX-License-Identifier: GPL-2.0-or-later
/** Texts for people, in their language: from a key and named parameters to a sentence. Pure; used by every thread. */
@NullMarked
package org.ftrouter.engine.text;

import org.jspecify.annotations.NullMarked;
