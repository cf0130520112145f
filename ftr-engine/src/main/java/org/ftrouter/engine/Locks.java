// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ftrouter.engine.StartException.Reason;
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
        try {
            Files.createDirectories(options.state());
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!held(channel)) {
                channel.close();
                throw second("the state folder " + options.state() + " is in use");
            }
            return new Locks(channel, NamespaceLock.take("fault-tolerant-router"));
        } catch (NamespaceLock.HeldException e) {
            throw second("another one routes in this network namespace");
        } catch (IOException e) {
            throw new StartException(
                    Reason.FAILED, "the lock " + path + " cannot be taken: " + e + "; is the state folder writable?");
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
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
