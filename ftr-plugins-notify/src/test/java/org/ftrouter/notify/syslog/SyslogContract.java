// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;

/** The contract over one transport; a subclass runs the daemon. */
abstract class SyslogContract extends NotifierContract {

    static Notifier notifier(Object... keysAndValues) {
        return new SyslogNotifierFactory().create(TestSettings.of(keysAndValues), new TestContext(Path.of("unused")));
    }

    /** Messages received so far. */
    abstract List<byte[]> received() throws Exception;

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        return Optional.empty();
    }

    @Override
    protected String secret() {
        return "";
    }

    @Override
    protected List<Delivery> delivered() throws Exception {
        var deliveries = new ArrayList<Delivery>();
        for (byte[] octets : received()) {
            Parsed5424 parsed = Parsed5424.of(octets);
            deliveries.add(new Delivery(
                    parsed.parameters().get("id"), parsed.parameters().get("event"), parsed.text()));
        }
        return deliveries;
    }
}
