// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;

/**
 * Simulated lines that fail now and then: cut (which comes first), silent behind the gateway, lossy. One at a time mostly,
 * so that there is something to see. The same seed gives the same faults.
 */
public final class DemoWorld implements AutoCloseable {
    /** What is wrong with a line at the moment. */
    enum Fault {
        NONE,
        CARRIER,
        SILENT,
        LOSSY
    }

    /** Before the first fault: there is soon something to see. */
    private static final Duration START = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofSeconds(6);
    private static final Duration FAULT = Duration.ofSeconds(5);

    private final List<Uplink> uplinks;
    private final Random random;
    private final Map<String, Fault> faults = new HashMap<>();
    private final Map<String, Duration> latencies = new HashMap<>();
    private final BiConsumer<String, String> narrator;
    private final ExecutorService clock = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "demo");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Runnable changed = () -> {};

    /**
     * A world of these uplinks, all well.
     *
     * @param narrator told the uplink and its fault, which a real router would have to find out
     */
    public DemoWorld(List<Uplink> uplinks, long seed, BiConsumer<String, String> narrator) {
        this.uplinks = List.copyOf(uplinks);
        this.random = new Random(seed);
        this.narrator = narrator;
        uplinks.forEach(u -> {
            faults.put(u.name(), Fault.NONE);
            latencies.put(u.name(), Duration.ofMillis(5 + random.nextInt(60)));
        });
        if (!uplinks.isEmpty()) {
            later(() -> breakOne(Fault.CARRIER), START.toMillis());
        }
    }

    private void later(Runnable action, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, clock).execute(action);
    }

    void onLinkChange(Runnable listener) {
        changed = listener;
    }

    synchronized Fault fault(String uplink) {
        return faults.getOrDefault(uplink, Fault.NONE);
    }

    private synchronized void breakOne() {
        breakOne(Fault.values()[1 + random.nextInt(Fault.values().length - 1)]);
    }

    private synchronized void breakOne(Fault fault) {
        Uplink victim = uplinks.get(random.nextInt(uplinks.size()));
        set(victim, fault);
        later(() -> healOne(victim), FAULT.toMillis() + random.nextInt(5000));
    }

    private synchronized void healOne(Uplink victim) {
        set(victim, Fault.NONE);
        later(this::breakOne, QUIET.toMillis() + random.nextInt(4000));
    }

    private void set(Uplink uplink, Fault fault) {
        faults.put(uplink.name(), fault);
        narrator.accept(uplink.name(), fault.name().toLowerCase(Locale.ROOT));
        changed.run();
    }

    /** A probe of a simulated target in the place of a real one. */
    public Probe instead(Probe real) {
        return new Probe() {
            @Override
            public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                return ask(path.uplink().name(), timeout);
            }

            @Override
            public boolean asks(Family family) {
                return real.asks(family);
            }

            @Override
            public boolean local() {
                return real.local();
            }

            @Override
            public ProbeBytes bytes(Family family) {
                return real.bytes(family);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    private CompletionStage<ProbeResult> ask(String uplink, Duration timeout) {
        var result = new CompletableFuture<ProbeResult>();
        Duration latency = latencies
                .getOrDefault(uplink, QUIET)
                .plusNanos(ThreadLocalRandom.current().nextLong(2_000_000));
        boolean lost = switch (fault(uplink)) {
            case NONE -> false;
            case CARRIER, SILENT -> true;
            case LOSSY -> ThreadLocalRandom.current().nextInt(100) < 15;
        };
        if (lost) {
            later(() -> result.complete(ProbeResult.noReply("demo")), timeout.toMillis());
        } else {
            later(() -> result.complete(ProbeResult.reply(latency)), latency.toMillis());
        }
        return result;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
