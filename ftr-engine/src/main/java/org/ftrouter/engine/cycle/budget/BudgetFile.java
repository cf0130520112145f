// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.disk.AtomicFile;

/** Accounts in a file, one a line behind the name of its uplink. Written whole or not at all, by a thread of its own. */
public final class BudgetFile implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");
    private static final long FAREWELL_SECONDS = 2;

    private final Path file;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "budgets");
        thread.setDaemon(true);
        return thread;
    });

    public BudgetFile(Path file) {
        this.file = file;
    }

    Map<String, Account> read() {
        var accounts = new LinkedHashMap<String, Account>();
        try {
            for (String line : AtomicFile.lines(file)) {
                int blank = Math.max(0, line.indexOf(' '));
                Optional<Account> account = Account.read(line.substring(blank).strip());
                account.ifPresentOrElse(
                        a -> accounts.put(line.substring(0, blank), a),
                        () -> LOG.warn("{}: '{}' makes no sense and is left out", file, line));
            }
        } catch (NoSuchFileException e) {
            return accounts;
        } catch (IOException e) {
            LOG.error("{} cannot be read, so that budgets begin anew: {}", file, e.toString());
        }
        return accounts;
    }

    void write(Map<String, Account> accounts) {
        String text = accounts.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().line() + "\n")
                .collect(Collectors.joining());
        try {
            disk.execute(() -> write(text));
        } catch (RejectedExecutionException e) {
            LOG.debug("shutdown", e);
        }
    }

    private void write(String text) {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            LOG.error("{} cannot be written; what is carried may be forgotten: {}", file, e.toString());
        }
    }

    /** Waits a moment until everything is written. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} may not be written", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
