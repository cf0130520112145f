// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.ftrouter.api.Family;
import org.jspecify.annotations.Nullable;

/**
 * A router with several uplinks in network namespaces of this machine: break it, heal it, and measure what its users
 * see. Needs root (of a user namespace, at least), {@code ip} and {@code nft}.
 *
 * <pre>{@code
 * try (Lab lab = Lab.builder().uplinks(3).build()) {
 *     lab.startDaemon();
 *     lab.awaitAllCarry(Duration.ofSeconds(20));
 *     Stamp fault = lab.fault(lab.uplink("fibre"), Fault.BLACKHOLE);
 *     lab.meter().awaitQuiet(Duration.ofSeconds(2), Duration.ofSeconds(20));
 *     MeterReport report = lab.meter().since(fault);   // report.outage(), report.failed(), report.share(uplink)
 * }
 * }</pre>
 *
 * <p>Closing removes processes, namespaces and files, as does the end of this process; what is left after SIGKILL goes
 * when the next lab is built. Safe for use by several threads.
 */
public final class Lab implements AutoCloseable {
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(5);

    private final LabSpec spec;
    private final Path folder;
    private final Hosts hosts;
    private final Agents agents;
    private final Thread atExit = new Thread(this::closeAtExit, "lab removal");
    private @Nullable Daemon daemon;
    private boolean measuring;
    private boolean attached; // closing lets go of the lab and leaves it
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock changing = new ReentrantLock();

    private Lab(LabSpec spec, boolean owned) {
        this.spec = spec;
        this.folder = LabFolder.of(spec.name());
        this.hosts = new Hosts(spec, folder);
        this.agents = new Agents(hosts, spec, owned && !spec.kept());
    }

    /** Begins the description of a new lab. */
    public static LabBuilder builder() {
        return new LabBuilder();
    }

    static Lab build(LabSpec spec, String config) throws LabException, InterruptedException {
        Removal.sweep();
        LabFolder.create(spec);
        var lab = new Lab(spec, true);
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        boolean built = false;
        lab.changing.lock();
        try {
            lab.writeConfig(config);
            new Wiring(spec, lab.hosts).build();
            lab.agents.serve();
            built = true;
        } finally {
            lab.changing.unlock();
            if (!built) {
                lab.close();
            } else if (spec.kept()) {
                Runtime.getRuntime().removeShutdownHook(lab.atExit);
                lab.attached = true;
            }
        }
        return lab;
    }

    /** Takes hold of a lab that another process has built. Closing it then only lets go of it. */
    public static Lab attach(String name) throws LabException {
        var lab = new Lab(LabFolder.read(name), false);
        lab.attached = true;
        return lab;
    }

    /** Its name. */
    public String name() {
        return spec.name();
    }

    /** The address families it is used in. */
    public Set<Family> families() {
        return spec.families();
    }

    /** All uplinks, in the order of their numbers. */
    public List<LabUplink> uplinks() {
        return spec.uplinks();
    }

    /** The uplink of that number, from 1. */
    public LabUplink uplink(int number) {
        return spec.uplinks().get(number - 1);
    }

    /** The uplink of that name; {@link IllegalArgumentException} names those there are. */
    public LabUplink uplink(String name) {
        return spec.uplinks().stream()
                .filter(uplink -> uplink.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no uplink " + name + ", only "
                        + spec.uplinks().stream().map(LabUplink::name).toList()));
    }

    /** The uplink whose customer network an address belongs to. */
    public Optional<LabUplink> uplinkOf(String address) {
        return spec.uplinks().stream().filter(uplink -> uplink.owns(address)).findFirst();
    }

    /** The user's machine, {@link Addresses#LAN_CLIENT}. */
    public Host lan() {
        return hosts.lan();
    }

    /** The router: interfaces lan0, dmz0, wan1 and so on. */
    public Host router() {
        return hosts.router();
    }

    /** All that is behind the providers. */
    public Host internet() {
        return hosts.internet();
    }

    /** The server in the DMZ; {@link IllegalArgumentException} if the lab has none. */
    public Host dmz() {
        return hosts.dmz();
    }

    /** The machine of that role: {@code isp1} and so on, and {@code switch} where uplinks share a port. */
    public Host host(String role) {
        return hosts.role(role);
    }

    /** The router's present IPv4 address on an uplink; empty if it has none. */
    public String address(LabUplink uplink) throws LabException, InterruptedException {
        return address(uplink, Family.IPV4);
    }

    /** The router's present address of a family on an uplink, beyond the link; empty if it has none. */
    public String address(LabUplink uplink, Family family) throws LabException, InterruptedException {
        return Pppoe.address(hosts.router(), uplink, family);
    }

    /** Hangs a PPPoE uplink up; the router dials in again by itself. */
    public void hangUp(LabUplink uplink) throws LabException, InterruptedException {
        Pppoe.hangUp(hosts.router(), uplink);
    }

    /** The provider of an uplink. */
    public Provider provider(LabUplink uplink) {
        return new Provider(uplink, hosts.isp(uplink), spec.wired());
    }

    /** The provider of the uplink of that number, from 1. */
    public Provider provider(int number) {
        return provider(uplink(number));
    }

    /** Breaks an uplink; returns the moment just before. An earlier fault of it is healed first. */
    public Stamp fault(LabUplink uplink, Fault fault) throws LabException, InterruptedException {
        return provider(uplink).fault(fault);
    }

    /** Heals an uplink; returns the moment just before. */
    public Stamp heal(LabUplink uplink) throws LabException, InterruptedException {
        return provider(uplink).heal();
    }

    /** The fault an uplink has now, in words. */
    public Optional<String> faultOf(LabUplink uplink) throws LabException {
        return FaultFile.read(hosts.isp(uplink));
    }

    /** The lab's files: {@code ftr.conf}, {@code control.sock}, {@code state}, {@code daemon.log}. */
    public Path folder() {
        return folder;
    }

    /** The daemon's configuration file. */
    public Path config() {
        return folder.resolve("ftr.conf");
    }

    /** The daemon's control socket. */
    public Path socket() {
        return folder.resolve("control.sock");
    }

    /** Replaces the daemon's configuration file; the daemon is not told. */
    public void writeConfig(String hocon) throws LabException {
        try {
            Files.writeString(config(), hocon);
        } catch (IOException e) {
            throw new LabException("cannot write " + config() + ": " + e.getMessage(), e);
        }
    }

    /** The program {@code ftr} that this lab uses. */
    public Path ftr() throws LabException {
        Path given = spec.ftr();
        return given != null ? given : Distribution.ftr();
    }

    /**
     * Starts the daemon in the router and waits until its control socket answers.
     *
     * @throws LabException with the end of its log if it does not come up
     */
    public synchronized Daemon startDaemon() throws LabException, InterruptedException {
        if (daemon != null && daemon.isAlive()) {
            throw new LabException("the lab's daemon runs already, process " + daemon.pid());
        }
        daemon = Daemon.start(hosts.router(), ftr(), spec.kept());
        return daemon;
    }

    /** Kills the daemon with SIGKILL, if it runs, and waits until it is gone. */
    public synchronized void killDaemon() throws InterruptedException {
        if (daemon != null) {
            daemon.kill();
        }
    }

    /** The meter in the LAN; the first call starts it, and it goes on until it is paused or the lab is closed. */
    public synchronized Meter meter() throws LabException, InterruptedException {
        if (!measuring) {
            agents.of(hosts.lan()).pace(Meter.EVERY, Meter.LIMIT, spec.families());
            measuring = true;
        }
        return agents.meter();
    }

    /** Lets the meter open no more connections until it is asked for again; what it has collected stays. */
    public synchronized void pauseMeter() throws LabException, InterruptedException {
        if (measuring) {
            agents.of(hosts.lan()).pace(Duration.ZERO, Meter.LIMIT, spec.families());
            measuring = false;
        }
    }

    /**
     * Waits until every uplink of the best priority has carried a connection of the meter begun after this call, in each
     * family.
     *
     * @throws LabException naming the uplink that has not
     */
    public void awaitAllCarry(Duration limit) throws LabException, InterruptedException {
        Stamp start = Stamp.now();
        Meter meter = meter();
        int best = uplinks().stream().mapToInt(LabUplink::priority).min().orElseThrow();
        for (LabUplink uplink : uplinks()) {
            for (Family family : families()) {
                Duration rest = limit.minus(start.until(Stamp.now()));
                if (uplink.priority() == best
                        && meter.awaitUplink(uplink, family, start, rest).isEmpty()) {
                    throw new LabException("no " + family + " connection from the LAN went over " + uplink.name()
                            + " within " + limit.toSeconds() + " s; see " + folder);
                }
            }
        }
    }

    /** The long-lived flows from and to the LAN, and pings. */
    public Flows flows() {
        return new Flows(this, agents);
    }

    /** Whether an address answers an ICMP echo request that a machine of the lab sends. */
    public boolean ping(Host from, String address, Duration limit) throws LabException, InterruptedException {
        return agents.of(from).ping(address, limit);
    }

    /** Removes the lab, or lets go of it if another process built it or it is to be kept. */
    @Override
    public void close() throws LabException {
        if (closed.getAndSet(true)) {
            return;
        }
        agents.close();
        if (!attached) {
            removeNow();
        }
    }

    private void removeNow() throws LabException {
        boolean interrupted = Thread.interrupted(); // removal is bounded and has to be whole
        boolean locked = false;
        try {
            locked = changing.tryLock(CHANGE_LIMIT.toSeconds(), TimeUnit.SECONDS); // Ctrl-C in the midst of building
            Removal.remove(spec.name());
            if (Thread.currentThread() != atExit) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (IllegalStateException e) {
            // the process is ending anyway
        } finally {
            if (locked) {
                changing.unlock();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeAtExit() {
        try {
            close();
        } catch (LabException e) {
            System.err.println(e.getMessage());
        }
    }
}
