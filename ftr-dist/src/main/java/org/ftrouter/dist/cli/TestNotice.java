// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.text.Languages;

/** One notice that says that notices arrive. */
final class TestNotice {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private TestNotice() {}

    /** Sends it step by step and says what came of it. The result is the exit code. */
    static int send(PluginCatalog catalog, PluginConfig config, Terminal terminal) throws InterruptedException {
        try (Notifier notifier = catalog.notifier(config)) {
            terminal.say("test.channel", "channel", config.name(), "type", config.type());
            var steps = new StepScreen(terminal);
            var delivery = new FutureTask<Boolean>(() -> {
                notifier.test(notice(catalog.hostName()), steps);
                return true;
            });
            long start = System.nanoTime();
            var thread = new Thread(delivery, "test notification");
            thread.setDaemon(true);
            thread.start();
            try {
                delivery.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
                terminal.say("test.delivered", "channel", config.name(), "ms", ms);
                return Exit.OK;
            } catch (ExecutionException e) {
                return failed(config, terminal, steps, reason(e));
            } catch (TimeoutException e) {
                delivery.cancel(true);
                return failed(config, terminal, steps, terminal.texts().get("test.timeout", "s", DEADLINE.toSeconds()));
            }
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static int failed(PluginConfig config, Terminal terminal, StepScreen steps, String reason) {
        String step = steps.failed();
        int code = terminal.fail(Exit.UNDELIVERABLE, "test.failed", "channel", config.name(), "reason", reason);
        String remedy = "test.remedy." + step;
        if (terminal.texts().has(remedy)) {
            terminal.err().println(terminal.texts().get(remedy, "place", config.place()));
        }
        return code;
    }

    private static Notice notice(String host) {
        Instant now = Instant.now();
        String id = "test-" + now.toEpochMilli();
        Map<String, Notice.Text> texts = new LinkedHashMap<>();
        for (String language : Languages.SUPPORTED) {
            Texts words = Texts.in(language);
            texts.put(language, new Notice.Text(words.get("test.title"), words.get("test.body", "host", host) + "\n"));
        }
        return new Notice(id, id, "test", "TEST", Severity.INFO, now, host, Optional.empty(), Map.of(), texts);
    }
}
