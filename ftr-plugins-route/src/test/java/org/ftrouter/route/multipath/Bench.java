// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.route.multipath.MultipathBackend.NexthopGroups;
import org.ftrouter.route.multipath.MultipathBackend.SysctlMode;
import org.ftrouter.route.multipath.SysctlPlan.Hash;

/** What the namespace tests of this backend share. */
final class Bench {
    private static final String ANYWHERE = "203.0.113.9";
    private static final String ANYWHERE_IPV6 = "2001:db8:ffff::9";

    /** The cable of the operating system's own default route. */
    private static final int BAIT = 9;

    private static final List<InetAddress> BAITS =
            List.of(TestUplinks.ip("10." + BAIT + ".0.2"), TestUplinks.ip("2001:db8:" + BAIT + "::2"));

    private Bench() {}

    static MultipathBackend backend(Path stateFolder) {
        return backend(stateFolder, NexthopGroups.OFF);
    }

    static MultipathBackend backend(Path stateFolder, NexthopGroups groups) {
        var context = new TestContext(stateFolder);
        return new MultipathBackend(SysctlMode.SET, Hash.L4, groups, false, Path.of("/proc/sys"), context);
    }

    /** One that does something before each write. */
    static MultipathBackend backend(Path stateFolder, NexthopGroups groups, Runnable beforeWrite) {
        return new MultipathBackend(
                SysctlMode.SET,
                Hash.L4,
                groups,
                false,
                Path.of("/proc/sys"),
                new TestContext(stateFolder),
                () -> NetlinkSocket.open(beforeWrite));
    }

    static List<Uplink> uplinks(int count, Family... families) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> TestUplinks.uplink(i, families))
                .toList();
    }

    /** A pin through all uplinks, of which some (by position, from 0) are usable; its number makes table and mark. */
    static PinRoute pin(List<Uplink> uplinks, int number, boolean shared, boolean block, int... usable) {
        List<Pin.Via> via = uplinks.stream().map(u -> new Pin.Via(u.name(), 1)).toList();
        List<NextHop> hops = Stream.of(Family.values())
                .flatMap(f -> IntStream.of(usable)
                        .filter(i -> uplinks.get(i).families().contains(f))
                        .mapToObj(i -> new NextHop(TestUplinks.path(uplinks.get(i), f), i + 1)))
                .toList();
        return new PinRoute(
                new Pin("p" + number, PinMatch.EVERYTHING, via, shared, block, 300 + number, number << 8), hops);
    }

    static void inNetwork(int cables, PrivateNetwork.Body body) throws Exception {
        PrivateNetwork.run(() -> {
            for (int i = 1; i <= cables; i++) {
                TestUplinks.plug(i);
            }
            body.run();
        });
    }

    static String routes(int table) {
        return sh("ip route show table " + table);
    }

    static String everything() {
        return sh(
                "ip rule",
                "ip -6 rule",
                "ip route show table all",
                "ip -6 route show table all",
                "sysctl -a 2>/dev/null | grep -E '^net.ipv[46].(conf|ip_forward|fib_multipath)' | grep -v stable_secret");
    }

    /** The source address the kernel gives a new IPv4 connection of this host to anywhere, which tells the uplink. */
    static InetAddress chosen(int port) throws IOException {
        return chosen(Family.IPV4, port);
    }

    /** The same in a family. */
    static InetAddress chosen(Family family, int port) throws IOException {
        return chosen(family, Optional.empty(), port);
    }

    private static InetAddress chosen(Family family, Optional<InetAddress> source, int port) throws IOException {
        boolean four = family == Family.IPV4;
        try (DatagramChannel channel =
                DatagramChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            if (source.isPresent()) {
                channel.bind(new InetSocketAddress(source.get(), 0));
            }
            channel.connect(new InetSocketAddress(four ? ANYWHERE : ANYWHERE_IPV6, port));
            return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        }
    }

    /** Lays the best default routes of the operating system that there can be, so that a leak is seen. */
    static void bait() throws IOException {
        TestUplinks.plug(BAIT);
        sh(
                "ip route add default via 10." + BAIT + ".0.1 dev up" + BAIT + " metric 1",
                "ip -6 route add default via 2001:db8:" + BAIT + "::1 dev up" + BAIT + " metric 1");
        for (Family family : Family.values()) {
            assertThat(BAITS).contains(chosen(family, 9));
        }
    }

    /** Looks up routes without a pause until closed; every failure is kept, and every one that took the {@link #bait}. */
    static final class Hammer implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<String> failures = new ArrayList<>();
        private final Thread thread = new Thread(this::run, "hammer");
        private final Family family;
        private final Optional<InetAddress> source;
        private final AtomicLong lookUps = new AtomicLong();

        Hammer() {
            this(Family.IPV4);
        }

        Hammer(Family family) {
            this(family, Optional.empty());
        }

        /**
         * As for packets from an address, of the LAN say: the kernel looks up once. Without one it looks up again, from
         * the address of the uplink that it found, and if that has gone meanwhile there is no way from it, rightly.
         */
        Hammer(InetAddress source) {
            this(Family.of(source), Optional.of(source));
        }

        private Hammer(Family family, Optional<InetAddress> source) {
            this.family = family;
            this.source = source;
            thread.start();
        }

        private void run() {
            while (!stopped.get()) {
                try {
                    long number = lookUps.incrementAndGet();
                    if (BAITS.contains(chosen(family, source, 1024 + (int) (number % 60_000)))) {
                        failures.add(family + ", " + number + ": leaked");
                    }
                } catch (IOException e) {
                    failures.add(family + ", " + lookUps.get() + ": " + e);
                }
            }
        }

        /** What failed; the hammer rests. */
        List<String> failures() {
            close();
            return failures;
        }

        long lookUps() {
            return lookUps.get();
        }

        @Override
        public void close() {
            stopped.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
