// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.LogLines;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.plan.Exit;
import org.ftrouter.linux.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConnectionsTest {
    private static final int UDP = 17;
    private static final InetAddress CLIENT = TestUplinks.ip("10.0.0.7");
    private static final InetAddress SERVER = TestUplinks.ip("198.51.100.7");
    private static final InetAddress OWN =
            TestUplinks.path(Given.v4("a", 1, 1), Family.IPV4).source();

    private final ManualTicker clock = new ManualTicker();
    private final Table table = new Table();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Connections connections = new Connections(
            () -> table,
            FormerUplinks.none(),
            (exit, count) -> told.add(exit.path() + " " + exit.step() + " " + count));

    /** A table of connections that all have uplink a's mark, as the kernel would find them. */
    private static final class Table implements ConnectionTable {
        final List<Connection> entries = new CopyOnWriteArrayList<>();
        final List<String> asked = new CopyOnWriteArrayList<>();
        final List<String> remarked = new CopyOnWriteArrayList<>();
        volatile boolean refusing;
        volatile int kept;

        @Override
        public int forget(Family family, int mark, int mask, Predicate<Connection> which) throws IOException {
            asked.add(family + " " + Integer.toHexString(mark) + "/" + Integer.toHexString(mask));
            if (refusing) {
                throw new IOException("forget connection: Operation not permitted");
            }
            List<Connection> picked = entries.stream().filter(which).toList();
            entries.removeAll(picked);
            return picked.size();
        }

        @Override
        public int kept() {
            return kept;
        }

        @Override
        public int remark(Family family, int mask, ToIntFunction<Connection> right) {
            List<Connection> wrong = entries.stream()
                    .filter(c -> c.family() == family && right.applyAsInt(c) != (c.mark() & mask))
                    .toList();
            wrong.forEach(c -> remarked.add(c.replyTo() + " " + Integer.toHexString(right.applyAsInt(c))));
            return wrong.size();
        }

        @Override
        public void close() {}
    }

    private static Connection connection(int protocol, InetAddress source, InetAddress destination, int tcpState) {
        return connection(protocol, source, destination, source, tcpState);
    }

    private static Connection connection(
            int protocol, InetAddress source, InetAddress destination, InetAddress replyTo, int tcpState) {
        boolean answered = tcpState == Connection.ESTABLISHED;
        return new Connection(Family.IPV4, protocol, source, destination, replyTo, 0x100, answered, tcpState);
    }

    private static final Connection TCP = connection(Connection.TCP, CLIENT, SERVER, Connection.ESTABLISHED);
    private static final Connection HALF_OPEN = connection(Connection.TCP, CLIENT, SERVER, 1);
    private static final Connection DATAGRAMS = connection(UDP, CLIENT, SERVER, 0);
    private static final Connection INBOUND = connection(UDP, SERVER, OWN, 0);
    private static final Connection PROBE = connection(1, OWN, SERVER, 0);

    private static Exit exit(Exit.Step step, int second) {
        return new Exit(Given.id("a"), Given.START.plus(Duration.ofSeconds(second)), step);
    }

    private static RoutePlan without() {
        return Plans.of("ab", "b");
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void firstWhatNothingIsLostByThenAllButWhatBelongsToTheUplink() {
        table.entries.addAll(List.of(TCP, HALF_OPEN, DATAGRAMS, INBOUND, PROBE));
        connections.applied(without());

        connections.free(List.of(exit(Exit.Step.RESCUE, 0)));
        Await.until("rescued", () -> told.contains("a RESCUE 2"));
        assertThat(table.entries).containsExactly(TCP, INBOUND, PROBE);

        connections.free(List.of(exit(Exit.Step.RESCUE, 0), exit(Exit.Step.CUT, 0)));
        Await.until("cut", () -> told.contains("a CUT 1"));
        assertThat(table.entries).containsExactly(INBOUND, PROBE);
        assertThat(table.asked).startsWith("IPv4 100/ff00");
    }

    @Test
    void offAHealthyPathOnlyWhatItTranslatesMoves() {
        Connection tcp = connection(Connection.TCP, CLIENT, SERVER, OWN, Connection.ESTABLISHED);
        Connection datagrams = connection(UDP, CLIENT, SERVER, OWN, 0);
        InetAddress published = TestUplinks.ip("192.0.2.77"); // a further address, led on to the LAN
        Connection inbound = connection(UDP, SERVER, published, SERVER, 0);
        table.entries.addAll(List.of(tcp, datagrams, inbound, TCP, PROBE));
        connections.applied(without());

        connections.free(List.of(exit(Exit.Step.MOVE_UDP, 0)));
        Await.until("UDP moved", () -> told.contains("a MOVE_UDP 1"));
        assertThat(table.entries).containsExactly(tcp, inbound, TCP, PROBE);

        connections.free(List.of(exit(Exit.Step.MOVE_ALL, 0)));
        Await.until("all moved", () -> told.contains("a MOVE_ALL 1"));
        assertThat(table.entries).containsExactly(inbound, TCP, PROBE);
    }

    @Test
    void nothingIsFreedWhileTheKernelStillRoutesThere() {
        table.entries.add(DATAGRAMS);
        connections.applied(Plans.of("ab", "ab"));
        connections.free(List.of(exit(Exit.Step.RESCUE, 0)));
        assertThat(table.asked).isEmpty();

        connections.applied(without());

        Await.until("rescued", () -> table.entries.isEmpty());
    }

    @Test
    void whatWasUnderWayIsFoundTheSecondTime() {
        connections.applied(without());
        connections.free(List.of(exit(Exit.Step.RESCUE, 0)));
        Await.until("first look", () -> table.asked.size() == 1);

        table.entries.add(DATAGRAMS);

        Await.until("second look", () -> told.contains("a RESCUE 1"));
        assertThat(table.asked).hasSize(2);
    }

    @Test
    void anExitIsCarriedOutOnceAndAgainWhenThePathFailsAgain() {
        connections.applied(without());
        Exit first = exit(Exit.Step.RESCUE, 0);
        connections.free(List.of(first));
        Await.until("both looks", () -> table.asked.size() == 2);

        connections.free(List.of(first));
        connections.free(List.of());
        table.entries.add(DATAGRAMS);
        connections.free(List.of(exit(Exit.Step.RESCUE, 60)));

        Await.until("rescued", () -> table.entries.isEmpty());
        assertThat(told).containsExactly("a RESCUE 1");
    }

    @Test
    void aPathThatIsBackIsLeftAloneTheSecondTime() {
        connections.applied(without());
        connections.free(List.of(exit(Exit.Step.RESCUE, 0)));
        Await.until("first look", () -> table.asked.size() == 1);
        connections.free(List.of());
        table.entries.add(DATAGRAMS);

        Moment other = Given.START.plus(Duration.ofSeconds(9));
        connections.free(List.of(new Exit(Given.id("a"), other, Exit.Step.CUT)));

        Await.until("both looks of the other exit", () -> table.asked.size() == 3);
        assertThat(told).containsExactly("a CUT 1");
        assertThat(table.asked).hasSize(3); // the second look of the first exit would have come before
    }

    @Test
    void connectionsFollowAnUplinkThatHasAnotherMark() {
        Connection nat = connection(UDP, CLIENT, SERVER, OWN, 0);
        table.entries.add(nat);
        connections.applied(without());
        Uplink a = Given.v4("a", 1, 1);
        Uplink moved = new Uplink(
                a.name(), a.device(), "", a.families(), List.of(OWN), List.of(), 1, a.priority(), 205, 0x500, 0x8500);
        RoutePlan old = without();
        var plan = new RoutePlan(
                old.layout(),
                old.downlinks(),
                List.of(moved, Given.v4("b", 1, 1)),
                List.of(TestUplinks.path(moved, Family.IPV4)),
                List.of());

        connections.applied(plan);

        Await.until("marks", () -> table.remarked.contains(OWN + " 500"));
        assertThat(table.remarked).containsExactly(OWN + " 500");
    }

    @Test
    void whatBeganBeforeTheFirstPlanKeepsToTheUplinkItIsOn() {
        table.entries.addAll(
                List.of(unmarked(CLIENT, SERVER, OWN), unmarked(SERVER, OWN, CLIENT), unmarked(OWN, SERVER, OWN)));
        table.entries.add(connection(UDP, CLIENT, SERVER, OWN, 0));

        connections.applied(Plans.of("ab", "ab"));

        Await.until("marks", () -> table.remarked.size() == 2);
        assertThat(table.remarked).containsExactly(OWN + " 100", CLIENT + " 100");
    }

    private static Connection unmarked(InetAddress source, InetAddress destination, InetAddress replyTo) {
        return new Connection(
                Family.IPV4, Connection.TCP, source, destination, replyTo, 0, true, Connection.ESTABLISHED);
    }

    @Test
    void anUplinkThatIsGoneFromTheConfigurationLeavesNoConnection() {
        connections.applied(Plans.of("ab", "ab"));
        table.entries.addAll(List.of(TCP, DATAGRAMS, INBOUND));

        connections.applied(Plans.of("b", "b"));

        Await.until("freed", () -> table.entries.isEmpty());
        assertThat(table.asked).containsExactly("IPv4 100/ff00");
    }

    @Test
    void itsConnectionsStayAsLongAsThereIsNowhereElseToGo() {
        connections.applied(Plans.of("abc", "a"));
        table.entries.add(TCP);
        connections.applied(Plans.of("bc", ""));
        connections.free(List.of(new Exit(Given.id("c"), Given.START, Exit.Step.CUT))); // carried out after what is due
        Await.until("c's are freed", () -> table.asked.contains("IPv4 300/ff00"));
        assertThat(table.asked).doesNotContain("IPv4 100/ff00");

        connections.applied(Plans.of("bc", "b"));

        Await.until("a's are freed", () -> table.asked.contains("IPv4 100/ff00"));
    }

    @Test
    void aRefusalIsToldOnce() {
        try (var log = new LogLines()) {
            table.refusing = true;
            connections.applied(without());
            connections.free(List.of(exit(Exit.Step.RESCUE, 0), exit(Exit.Step.CUT, 0)));

            Await.until("all looks", () -> table.asked.size() == 4);

            assertThat(log.lines()).filteredOn(l -> l.startsWith("WARN")).hasSize(1);
            assertThat(log.lines().get(0)).contains("a: its connections cannot be freed", "not permitted");
        }
    }

    @Test
    void thoseThatAFlowtableHasAreToldOnceAndDoNotKeepTheOthers() {
        try (var log = new LogLines()) {
            table.entries.add(DATAGRAMS);
            table.kept = 3;
            connections.applied(without());
            connections.free(List.of(exit(Exit.Step.RESCUE, 0)));

            Await.until("both looks", () -> table.asked.size() == 2);

            assertThat(told).containsExactly("a RESCUE 1");
            assertThat(log.lines()).filteredOn(l -> l.startsWith("WARN")).hasSize(1);
            assertThat(log.lines().get(0)).contains("a: 3 connections are in a flowtable", "flow add @");
        }
    }

    @Test
    void theRoutesOfAnUplinkStayUntilItsConnectionsAreFreed() throws Exception {
        var done = new CopyOnWriteArrayList<String>();
        var routes = new FakeBackend("routes", done);
        routes.fate = plan -> done.add("connections " + table.entries.size());
        RouteBackend parting = DepartureBackend.first(Map.of("routes", routes), connections, clock)
                .get("routes");
        table.entries.add(TCP);
        connections.applied(Plans.of("ab", "ab"));

        parting.apply(Plans.of("b", "b"));
        assertThat(table.entries).isEmpty();
        connections.applied(Plans.of("b", "b"));
        parting.apply(Plans.of("b", "b"));
        clock.advance(Duration.ofSeconds(2));
        parting.apply(Plans.of("b", "b"));

        // what is still under way is answered where it came from
        assertThat(done)
                .containsExactly(
                        "connections 1", "routes ba:b", "connections 0", "routes ba:b", "connections 0", "routes b:b");
    }

    @Test
    void thereIsNoPartingFromUplinksThatStay() throws Exception {
        var routes = new FakeBackend();
        RouteBackend parting = DepartureBackend.first(Map.of("routes", routes), connections, clock)
                .get("routes");

        parting.apply(Plans.of("ab", "ab"));
        connections.applied(Plans.of("ab", "ab"));
        parting.apply(Plans.of("abc", "b"));

        assertThat(routes.applied).containsExactly("ab:ab", "abc:b");
    }

    @Test
    void aRunAfterAnotherPartsFromUplinksOfThatOneInTheSameWay(@TempDir java.nio.file.Path folder) throws Exception {
        var former = new FormerUplinks(folder.resolve("uplinks"), address -> true);
        former.remember(Plans.of("ab", "ab"));
        table.entries.add(TCP);
        try (var anew = new Connections(() -> table, former, (exit, count) -> {})) {
            var routes = new FakeBackend();
            RouteBackend parting = DepartureBackend.first(Map.of("routes", routes), anew, clock)
                    .get("routes");

            assertThat(anew.former(Plans.of("b", "b")).uplinks())
                    .extracting(Uplink::name)
                    .containsExactly("a", "b");
            parting.apply(Plans.of("b", "b"));
            assertThat(table.entries).isEmpty();
            anew.applied(Plans.of("b", "b"));
            Await.until(
                    "what is left is remembered",
                    () -> former.before(Plans.of("b", "b"))
                                    .orElseThrow()
                                    .uplinks()
                                    .size()
                            == 1);
            clock.advance(Duration.ofSeconds(2));
            parting.apply(Plans.of("b", "b"));

            assertThat(routes.applied).containsExactly("ba:b", "b:b");
            assertThat(anew.former(Plans.of("b", "b"))).isEqualTo(Plans.of("b", "b"));
        }
    }

    @Test
    void aRunThatIsKilledBeforeItsConnectionsAreDoneLeavesThatToTheNext(@TempDir java.nio.file.Path folder) {
        var former = new FormerUplinks(folder.resolve("uplinks"), address -> true);
        former.remember(Plans.of("ab", "ab"));
        try (var anew = new Connections(() -> table, former, (exit, count) -> {})) {
            anew.applied(Plans.of("b", "")); // nowhere to go: those of a wait
            anew.free(List.of());

            assertThat(former.before(Plans.of("b", "")).orElseThrow().uplinks()).hasSize(2);
            anew.applied(Plans.of("b", "b"));
            Await.until(
                    "freed",
                    () -> former.before(Plans.of("b", "b"))
                                    .orElseThrow()
                                    .uplinks()
                                    .size()
                            == 1);
            assertThat(table.asked).contains("IPv4 100/ff00");
        }
    }
}
