// SPDX-License-Identifier: GPL-2.0-or-later
/** Texts that people read, in their language: keys and named parameters in, sentences out. Pure. */
@NullMarked
package org.ftrouter.engine.text;

import org.jspecify.annotations.NullMarked;
