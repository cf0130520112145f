// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Host;

/**
 * A process for a network namespace that looks up the route to an address again and again, by connecting a UDP socket, and
 * says in the end how many look-ups failed, and how many chose a way that is not ours: the {@link #bait}. One that
 * fails and succeeds when it is tried again at once is counted as torn: for a connect the kernel looks twice, the second
 * time for the source that the first has chosen, whose interface may go in between. Arguments: the address, for
 * how many milliseconds at most (SIGTERM ends it before), and how many microseconds to rest after every 50 look-ups (0: a
 * tight loop).
 */
final class LookUps {
    private static final int BURST = 50;
    private static final String BAIT = "10.66.0.1";
    private static final String BAIT6 = "fd66:0:0:0:0:0:0:1";
    private static volatile boolean ending;

    private LookUps() {}

    /** Gives a router the best default route of the system that there can be, to nowhere. */
    static void bait(Host router) throws Exception {
        router.ip(List.of("link add bait0 type veth peer name bait1", "link set bait1 up", "link set bait0 up"));
        router.ip(Family.IPV4, List.of("addr add " + BAIT + "/32 dev bait0", "route add default dev bait0 metric 1"));
        router.ip(
                Family.IPV6,
                List.of("addr add " + BAIT6 + "/128 dev bait0 nodad", "route add default dev bait0 metric 1"));
    }

    private static boolean isBait(DatagramChannel channel, InetSocketAddress to) throws IOException {
        channel.connect(to);
        String source = channel.getLocalAddress().toString();
        channel.disconnect();
        return source.startsWith("/" + BAIT + ":") || source.startsWith("/[" + BAIT6);
    }

    private static boolean fails(DatagramChannel channel, InetSocketAddress to) {
        try {
            isBait(channel, to);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    public static void main(String[] arguments) throws IOException {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending = true;
            try {
                main.join();
            } catch (InterruptedException e) {
                main.interrupt();
            }
        }));
        var to = new InetSocketAddress(arguments[0], 9);
        long end = System.nanoTime()
                + Duration.ofMillis(Long.parseLong(arguments[1])).toNanos();
        long rest = arguments.length > 2 ? Long.parseLong(arguments[2]) * 1000 : 0;
        long all = 0;
        long failed = 0;
        long torn = 0;
        long leaked = 0;
        String first = "none";
        System.out.println("begun");
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (; System.nanoTime() < end && !ending; all++) {
                try {
                    leaked += isBait(channel, to) ? 1 : 0;
                } catch (IOException e) {
                    first = failed + torn == 0 ? e.toString() : first;
                    if (fails(channel, to)) {
                        failed++;
                    } else {
                        torn++;
                    }
                }
                if (rest > 0 && all % BURST == 0) {
                    LockSupport.parkNanos(rest);
                }
            }
        }
        System.out.println("ended: " + failed + " of " + all + " failed, " + torn + " torn, " + leaked
                + " leaked, first " + first);
    }
}
