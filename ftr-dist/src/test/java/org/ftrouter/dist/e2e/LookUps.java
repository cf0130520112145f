// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;

/**
 * A process for a network namespace that looks up the route to an address in a tight loop, by connecting a UDP socket, and
 * says in the end how many look-ups failed. Arguments: the address and for how many milliseconds.
 */
final class LookUps {
    private LookUps() {}

    public static void main(String[] arguments) throws IOException {
        var to = new InetSocketAddress(arguments[0], 9);
        long end = System.nanoTime()
                + Duration.ofMillis(Long.parseLong(arguments[1])).toNanos();
        long all = 0;
        long failed = 0;
        String first = "none";
        System.out.println("begun");
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (; System.nanoTime() < end; all++) {
                try {
                    channel.connect(to);
                    channel.disconnect();
                } catch (IOException e) {
                    first = failed++ == 0 ? e.toString() : first;
                }
            }
        }
        System.out.println("ended: " + failed + " of " + all + " failed, first " + first);
    }
}
