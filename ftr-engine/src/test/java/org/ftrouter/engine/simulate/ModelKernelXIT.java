// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.NetlinkFound;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same random script on the model kernel and on the real one leads to the same default routes, step by step. */
class ModelKernelXIT {
    private static final int STEPS = 60;
    private static final int UPLINKS = 3;
    private static final int[] TABLES = {200, 1001};
    private static final long[] METRICS = {1000, 1001};

    static IntStream seeds() {
        int first = Integer.getInteger("simulation.seed", 1);
        return IntStream.range(first, first + Integer.getInteger("simulation.scripts", 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theModelDoesWhatTheKernelDoes(int seed) throws Exception {
        PrivateNetwork.run(() -> {
            try (var pair = new Pair(seed)) {
                for (int step = 0; step < STEPS; step++) {
                    pair.step();
                    assertThat(pair.model()).as(() -> pair.script()).isEqualTo(pair.real());
                }
            }
        });
    }

    /** Both kernels. */
    private static final class Pair implements AutoCloseable {
        private final List<Uplink> uplinks =
                IntStream.rangeClosed(1, UPLINKS).mapToObj(TestUplinks::uplink).toList();
        private final ModelKernel model = new ModelKernel(uplinks, new VirtualClock(), late -> {});
        private final NetlinkSocket socket;
        private final SplittableRandom random;
        private final List<String> script = new ArrayList<>();
        private final boolean[] gone = new boolean[UPLINKS];
        private final boolean[] down = new boolean[UPLINKS];
        private final boolean[] unplugged = new boolean[UPLINKS];
        private final Map<Family, boolean[]> bare =
                Map.of(Family.IPV4, new boolean[UPLINKS], Family.IPV6, new boolean[UPLINKS]);

        Pair(int seed) throws IOException {
            random = new SplittableRandom(seed);
            script.add("seed " + seed);
            for (int i = 1; i <= UPLINKS; i++) {
                TestUplinks.plug(i);
            }
            socket = NetlinkSocket.open();
        }

        void step() throws IOException {
            int uplink = random.nextInt(UPLINKS);
            Family family = List.of(Family.values()).get(random.nextInt(2));
            switch (random.nextInt(9)) {
                case 0 -> upOrDown(uplink);
                case 1 -> createOrDelete(uplink);
                case 2 -> address(uplink, family);
                case 3 -> delete();
                case 4 -> carrier(uplink);
                default -> write(family);
            }
        }

        private String name(int uplink) {
            return uplinks.get(uplink).name();
        }

        private static String device(int uplink) {
            return "up" + (uplink + 1);
        }

        private void upOrDown(int uplink) {
            if (gone[uplink]) {
                return;
            }
            boolean on = down[uplink];
            down[uplink] = !on;
            say("ip link set " + device(uplink) + (on ? " up" : " down"));
            if (on && !bare.get(Family.IPV6)[uplink]) { // as a network manager does: the kernel has dropped it
                say("ip addr replace " + address6(uplink));
            }
            model.up(name(uplink), on);
        }

        private void carrier(int uplink) {
            if (!gone[uplink]) {
                unplugged[uplink] = !unplugged[uplink];
                say("ip link set isp" + (uplink + 1) + (unplugged[uplink] ? " down" : " up"));
                model.carrier(name(uplink), !unplugged[uplink]);
            }
        }

        private void createOrDelete(int uplink) {
            if (gone[uplink]) {
                TestUplinks.plug(uplink + 1);
                script.add("plug " + device(uplink));
                bare.values().forEach(b -> b[uplink] = false);
                down[uplink] = false;
                unplugged[uplink] = false;
                model.create(name(uplink));
                for (Family family : Family.values()) {
                    model.addAddress(uplinks.get(uplink), family);
                }
            } else {
                say("ip link del " + device(uplink));
                model.delete(name(uplink));
            }
            gone[uplink] = !gone[uplink];
        }

        private void address(int uplink, Family family) {
            if (gone[uplink] || down[uplink]) {
                return;
            }
            boolean add = bare.get(family)[uplink];
            bare.get(family)[uplink] = !add;
            String address =
                    family == Family.IPV4 ? "10." + (uplink + 1) + ".0.2/24 dev " + device(uplink) : address6(uplink);
            say("ip addr " + (add ? "add " : "del ") + address);
            if (add) {
                model.addAddress(uplinks.get(uplink), family);
            } else {
                model.removeAddress(name(uplink), family);
            }
        }

        private static String address6(int uplink) {
            return "2001:db8:" + (uplink + 1) + "::2/64 dev " + device(uplink) + " nodad";
        }

        private void write(Family family) throws IOException {
            int table = TABLES[random.nextInt(TABLES.length)];
            long metric = METRICS[random.nextInt(METRICS.length)];
            var members = new TreeSet<Integer>();
            for (int i = 0; i < UPLINKS; i++) {
                if (random.nextBoolean() && !gone[i]) {
                    members.add(i);
                }
            }
            if (members.isEmpty()) {
                return;
            }
            NetworkRoute there = route(family, table, metric, members, realIndexes());
            NetworkRoute here = route(family, table, metric, members, modelIndexes());
            boolean accepted = real(there);
            script.add("replace " + there + (accepted ? "" : " (refused)"));
            boolean same = model.fib().replace(here, hop -> model.installable(family, hop));
            assertThat(same).as(this::script).isEqualTo(accepted);
        }

        private boolean real(NetworkRoute route) throws IOException {
            try {
                socket.replace(route);
                return true;
            } catch (LinuxException e) {
                return false;
            }
        }

        private NetworkRoute route(
                Family family, int table, long metric, Set<Integer> members, Map<String, Integer> indexes) {
            List<NetworkHop> hops = members.stream()
                    .map(i -> new NetworkHop(
                            indexes.get(device(i)), uplinks.get(i).gateway(family), 1))
                    .toList();
            return NetworkRoute.defaultThrough(family, table, metric, 199, Optional.empty(), hops);
        }

        private void delete() throws IOException {
            List<NetworkRoute> routes = model.fib().routes();
            if (routes.isEmpty()) {
                return;
            }
            NetworkRoute route = routes.get(random.nextInt(routes.size()));
            model.fib().delete(route);
            for (NetlinkFound<NetworkRoute> found : socket.routesOf(route.family(), 199)) {
                if (found.object().samePlace(route)) {
                    script.add("delete " + found.object());
                    socket.delete(found);
                    return;
                }
            }
        }

        private void say(String command) {
            script.add(command);
            sh(command);
        }

        String script() {
            return String.join("\n", script) + "\n";
        }

        List<String> model() {
            return text(model.fib().routes(), modelIndexes());
        }

        List<String> real() throws IOException {
            var routes = new ArrayList<NetworkRoute>();
            for (Family family : Family.values()) {
                socket.routesOf(family, 199).forEach(found -> routes.add(found.object()));
            }
            return text(routes, realIndexes());
        }

        private Map<String, Integer> realIndexes() throws IOException {
            var indexes = new HashMap<String, Integer>();
            for (NetworkLink link : socket.links()) {
                indexes.put(link.name(), link.index());
            }
            return indexes;
        }

        private Map<String, Integer> modelIndexes() {
            var indexes = new HashMap<String, Integer>();
            for (int i = 0; i < UPLINKS; i++) {
                String device = device(i);
                model.index(device).ifPresent(index -> indexes.put(device, index));
            }
            return indexes;
        }

        private static List<String> text(List<NetworkRoute> routes, Map<String, Integer> indexes) {
            return routes.stream()
                    .map(r -> r.family() + " table " + r.table() + " metric " + r.metric() + " "
                            + r.hops().stream()
                                    .map(h -> name(h.link(), indexes) + (h.dead() ? " dead" : ""))
                                    .sorted()
                                    .toList())
                    .sorted()
                    .toList();
        }

        private static String name(int index, Map<String, Integer> indexes) {
            return indexes.entrySet().stream()
                    .filter(e -> e.getValue() == index)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("#" + index);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
