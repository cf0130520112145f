// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.Finding;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;

class FaultFinderTest {
    private static final PathId FIBRE = Given.id("fibre");
    private static final Path PATH = Given.path(Given.v4("fibre", 1, 1), Family.IPV4);
    private final List<String> lines = new ArrayList<>();
    private final Gateway gateway = new Gateway();
    private final FaultFinder finder =
            new FaultFinder((key, facts) -> lines.add(Messages.of("en").text(key, facts)));

    private static final class Gateway implements Probe {
        private ProbeResult answer = ProbeResult.reply(Duration.ofMillis(1));
        private int asked;

        @Override
        public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
            asked++;
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public boolean asks(Family family) {
            return true;
        }

        @Override
        public boolean local() {
            return true;
        }
    }

    private void look(PathVerdict verdict) {
        finder.use(Map.of(FIBRE, List.of(new Target("arp:", gateway))));
        finder.look(new Verdicts(Map.of(FIBRE, verdict), Optional.empty(), Optional.empty()), Map.of(FIBRE, PATH));
    }

    @Test
    void itAsksOnceWhenALineHasGoneSilentAndAgainTheNextTime() {
        look(Given.verdict(Health.UP));
        assertThat(gateway.asked).isZero();

        look(Given.verdict(Health.DOWN));
        look(Given.verdict(Health.DOWN));
        look(Given.returning());
        assertThat(gateway.asked).isOne();

        look(Given.verdict(Health.UP));
        look(Given.verdict(Health.DOWN));
        assertThat(gateway.asked).isEqualTo(2);
    }

    @Test
    void itSaysOnWhichSideOfTheGatewayTheFaultIs() {
        look(Given.verdict(Health.DOWN));
        look(Given.verdict(Health.UP));
        gateway.answer = ProbeResult.noReply("nobody on wan6 says that it is 192.0.2.106");
        look(Given.verdict(Health.DOWN));

        assertThat(lines)
                .containsExactly(
                        "fibre: arp: answers, so the fault lies beyond the gateway",
                        "fibre: arp: does not answer either, so the fault is the gateway or lies before it (nobody on wan6"
                                + " says that it is 192.0.2.106)");
    }

    @Test
    void whatCouldNotBeToldIsNotTold() {
        gateway.answer = ProbeResult.inconclusive("no right");
        look(Given.verdict(Health.DOWN));

        assertThat(gateway.asked).isOne();
        assertThat(lines).isEmpty();
    }

    @Test
    void aLineWithoutCarrierNeedsNoQuestion() {
        var noCarrier = new Reason(Reason.Code.NO_CARRIER, Map.of("interface", "wan6"));
        look(Given.verdict(Health.DOWN, noCarrier, Watch.Mode.OFF, 1));

        assertThat(gateway.asked).isZero();
    }

    @Test
    void itIsKnownWhileTheLineIsDown() {
        assertThat(finder.expects(FIBRE, Given.verdict(Health.DOWN))).isFalse();
        look(Given.verdict(Health.DOWN));

        assertThat(finder.expects(FIBRE, Given.verdict(Health.DOWN))).isTrue();
        assertThat(finder.of(FIBRE)).contains(new Finding(true, "arp:", ""));
        assertThat(finder.all()).containsOnlyKeys(FIBRE);

        look(Given.verdict(Health.UP));
        assertThat(finder.of(FIBRE)).isEmpty();
    }
}
