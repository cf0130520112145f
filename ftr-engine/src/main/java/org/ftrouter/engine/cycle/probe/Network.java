// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;
import org.ftrouter.linux.PathFacts;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of our uplinks: which paths exist, and what stands in their way. Events are hints: after any of
 * them everything is read afresh, though a lost link has its routes written first. Links are polled besides, since the
 * kernel may report a lost carrier most of a second late; now and then all is read, in case an event was lost. Belongs to
 * the engine thread.
 */
public final class Network {
    /** How often links are looked at, at least, without any event. */
    static final Duration POLL = Duration.ofMillis(250);

    /**
     * The same while nobody uses any uplink. The kernel tells of a lost carrier at once if it had no other to tell of for a
     * second (net/core/link_watch.c), and without traffic no silence tells anything.
     */
    static final Duration POLL_UNUSED = Duration.ofSeconds(1);

    /** Without users and news for so long, uplinks are called unused. */
    static final Duration UNUSED_AFTER = Duration.ofSeconds(5);

    /** How often addresses and routes are read without any event: an event may be lost. */
    static final Duration REREAD = Duration.ofSeconds(5);

    /** A turn that comes anyway looks after so long already, which spares one for the look alone; but see {@link #busy}. */
    private static final Duration POLL_BY_THE_WAY = Duration.ofMillis(150);

    /** Packets within {@link #POLL} that tell of users; our own probes are fewer. */
    private static final long IN_USE = 3;

    /** How long after a lost link all else is read: its routes are written meanwhile, which takes the same lock. */
    static final Duration ROUTES_FIRST = Duration.ofMillis(20);

    private static final Duration POLL_IN_DOUBT = Duration.ofMillis(50);
    private static final Logger LOG = LogManager.getLogger(Network.class);

    private final NetworkSource source;
    private final List<Uplink> uplinks;
    private final Set<String> devices;

    /** Interfaces of several uplinks: their counters say nothing of any one of them. */
    private final Set<String> shared = new HashSet<>();

    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Map<PathId, Path> paths = new LinkedHashMap<>();
    private final Map<PathId, Path> remembered = new HashMap<>();

    /** The kernel's numbers of interfaces, which these keep under another name. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private List<Path> pathList = List.of();
    private List<Looked> looked = List.of();
    private @Nullable NetworkState last;
    private @Nullable Moment lastLook;
    private @Nullable Moment lastWhole;
    private @Nullable Moment lostAt; // since then all else has yet to be read
    private boolean blind;

    /** Whether users receive something. Then looks are evenly spaced: silence is measured in whole ones. */
    private boolean busy;

    /** When there was last a user or something new of the kernel. */
    private @Nullable Moment lastUse;

    private record Looked(Uplink uplink, Observation.Kernel seen) {}

    /** One that has seen nothing yet. */
    public Network(NetworkSource source, List<Uplink> uplinks) {
        this(source, uplinks, null);
    }

    /** One that remembers what another one, in whose place it comes, has learnt of uplinks that are the same in both. */
    public Network(NetworkSource source, List<Uplink> uplinks, @Nullable Network before) {
        this.source = source;
        if (before != null) {
            numbers.putAll(before.numbers);
            before.remembered.forEach((id, path) -> {
                if (uplinks.stream().anyMatch(u -> isSameLine(u, path.uplink()))) {
                    remembered.put(id, path);
                }
            });
        }
        this.uplinks = List.copyOf(uplinks);
        devices = uplinks.stream().map(Uplink::device).collect(Collectors.toUnmodifiableSet());
        var seen = new HashSet<String>();
        uplinks.stream().map(Uplink::device).filter(device -> !seen.add(device)).forEach(shared::add);
    }

    private static boolean isSameLine(Uplink one, Uplink other) {
        return one.name().equals(other.name())
                && one.device().equals(other.device())
                && one.addresses().equals(other.addresses())
                && one.gateways().equals(other.gateways());
    }

    /** Something may have changed. Any thread. */
    public void changed() {
        changed.set(true);
    }

    /**
     * Looks at the kernel if something changed or it is time.
     *
     * @param inDoubt whether a line is being confirmed, so that the counters are wanted more often
     */
    public List<Observation> observe(boolean inDoubt, Moment now) {
        boolean news = changed.getAndSet(false) || last == null;
        boolean owed = lostAt != null && isOver(ROUTES_FIRST, lostAt, now);
        boolean all = news || owed || isOver(REREAD, lastWhole, now);
        if (!all && !isOver(inDoubt ? POLL_IN_DOUBT : byTheWay(now), lastLook, now)) {
            return List.of();
        }
        Moment former = lastLook == null ? now : lastLook;
        lastLook = now;
        lastWhole = all ? now : lastWhole;
        try {
            NetworkState before = last;
            NetworkState state = read(before, news, all, now);
            last = state;
            blind = false;
            boolean same = before != null && sameButCounters(before.links(), state.links());
            if (news || inDoubt || before == null || !same || isInUse(before, state, now.since(former))) {
                lastUse = now;
            }
            looked = same && !all ? counted(state, now) : observe(state, now);
            var seen = new ArrayList<Observation>(looked.size());
            looked.forEach(l -> seen.add(l.seen));
            return seen;
        } catch (IOException e) {
            if (!blind) {
                LOG.error("The kernel's links and addresses cannot be read; what was known is kept: {}", e.toString());
            }
            blind = true;
            changed.set(true);
            return List.of();
        }
    }

    /** After an event the links come first: a lost one is acted upon before all else is read, {@link #ROUTES_FIRST}. */
    private NetworkState read(@Nullable NetworkState before, boolean news, boolean all, Moment now) throws IOException {
        if (before == null || (all && !news)) {
            return readAll();
        }
        NetworkState links = source.refreshLinks(before, devices);
        if (news && lost(before, links)) {
            lostAt = lostAt == null ? now : lostAt;
            return links;
        }
        return news ? readAll() : links;
    }

    private NetworkState readAll() throws IOException {
        NetworkState all = source.read();
        lostAt = null;
        return all;
    }

    private boolean lost(NetworkState before, NetworkState links) {
        return before.links().stream()
                .filter(link -> link.up() && link.carrier() && devices.contains(link.name()))
                .anyMatch(link -> links.link(link.name())
                        .filter(now -> !now.up() || !now.carrier())
                        .isPresent());
    }

    /** After how long a turn that comes anyway looks. */
    private Duration byTheWay(Moment now) {
        return busy ? POLL : isUnused(now) ? POLL_UNUSED.minus(POLL_BY_THE_WAY) : POLL_BY_THE_WAY;
    }

    private boolean isUnused(Moment now) {
        return isOver(UNUSED_AFTER, lastUse, now);
    }

    /** When a look is due even if nothing happens and no turn comes; from the last turn it would be up to twice as long. */
    public Moment nextLook(Moment now) {
        if (changed.get() && !blind) {
            return now;
        }
        Duration pause = isUnused(now) ? POLL_UNUSED : POLL;
        Moment usual = lastLook == null ? now : lastLook.plus(pause);
        Moment next = lostAt == null ? usual : usual.min(lostAt.plus(ROUTES_FIRST));
        return next.isAfter(now) ? next : now.plus(pause);
    }

    private boolean isInUse(NetworkState before, NetworkState state, Duration span) {
        long users = Math.max(IN_USE, IN_USE * span.toMillis() / POLL.toMillis());
        for (NetworkLink link : state.links()) {
            if (devices.contains(link.name())) {
                NetworkLink former = before.link(link.name()).orElse(link);
                if (link.rxPackets() - former.rxPackets() >= users || link.txPackets() - former.txPackets() >= users) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOver(Duration pause, @Nullable Moment since, Moment now) {
        return since == null || now.since(since).compareTo(pause) >= 0;
    }

    /** As at most looks. */
    private static boolean sameButCounters(List<NetworkLink> before, List<NetworkLink> links) {
        if (before.size() != links.size()) {
            return false;
        }
        for (int i = 0; i < links.size(); i++) {
            if (!links.get(i).isSameButCounters(before.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<Looked> counted(NetworkState state, Moment now) {
        var next = new ArrayList<Looked>(looked.size());
        busy = false;
        for (Looked one : looked) {
            String device = one.uplink.device();
            NetworkLink link =
                    shared.contains(device) ? null : state.link(device).orElse(null);
            long received = link == null ? 0 : link.rxPackets();
            long sent = link == null ? 0 : link.txPackets();
            Observation.Kernel seen = one.seen;
            busy |= received - seen.receivedPackets() >= IN_USE;
            next.add(new Looked(
                    one.uplink,
                    new Observation.Kernel(seen.path(), seen.obstacle(), seen.identity(), received, sent, now)));
        }
        return next;
    }

    private List<Looked> observe(NetworkState state, Moment now) {
        var seen = new ArrayList<Looked>();
        paths.clear(); // so that they stand in the order of the uplinks, whichever came last
        for (Uplink uplink : uplinks) {
            uplink.families().stream()
                    .sorted()
                    .forEach(family -> seen.add(new Looked(uplink, observe(state, uplink, family, now))));
        }
        if (!pathList.equals(List.copyOf(paths.values()))) {
            pathList = List.copyOf(paths.values());
        }
        return seen;
    }

    private Observation.Kernel observe(NetworkState state, Uplink uplink, Family family, Moment now) {
        var id = new PathId(uplink.name(), family);
        PathFacts facts = state.path(uplink, family, Optional.ofNullable(remembered.get(id)));
        Optional<InetAddress> gateway =
                facts.gateway().or(() -> rememberedGateway(id, facts)).or(() -> ownGateway(state, uplink, facts));
        state.link(uplink.device()).ifPresent(link -> numbers.put(link.name(), link.index()));
        boolean routable = facts.exists()
                && facts.up()
                && facts.source().isPresent()
                && (gateway.isPresent() || !facts.gatewayNeeded());
        if (routable) {
            var path = new Path(uplink, family, facts.source().orElseThrow(), gateway);
            paths.put(id, path);
            remembered.put(id, path);
        }
        String identity = facts.source() + " " + gateway;
        boolean alone = !shared.contains(uplink.device());
        return new Observation.Kernel(
                id,
                facts.exists() ? obstacle(uplink, facts, gateway) : Optional.of(missing(state, uplink.device())),
                identity,
                alone ? facts.rxPackets() : 0,
                alone ? facts.txPackets() : 0,
                now);
    }

    /** A DHCP client may take its default route away for a while; the same address still has the same gateway. */
    private Optional<InetAddress> rememberedGateway(PathId id, PathFacts facts) {
        return Optional.ofNullable(remembered.get(id))
                .filter(p -> facts.gatewayNeeded() && facts.source().equals(Optional.of(p.source())))
                .flatMap(Path::gateway);
    }

    /** The system's route may have gone before we were started again; what we made of it stands. */
    private Optional<InetAddress> ownGateway(NetworkState state, Uplink uplink, PathFacts facts) {
        Optional<NetworkLink> link = state.link(uplink.device());
        if (!facts.gatewayNeeded() || facts.source().isEmpty() || link.isEmpty()) {
            return Optional.empty();
        }
        try {
            return source.ownGateway(uplink, link.get(), facts.source().get());
        } catch (IOException e) {
            LOG.warn("Our own routes cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    private Reason missing(NetworkState state, String device) {
        Integer number = numbers.get(device);
        return state.links().stream()
                .filter(link -> number != null && link.index() == number)
                .findFirst()
                .map(link -> new Reason(Code.RENAMED_INTERFACE, Map.of("interface", device, "now", link.name())))
                .orElseGet(() -> new Reason(Code.NO_INTERFACE, Map.of("interface", device)));
    }

    private static Optional<Reason> obstacle(Uplink uplink, PathFacts facts, Optional<InetAddress> gateway) {
        var where = Map.<String, Object>of("interface", uplink.device());
        if (!facts.up()) {
            return Optional.of(new Reason(Code.LINK_DOWN, where));
        }
        if (!facts.carrier()) {
            return Optional.of(new Reason(Code.NO_CARRIER, where));
        }
        if (facts.source().isEmpty()) {
            return Optional.of(new Reason(Code.NO_ADDRESS, where));
        }
        boolean missing = facts.gatewayNeeded() && gateway.isEmpty();
        return missing ? Optional.of(new Reason(Code.NO_GATEWAY, where)) : Optional.empty();
    }

    /** An interface as it was last seen. */
    public Optional<NetworkLink> link(String device) {
        return Optional.ofNullable(last).flatMap(state -> state.link(device));
    }

    /** Whether some uplinks share an interface. */
    public boolean hasShared() {
        return !shared.isEmpty();
    }

    /** Whether its interface is another uplink's, too. */
    public boolean isShared(Path path) {
        return shared.contains(path.device());
    }

    /** Every path that has its address and gateway now, in the order of the uplinks; the same object until one changes. */
    public List<Path> pathList() {
        return pathList;
    }

    /** Every path that has its address and gateway now. */
    public Map<PathId, Path> paths() {
        return Collections.unmodifiableMap(paths);
    }
}
