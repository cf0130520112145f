// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.Optional;
import org.ftrouter.api.Nat;
import org.ftrouter.api.PrefixTranslation;

/** How the source addresses of what leaves through an uplink are translated. */
record NatConfig(Nat kind, Optional<PrefixTranslation> prefixes) {}
