// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text.sample;

/** Stands beside a bundle with faults. */
public final class SampleTexts {
    private SampleTexts() {}
}
