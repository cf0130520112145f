// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process for a network namespace that looks up the route to an address again and again, by connecting a UDP socket, and
 * says in the end how many look-ups failed. Arguments: the address, for how many milliseconds at most (SIGTERM ends it
 * before), and how many microseconds to rest after every 50 look-ups (0: a tight loop).
 */
final class LookUps {
    private static final int BURST = 50;
    private static volatile boolean ending;

    private LookUps() {}

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
        String first = "none";
        System.out.println("begun");
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (; System.nanoTime() < end && !ending; all++) {
                try {
                    channel.connect(to);
                    channel.disconnect();
                } catch (IOException e) {
                    first = failed++ == 0 ? e.toString() : first;
                }
                if (rest > 0 && all % BURST == 0) {
                    LockSupport.parkNanos(rest);
                }
            }
        }
        System.out.println("ended: " + failed + " of " + all + " failed, first " + first);
    }
}
