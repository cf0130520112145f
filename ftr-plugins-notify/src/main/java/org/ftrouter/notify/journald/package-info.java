// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices as entries of systemd's journal, with fields to search by ({@code journalctl -t ftr FTR_UPLINK=dsl}) and message
 * ids that the catalogue explains in the reader's language ({@code journalctl -x}). One notice, one datagram in journald's
 * native protocol.
 */
@NullMarked
package org.ftrouter.notify.journald;

import org.jspecify.annotations.NullMarked;
