// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * For tests of plugins, ours and others'. Without root: {@link org.ftrouter.api.testkit.TestSettings} (from Java values, or
 * HOCON), {@link org.ftrouter.api.testkit.TestContext} (keeps what is logged), {@link
 * org.ftrouter.api.testkit.ManualTicker}, {@link org.ftrouter.api.testkit.FakeUplink}, {@link
 * org.ftrouter.api.testkit.FakeKernel}, {@link org.ftrouter.api.testkit.TestUplinks} for plans, and {@code
 * NotifierContract}. With root, in network namespaces: {@code ProbeContract} and {@code RouteBackendContract}.
 */
@NullMarked
package org.ftrouter.api.testkit;

import org.jspecify.annotations.NullMarked;
