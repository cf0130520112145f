// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.linux.IcmpEcho;
import org.ftrouter.linux.IcmpSocket;
import org.ftrouter.linux.LinuxSocket;

/**
 * A thousand pairs of path and target, each asked ten times a second over veth: what share of a core that takes, on the
 * ICMP thread and on the thread that asks. The far side's kernel answers within the sender's own system call, which no
 * real one does: what that costs is measured too. Arguments: seconds to warm up, seconds to measure. Needs root.
 */
public final class IcmpLoad {
    private static final int PATHS = 10;
    private static final int TARGETS = 100;
    private static final int RATE = 10;
    private static final int BATCH = 20;
    private static final int BATCHES = 1000;

    /** From batch to batch, at the rate of all pairs: without rests, caches stay warm, and all takes a third less. */
    private static final long EVERY = 1_000_000_000L * BATCH / (PATHS * TARGETS * RATE);

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final List<org.ftrouter.api.Path> paths = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder other = new LongAdder();
    private long asked;
    private double farSide;

    private IcmpLoad() {}

    /** Runs and prints. */
    public static void main(String[] arguments) {
        int warmUp = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        try (var router = TestNamespace.create("router");
                var far = TestNamespace.create("far")) {
            var load = new IcmpLoad();
            load.build(router, far);
            router.run(() -> load.floor(router, far));
            for (int together : new int[] {1, 10}) {
                router.run(() -> load.run(together, warmUp));
                router.run(() -> load.measure(together, seconds));
            }
            load.probes.forEach(Probe::close);
        }
    }

    private void build(TestNamespace router, TestNamespace far) {
        var factory = new IcmpProbeFactory();
        for (int i = 0; i < TARGETS; i++) {
            String target = "198.51.100." + (i + 1);
            far.ip("address", "add", target + "/32", "dev", "lo");
            probes.add(factory.create(TestSettings.of("target", target), new TestContext(Path.of("target"))));
        }
        for (int i = 0; i < PATHS; i++) {
            String network = "10.99." + i + ".";
            router.cable("up" + i, List.of(network + "2/24"), far, "down" + i, List.of(network + "1/24"));
            String table = Integer.toString(101 + i);
            router.ip("route", "add", "default", "via", network + "1", "dev", "up" + i, "table", table);
            router.ip("rule", "add", "fwmark", Integer.toString(1 + i), "table", table);
            paths.add(TestPath.of("up" + i, network + "2", 1 + i));
        }
    }

    /** Asks for so many seconds; so many questions each time, evenly spaced. */
    private void run(int together, int seconds) {
        long every = 1_000_000_000L * together / (PATHS * TARGETS * RATE);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        for (long due = start; due < end; due += every) {
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            for (int i = 0; i < together; i++) {
                ask();
            }
        }
    }

    private void ask() {
        int pair = (int) (asked++ % (PATHS * TARGETS));
        probes.get(pair / PATHS).probe(paths.get(pair % PATHS), TIMEOUT).thenAccept(result -> {
            (result instanceof Reply ? answered : other).increment();
        });
    }

    private void measure(int together, int seconds) throws InterruptedException {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long icmp = icmpThread(threads);
        long allocated = threads.getThreadAllocatedBytes(icmp);
        long askedBefore = asked;
        long answeredBefore = answered.sum();
        long io = threads.getThreadCpuTime(icmp);
        long asking = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        run(together, seconds);
        long wall = System.nanoTime() - start;
        io = threads.getThreadCpuTime(icmp) - io;
        asking = threads.getCurrentThreadCpuTime() - asking;
        allocated = threads.getThreadAllocatedBytes(icmp) - allocated;
        Thread.sleep(TIMEOUT.toMillis() + 200);
        long count = asked - askedBefore;
        System.out.printf(
                Locale.ROOT,
                "%d pairs, %.0f probes a second, %2d at once: ICMP thread %.2f us a probe, without the far side's %.2f,"
                        + " %d bytes of garbage; asking %.2f us; unanswered %d of %d%n",
                PATHS * TARGETS,
                count * 1e9 / wall,
                together,
                io / 1e3 / count,
                io / 1e3 / count - farSide,
                allocated / count,
                asking / 1e3 / count,
                count - (answered.sum() - answeredBefore),
                count);
    }

    /** What the system calls cost without any plugin, on this thread; and what of that is the far side's work. */
    private void floor(TestNamespace router, TestNamespace far) throws IOException {
        router.cable("deaf", List.of("10.98.0.2/24"), far, "drops", List.of("10.98.0.1/24"));
        router.command("ping", "-c", "1", "10.98.0.1"); // so that its hardware address is known
        far.command(
                "nft",
                "add table netdev t; add chain netdev t in { type filter hook ingress device drops priority 0; policy drop; }");
        double unanswered = cost(List.of(TestPath.of("deaf", "10.98.0.2", 0)), "10.98.0.1")[0];
        double[] answered = cost(paths.subList(0, 1), "198.51.100.1");
        farSide = answered[0] - unanswered;
        double[] turns = cost(paths, "198.51.100.1");
        System.out.printf(
                Locale.ROOT,
                "system calls alone: send %.2f us, receive %.2f us; over %d paths in turns %.2f and %.2f;"
                        + " within send, the far side's kernel and the way back %.2f us%n",
                answered[0],
                answered[1],
                paths.size(),
                turns[0],
                turns[1],
                farSide);
    }

    /** Microseconds of CPU time to send a question, and to receive the answer if there is one, at the load's own rate. */
    private static double[] cost(List<org.ftrouter.api.Path> paths, String target) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sending = 0;
        long receiving = 0;
        var sockets = new ArrayList<IcmpSocket>();
        try {
            for (org.ftrouter.api.Path path : paths) {
                sockets.add(LinuxSocket.icmp(path));
            }
            for (int batch = 0; batch < 2 * BATCHES; batch++) {
                LockSupport.parkNanos(EVERY);
                long begun = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < BATCH; i++) {
                    sockets.get(i % sockets.size())
                            .send(TestPath.address(target), new IcmpEcho(1, i, i, IcmpEcho.LEAST_SIZE));
                }
                long sent = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < BATCH; i++) {
                    sockets.get(i % sockets.size()).receive();
                }
                boolean compiled = batch >= BATCHES;
                sending += compiled ? sent - begun : 0;
                receiving += compiled ? threads.getCurrentThreadCpuTime() - sent : 0;
            }
        } finally {
            sockets.forEach(LinuxSocket::close);
        }
        return new double[] {sending / 1e3 / BATCHES / BATCH, receiving / 1e3 / BATCHES / BATCH};
    }

    private static long icmpThread(ThreadMXBean threads) {
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("icmp")) {
                return thread.getThreadId();
            }
        }
        throw new IllegalStateException("there is no ICMP thread");
    }
}
