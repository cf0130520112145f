// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.snmp4j.security.UsmTimeTable;
import org.snmp4j.smi.OctetString;

/**
 * The one engine that all channels of this process are, with its count of starts and its clock. Once another process (a test
 * notification) has been that engine, whatever bears an earlier count is a replay, so a start is counted anew. Safe for all
 * threads.
 */
final class OwnEngine {
    private @Nullable LocalEngine last;
    private @Nullable UsmTimeTable clock;

    /** Its id, starts and clock, as receivers should see them now; what is kept of it is in the folder. */
    synchronized UsmTimeTable clock(Path folder) throws IOException {
        UsmTimeTable mine = clock;
        if (mine == null || last == null || !last.isLatest(folder)) {
            last = LocalEngine.started(folder);
            mine = new UsmTimeTable(new OctetString(HexFormat.of().parseHex(last.id())), last.boots());
            clock = mine;
        }
        return mine;
    }
}
