// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Stamp;

/** Every change of the route that spreads new connections, as the kernel tells it, whichever program made it. */
final class RouteLog implements AutoCloseable {
    private final Process monitor;
    private final Predicate<String> spreads;
    private final List<Change> changes = new ArrayList<>();

    /** The route from a moment on. */
    record Change(Stamp at, String route) {
        boolean uses(String device) {
            return (route + " ").contains(" dev " + device + " ");
        }
    }

    /** How often an uplink was left out, and for how long in all. */
    record Exclusions(int count, Duration out) {}

    private RouteLog(Process monitor, Predicate<String> spreads) {
        this.monitor = monitor;
        this.spreads = spreads;
    }

    static RouteLog start(Host router, Predicate<String> spreads) throws IOException {
        Process monitor = new ProcessBuilder("ip", "-n", router.namespace(), "-o", "monitor", "route")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var log = new RouteLog(monitor, spreads);
        var reader = new Thread(log::read, "route log of " + router);
        reader.setDaemon(true);
        reader.start();
        return log;
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(Stamp.now(), line);
            }
        } catch (IOException e) {
            // closed by us
        }
    }

    synchronized void take(Stamp at, String line) {
        String route = line.replace('\\', ' ');
        if (spreads.test(route)) {
            changes.add(new Change(at, route));
        }
    }

    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    Exclusions exclusions(String device, Stamp from, Stamp to) {
        return exclusions(changes(), device, from, to);
    }

    /** Those of a device that began within some time; it is taken to be in the route before the first change. */
    static Exclusions exclusions(List<Change> changes, String device, Stamp from, Stamp to) {
        int count = 0;
        Duration out = Duration.ZERO;
        boolean used = true;
        Stamp since = from;
        for (Change change : changes) {
            if (used && !change.uses(device)) {
                since = change.at().isBefore(from) ? from : change.at();
                count += change.at().isBefore(from) || to.isBefore(change.at()) ? 0 : 1;
            } else if (!used && change.uses(device)) {
                out = out.plus(within(since, change.at(), from, to));
            }
            used = change.uses(device);
        }
        return new Exclusions(count, used ? out : out.plus(within(since, to, from, to)));
    }

    private static Duration within(Stamp since, Stamp until, Stamp from, Stamp to) {
        Stamp first = since.isBefore(from) ? from : since;
        Stamp last = to.isBefore(until) ? to : until;
        return first.isBefore(last) ? first.until(last) : Duration.ZERO;
    }

    @Override
    public void close() {
        monitor.destroyForcibly();
    }
}
