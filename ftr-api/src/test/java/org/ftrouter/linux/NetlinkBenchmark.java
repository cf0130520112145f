// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The balanced route of ten uplinks as a netlink message, made and read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetlinkBenchmark {
    private static final int HOPS = 10;
    private final NetworkRoute route = route();
    private final byte[] received = encode();

    private static NetworkRoute route() {
        var hops = new ArrayList<NetworkHop>();
        for (int i = 1; i <= HOPS; i++) {
            hops.add(new NetworkHop(i, Optional.of(address(i)), 1));
        }
        return NetworkRoute.defaultThrough(Family.IPV4, 200, 1000, 199, Optional.empty(), hops);
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) number});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // not with four bytes
        }
    }

    /** From the route to the bytes of a request. */
    @Benchmark
    public final byte[] encode() {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        return new NetlinkMessage(Rtnetlink.NEW_ROUTE, flags, 1, route.encode()).encode();
    }

    /** From the bytes of an event to the route. */
    @Benchmark
    public List<Optional<NetworkRoute>> decode() throws IOException {
        var routes = new ArrayList<Optional<NetworkRoute>>();
        for (NetlinkMessage message : NetlinkMessage.parse(ByteBuffer.wrap(received))) {
            routes.add(NetworkRoute.decode(message));
        }
        return routes;
    }
}
