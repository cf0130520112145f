// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import java.util.Optional;
import org.ftrouter.engine.config.PluginConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ftr test-notification [CHANNEL]}: sends one test notice through a channel, or through each. */
@Command(name = "test-notification")
final class TestNotificationCommand extends Subcommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "CHANNEL")
    private Optional<String> channel = Optional.empty();

    @Override
    public Integer call() throws Exception {
        try (Setup setup = Setup.of(options().config(), options())) {
            return run(setup, channel, terminal());
        }
    }

    /** Sends through the channels of that name or type, all if it is empty. */
    static int run(Setup setup, Optional<String> wanted, Terminal terminal) throws InterruptedException {
        if (setup.valid().isEmpty()) {
            return setup.explain(terminal);
        }
        List<PluginConfig> all = setup.valid().get().notifiers();
        List<PluginConfig> chosen = all.stream()
                .filter(one -> wanted.isEmpty()
                        || one.name().equals(wanted.get())
                        || one.type().equals(wanted.get()))
                .toList();
        if (chosen.isEmpty()) {
            String names =
                    String.join(", ", all.stream().map(PluginConfig::name).toList());
            return all.isEmpty()
                    ? terminal.fail(Exit.UNKNOWN_NAME, "test.noChannels")
                    : terminal.fail(Exit.UNKNOWN_NAME, "test.unknown", "channel", wanted.orElse(""), "known", names);
        }
        int worst = Exit.OK;
        for (PluginConfig config : chosen) {
            worst = Math.max(worst, TestNotice.send(setup.catalog(), config, terminal));
        }
        return worst;
    }
}
