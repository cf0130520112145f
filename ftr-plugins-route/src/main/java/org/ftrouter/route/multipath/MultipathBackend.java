// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.route.multipath.SysctlPlan.Hash;
import org.ftrouter.route.multipath.SysctlPlan.Sysctl;
import org.jspecify.annotations.Nullable;

/** Multipath default routes by netlink. */
final class MultipathBackend implements RouteBackend {
    /** The tag of a default configuration, for cleaning up when the record of tags is lost. */
    private static final int USUAL_PROTOCOL = 199;

    /** A replaced IPv6 route is put together hop by hop, and others may write meanwhile: looked at again this often. */
    private static final int PASSES = 4;

    /** Whether sysctls are ours to set. */
    enum SysctlMode {
        /** Set, recorded, put back. */
        SET,
        /** Only looked at: a wrong one is logged. */
        CHECK
    }

    /** Whether the balanced route goes through a group of nexthop objects. */
    enum NexthopGroups {
        OFF,
        RESILIENT
    }

    private final SysctlMode mode;
    private final Hash hash;
    private final NexthopGroups groups;
    private final boolean realms;
    private final PluginContext context;
    private final Sysctls sysctls;
    private final Kernel kernel;
    private final Culprits culprits;
    private final Damage damage;
    private @Nullable OwnershipRecord loaded;
    private @Nullable KernelListener listener;
    private List<Sysctl> complained = List.of();
    private List<Sysctl> sysctlsSeen = List.of();
    private @Nullable RoutePlan standing; // whole, as far as we know
    private int routeWrites;
    private boolean groupsRefused;
    private boolean groupsSwept;

    /** The way to the kernel: in trials it breaks off at some write. */
    interface Kernel {
        NetlinkSocket open() throws IOException;
    }

    MultipathBackend(
            SysctlMode mode, Hash hash, NexthopGroups groups, boolean realms, Path sysctlRoot, PluginContext context) {
        this(mode, hash, groups, realms, sysctlRoot, context, NetlinkSocket::open);
    }

    MultipathBackend(
            SysctlMode mode,
            Hash hash,
            NexthopGroups groups,
            boolean realms,
            Path sysctlRoot,
            PluginContext context,
            Kernel kernel) {
        this.kernel = kernel;
        this.culprits = new Culprits(context.logger(), Path.of("/proc"));
        this.damage = new Damage(culprits);
        this.mode = mode;
        this.hash = hash;
        this.groups = groups;
        this.realms = realms;
        this.context = context;
        this.sysctls = new Sysctls(sysctlRoot);
    }

    private List<Sysctl> sysctls(RoutePlan plan) {
        return SysctlPlan.of(plan, hash, hash == Hash.L3 && sysctls.has(SysctlPlan.IPV6_FIELDS));
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException {
        damage.begins();
        try {
            write(plan);
            damage.ended(plan, "");
            standing = plan;
        } catch (RouteException e) {
            standing = null;
            if (e.reason() == Reason.PARTIAL) {
                damage.ended(plan, String.valueOf(e.getMessage()));
            } else {
                damage.failed();
            }
            throw e;
        }
    }

    @Override
    public Optional<Repair> repaired() {
        return damage.repair();
    }

    private void write(RoutePlan plan) throws RouteException {
        var refusals = new Refusals();
        OwnershipRecord record = record();
        record.protocol(plan.layout().protocol());
        culprits.ours(record.protocols());
        try {
            record.save();
        } catch (IOException e) {
            refusals.record("what is ours cannot be recorded in " + context.stateFolder() + ": " + e);
        }
        List<Sysctl> wanted = sysctls(plan);
        boolean urgent = wanted.equals(sysctlsSeen); // then what a failover changes are routes
        if (!urgent) {
            sysctls(plan, wanted, record, refusals);
        }
        try (NetlinkSocket socket = kernel.open()) {
            if (isFailover(plan)) {
                failOver(socket, plan, record.protocols());
            }
            Refusals last = new Refusals();
            int before = -1;
            for (int i = 0; i < PASSES && before != routeWrites; i++) {
                before = routeWrites;
                last = new Refusals();
                pass(socket, plan, record.protocols(), last);
            }
            refusals.add(last);
            sweep(socket, plan);
        } catch (IOException e) {
            throw failed(e);
        }
        if (urgent) {
            sysctls(plan, wanted, record, refusals);
        }
        sysctlsSeen = wanted;
        refusals.check(Reason.PARTIAL);
    }

    private void pass(NetlinkSocket socket, RoutePlan plan, Set<Integer> tags, Refusals refusals) throws IOException {
        Map<String, Integer> links = links(socket);
        var routing = new Routing(plan, isGrouped(socket, plan, links), realms);
        for (Family family : Family.values()) {
            OwnObjects own = OwnObjects.read(socket, family, tags, group(plan, routing, family));
            List<String> written = new Reconciler(socket, links, own, refusals).apply(plan, routing, family);
            routeWrites += written.size();
            damage.wrote(written);
        }
    }

    /**
     * What users wait for, both families in one go: whoever listens to the kernel wakes up with the first route written,
     * and had the second one wait for a processor. What is refused here, the pass that follows meets again and tells.
     */
    private void failOver(NetlinkSocket socket, RoutePlan plan, Set<Integer> tags) throws IOException {
        Map<String, Integer> links = links(socket);
        var routing = new Routing(plan, isGrouped(socket, plan, links), realms);
        var changed = new ArrayList<NetworkRoute>();
        for (Family family : routing.families()) {
            OwnObjects own = OwnObjects.routes(socket, family, tags, group(plan, routing, family));
            new Reconciler(socket, links, own, new Refusals())
                    .changedBalanced(plan, routing, family)
                    .ifPresent(changed::add);
        }
        routeWrites += socket.replaceTogether(changed);
    }

    private static Map<String, Integer> links(NetlinkSocket socket) throws IOException {
        return socket.links().stream().collect(Collectors.toMap(NetworkLink::name, NetworkLink::index, (a, b) -> b));
    }

    private static int group(RoutePlan plan, Routing routing, Family family) {
        return routing.isGrouped(family) ? NexthopGroup.groupId(plan) : 0;
    }

    /** Whether members change and nothing else: then all that the balanced routes need is there. */
    private boolean isFailover(RoutePlan plan) {
        RoutePlan before = standing;
        return before != null
                && !plan.hops().equals(before.hops())
                && plan.layout().equals(before.layout())
                && plan.uplinks().equals(before.uplinks())
                && plan.paths().equals(before.paths());
    }

    /**
     * Tried, not concluded from a version: the first refusal is told, and from then on plain routes are used. Unless it is
     * taken when tried again: with its interface, a member may just have gone.
     */
    private boolean isGrouped(NetlinkSocket socket, RoutePlan plan, Map<String, Integer> links) throws IOException {
        List<NextHop> hops = plan.hops(Family.IPV4);
        if (groups == NexthopGroups.OFF || groupsRefused || hops.isEmpty()) {
            return groups == NexthopGroups.RESILIENT && !groupsRefused;
        }
        NetworkRoute route = new Routing(plan, true, realms).balanced(hops).toKernel(links);
        try {
            try {
                routeWrites += new NexthopGroup(socket, plan).apply(links, route);
            } catch (LinuxException e) {
                routeWrites += new NexthopGroup(socket, plan).apply(links, route);
            }
            return true;
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EPERM) {
                throw e;
            }
            groupsRefused = true;
            log(
                    System.Logger.Level.WARNING,
                    "nexthop-groups = resilient has no effect, plain routes are used, for the kernel refuses it: "
                            + e.getMessage());
            return false;
        }
    }

    /** Nexthop objects that no route needs any more, once also those of an earlier configuration. */
    private void sweep(NetlinkSocket socket, RoutePlan plan) throws IOException {
        if (groups == NexthopGroups.RESILIENT && !groupsRefused) {
            routeWrites += new NexthopGroup(socket, plan).sweep();
        } else if (!groupsSwept) {
            groupsSwept = true;
            routeWrites += NexthopGroup.removeAll(socket, plan.layout().protocol());
        }
    }

    private void sysctls(RoutePlan plan, List<Sysctl> wanted, OwnershipRecord record, Refusals refusals) {
        if (mode == SysctlMode.SET) {
            int before = sysctls.writes();
            refusals.sysctls(sysctls.set(wanted, record));
            damage.wrote(sysctls.writes() == before ? List.of() : List.of("sysctls"));
            refusals.sysctls(sysctls.release(plan, record));
            return;
        }
        List<Sysctl> differing = sysctls.differing(wanted);
        if (!differing.equals(complained)) {
            complained = differing;
            for (Sysctl sysctl : differing) {
                log(System.Logger.Level.WARNING, "sysctl ought to be set: " + sysctl.key() + "=" + sysctl.value());
            }
        }
    }

    @Override
    public String render(RoutePlan plan) {
        return IpCommands.of(plan, sysctls(plan), groups == NexthopGroups.RESILIENT && !groupsRefused, realms);
    }

    @Override
    public void remove() throws RouteException {
        sysctlsSeen = List.of();
        standing = null;
        OwnershipRecord record = record();
        Set<Integer> tags = new HashSet<>(record.protocols());
        if (tags.isEmpty()) {
            tags.add(USUAL_PROTOCOL);
        }
        var refusals = new Refusals();
        try (NetlinkSocket socket = kernel.open()) {
            for (Family family : Family.values()) {
                OwnObjects own = OwnObjects.read(socket, family, tags, 0);
                routeWrites += new Reconciler(socket, Map.of(), own, refusals)
                        .removeUnwanted()
                        .size();
            }
            for (int tag : tags) {
                routeWrites += NexthopGroup.removeAll(socket, tag);
            }
            refusals.sysctls(sysctls.restoreAll(record));
            refusals.check(Reason.PERMISSION);
            record.delete();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static RouteException failed(IOException e) {
        if (e instanceof LinuxException refused && refused.errno() == LinuxException.EPERM) {
            return new RouteException(
                    Reason.PERMISSION, e.getMessage() + ": run as root or with the capability CAP_NET_ADMIN", e);
        }
        return new RouteException(Reason.FAILED, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void watch(Runnable onChange) throws RouteException {
        try {
            close();
            listener = KernelListener.start(onChange, damage::saw, context.logger());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    /** How often this backend has changed the kernel so far: routes, rules and sysctls. */
    int writes() {
        return routeWrites + sysctls.writes();
    }

    private OwnershipRecord record() throws RouteException {
        if (loaded == null) {
            Path folder = stateFolder();
            Path former = folder.resolveSibling(realms ? "multipath" : "realms");
            loaded = OwnershipRecord.load(folder, former, context.logger());
        }
        return loaded;
    }

    private Path stateFolder() throws RouteException {
        try {
            return context.stateFolder();
        } catch (UncheckedIOException e) { // the disk's fault, not ours
            boolean denied = e.getCause() instanceof AccessDeniedException;
            throw new RouteException(denied ? Reason.PERMISSION : Reason.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private void log(System.Logger.Level level, String text) {
        context.logger().log(level, text);
    }
}
