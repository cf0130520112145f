// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.linux.IcmpEcho;
import org.ftrouter.linux.IcmpSocket;
import org.ftrouter.linux.IcmpSocket.Received;
import org.ftrouter.linux.LinuxSocket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One echo over veth, whose far side answers within the sender's system call: there is no way and no waiting in it. What
 * the plugin and its thread take besides is measured by {@link IcmpLoad}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IcmpBenchmark {
    private static final InetAddress TARGET = TestPath.address("192.0.2.1");
    private final org.ftrouter.api.Path path = TestPath.of("up0", "192.0.2.2", 0);
    private TestNamespace router;
    private TestNamespace far;
    private IcmpSocket socket;
    private int sequence;

    /** Builds a line of two ends. */
    @Setup
    public void build() {
        router = TestNamespace.create("router");
        far = TestNamespace.create("far");
        router.cable("up0", List.of("192.0.2.2/24"), far, "down0", List.of("192.0.2.1/24"));
        socket = router.call(() -> LinuxSocket.icmp(path));
    }

    /** Takes it away. */
    @TearDown
    public void remove() {
        socket.close();
        router.close();
        far.close();
    }

    /** The system calls alone: what a probe cannot do without. */
    @Benchmark
    public Optional<Received> sendAndReceive() throws IOException {
        socket.send(TARGET, new IcmpEcho(1, sequence++ & 0xffff, sequence, IcmpEcho.LEAST_SIZE));
        return socket.receive();
    }
}
