// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.junit.jupiter.api.io.TempDir;

class ExecContractTest extends NotifierContract {
    @TempDir
    Path folder;

    @Override
    protected Notifier working() {
        return Programs.exec(
                "command",
                List.of("/usr/bin/tee", "-a", folder.resolve("events").toString()));
    }

    /** Nobody is there in the sense that matters: the program fails. */
    @Override
    protected Notifier unreachable() {
        return Programs.exec("command", "/bin/false");
    }

    @Override
    protected Optional<Notifier> stuck() {
        return Optional.of(Programs.exec("command", List.of("/bin/sleep", "600")));
    }

    @Override
    protected List<Delivery> delivered() throws Exception {
        var deliveries = new ArrayList<Delivery>();
        for (String line : Files.readAllLines(folder.resolve("events"))) {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            deliveries.add(new Delivery(
                    json.get("id").getAsString(),
                    json.get("event").getAsString(),
                    json.get("word").getAsString() + " " + json.get("title").getAsString()));
        }
        return deliveries;
    }

    @Override
    protected String secret() {
        return "";
    }
}
