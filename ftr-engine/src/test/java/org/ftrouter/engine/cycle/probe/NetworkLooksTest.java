// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.engine.cycle.probe.FakeSource.CABLE;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.linux.NetworkLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the kernel is looked at. */
class NetworkLooksTest {
    private final FakeSource source = new FakeSource();
    private final Network network = new Network(source, List.of(CABLE));
    private Moment now = Given.START;

    private void observe() {
        network.changed();
        network.observe(false, now);
    }

    @Test
    void linksArePolledSixTimesASecondHoweverManyTurnsAndTwentyTimesInDoubt() {
        observe();
        source.calls.clear();

        poll(false);
        assertThat(source.calls).hasSize(6).containsOnly("links");
        source.calls.clear();
        poll(true);

        assertThat(source.calls).hasSize(20).containsOnly("links");
    }

    @ParameterizedTest(name = "{0} packets from look to look: {1} looks a second")
    @CsvSource({"0, 6", "2, 6", "3, 4", "1000, 4"})
    void whileUsersReceiveSomethingLooksAreEvenlySpaced(long packets, int looks) {
        observe();
        long received = 42;
        for (int i = 0; i < 2000; i++) {
            now = now.plus(Duration.ofMillis(1));
            int before = source.calls.size();
            network.observe(false, now);
            if (source.calls.size() > before) {
                received += packets;
                source.links = List.of(new NetworkLink("wan1", 1, true, true, false, received, 0, 0, 0));
            }
            if (i == 1000) {
                source.calls.clear(); // of the time before it was known
            }
        }

        assertThat(source.calls).hasSizeBetween(looks, looks + 1);
    }

    /** One turn each quarter of a second, with so many packets from each to the next. */
    @ParameterizedTest(name = "{0} packets received, {1} sent, {2}: the next look at the latest {3} ms after the last")
    @CsvSource({
        "0, 0, nothing else, 1000",
        "2, 2, nothing else, 1000",
        "3, 0, nothing else, 250",
        "0, 3, nothing else, 250",
        "0, 0, an event, 250",
        "0, 0, in doubt, 250"
    })
    void withoutUsersAndNewsForFiveSecondsLooksAreRare(long received, long sent, String event, long pause) {
        observe();
        Moment looked = now;
        for (int i = 1; i <= 30; i++) {
            now = now.plus(Network.POLL);
            source.links = List.of(new NetworkLink("wan1", 1, true, true, false, 42 + received * i, sent * i, 0, 0));
            if (i == 20 && event.equals("an event")) {
                network.changed();
            }
            if (!network.observe(i == 20 && event.equals("in doubt"), now).isEmpty()) {
                looked = now;
            }
            Duration expected = i < 20 ? Network.POLL : Duration.ofMillis(pause);
            assertThat(network.nextLook(now)).as("turn " + i).isEqualTo(looked.plus(expected));
        }
    }

    @Test
    void whileNobodyUsesThemATurnThatComesAnywayLooksOnceASecond() {
        observe();
        for (int second = 0; second < 5; second++) {
            poll(false);
        }
        source.calls.clear();

        for (int second = 0; second < 5; second++) {
            poll(false);
        }

        assertThat(source.calls).hasSizeBetween(5, 7);
    }

    private void poll(boolean inDoubt) {
        for (int i = 0; i < 1000; i++) {
            now = now.plus(Duration.ofMillis(1));
            network.observe(inDoubt, now);
        }
    }

    @Test
    void anEventHasEverythingReadAtOnce() {
        observe();
        source.calls.clear();

        network.observe(false, now);
        assertThat(source.calls).isEmpty();
        network.changed();
        network.observe(false, now);

        assertThat(source.calls).containsExactly("links", "all");
    }

    @Test
    void aLostLinkIsToldBeforeAllElseIsReadAfterwards() {
        observe();
        source.calls.clear();
        source.links = List.of(FakeSource.link("wan1", 1, true, false, false));

        network.changed();
        assertThat(network.observe(false, now))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.type(Observation.Kernel.class))
                .satisfies(seen -> assertThat(seen.obstacle()).isPresent());
        assertThat(source.calls).containsExactly("links");
        assertThat(network.nextLook(now)).isEqualTo(now.plus(Network.ROUTES_FIRST));
        network.observe(false, now);
        assertThat(source.calls).containsExactly("links");
        now = now.plus(Network.ROUTES_FIRST);
        network.observe(false, now);

        assertThat(source.calls).containsExactly("links", "all");
        assertThat(network.nextLook(now)).isEqualTo(now.plus(Network.POLL));
    }
}
