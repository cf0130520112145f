// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Ticker;

/**
 * Where plugins live.
 *
 * @param folders searched for jars, in this order; missing ones are passed over
 * @param state folder under which each plugin gets one of its own
 * @param ticker the clock they measure with
 * @param hostName name of this host
 * @param pulse of the engine, if one runs
 */
public record PluginHost(List<Path> folders, Path state, Ticker ticker, String hostName, Pulse pulse) {

    /** Copies. */
    public PluginHost {
        folders = List.copyOf(folders);
    }

    /** One whose engine is about to turn. */
    public PluginHost(List<Path> folders, Path state, Ticker ticker, String hostName) {
        this(folders, state, ticker, hostName, new Pulse(ticker));
    }

    /** This machine, with its own clock and name. */
    public static PluginHost of(List<Path> folders, Path state) {
        return new PluginHost(folders, state, Ticker.SYSTEM, kernelHostName());
    }

    /** The kernel's name for this host: no resolver is asked, which could take long when the network is down. */
    private static String kernelHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
