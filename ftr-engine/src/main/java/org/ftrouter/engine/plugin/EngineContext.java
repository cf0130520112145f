// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.engine.disk.FileFailure;

/** The context of one plugin, shared by all that its factory makes. */
final class EngineContext implements ProbeContext, AutoCloseable {
    private final PluginHost host;
    private final Path folder;
    private final System.Logger logger;
    private final PluginThreads threads;

    EngineContext(Plugin plugin, PluginHost host) {
        this.host = host;
        this.folder = host.state().resolve(plugin.kind().word()).resolve(plugin.type());
        this.logger = new PluginLogger("plugin." + plugin.type());
        this.threads = new PluginThreads(
                plugin.kind().word() + " " + plugin.type(),
                plugin.loader(),
                !plugin.foreign(),
                plugin.boundary()::stuck);
    }

    @Override
    public Ticker ticker() {
        return host.ticker();
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public Path stateFolder() {
        try {
            return Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder " + folder + " cannot be made: " + FileFailure.why(e), e);
        }
    }

    @Override
    public String hostName() {
        return host.hostName();
    }

    @Override
    public Duration sinceTurn() {
        return host.pulse().since();
    }

    @Override
    public Probe blocking(BlockingProbe probe) {
        return new WrappedProbe(probe, threads);
    }

    /** The plugin's threads. */
    PluginThreads threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.close();
    }
}
