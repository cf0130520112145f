// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ftrouter.engine.StartException.Reason;
import org.ftrouter.engine.disk.FileFailure;
import org.ftrouter.linux.NamespaceLock;
import org.jspecify.annotations.Nullable;

/** What keeps a second instance out: one lock on the state folder and one on the network namespace. No pid files. */
final class Locks implements AutoCloseable {
    private final @Nullable FileChannel file;
    private final @Nullable NamespaceLock namespace;

    private Locks(@Nullable FileChannel file, @Nullable NamespaceLock namespace) {
        this.file = file;
        this.namespace = namespace;
    }

    static Locks take(DaemonOptions options) throws StartException {
        if (options.mode() != DaemonOptions.Mode.LIVE) {
            return new Locks(null, null);
        }
        Path path = options.state().resolve("lock");
        FileChannel channel = null;
        boolean taken = false;
        try {
            Files.createDirectories(options.state());
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!held(channel)) {
                throw second("the state folder " + options.state() + " is in use");
            }
            var locks = new Locks(channel, NamespaceLock.take("fault-tolerant-router"));
            taken = true;
            return locks;
        } catch (NamespaceLock.HeldException e) {
            throw second("another one routes in this network namespace");
        } catch (IOException e) {
            throw new StartException(
                    Reason.FAILED,
                    "the lock " + path + " cannot be taken: " + FileFailure.why(e)
                            + "; run as root, or name a folder of your own with --state");
        } finally {
            if (!taken) {
                close(channel);
            }
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StartException second(String why) {
        return new StartException(Reason.SECOND_INSTANCE, "another instance is running: " + why);
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (namespace != null) {
                namespace.close();
            }
        } finally {
            close(file);
        }
    }
}
