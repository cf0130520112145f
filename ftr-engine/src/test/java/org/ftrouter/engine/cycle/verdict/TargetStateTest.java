// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.junit.jupiter.api.Test;

/** What targets say instead of answering gets as far as the reason; what merely stays out says nothing. */
class TargetStateTest {
    private static final PathId A = Given.id("a");
    private static final PathId B = Given.id("b");
    private static final Rules RULES = ModelNetwork.rules(2, Duration.ZERO);

    private final Judge judge = new Judge(Map.of(A, RULES, B, RULES), Given.START);
    private Moment now = Given.START;
    private long questions;

    /** Every target is asked on either path: the first path's say this, or nothing at all if it is empty; the other's answer. */
    private PathVerdict round(String... said) {
        var seen = new ArrayList<Observation>();
        for (PathId path : List.of(A, B)) {
            seen.add(new Observation.Kernel(path, Optional.empty(), "", 0, 0, now));
        }
        judge.judge(seen, now);
        seen.clear();
        now = now.plus(Duration.ofMillis(10));
        for (int target = 0; target < ModelNetwork.TARGETS.size(); target++) {
            long asked = ++questions;
            seen.add(new Observation.Asked(A, target, asked, 1, now));
            if (!said[target].isEmpty()) {
                seen.add(new Observation.Unanswered(A, target, asked, said[target], now.plus(Duration.ofMillis(5))));
            }
            long other = ++questions;
            seen.add(new Observation.Asked(B, target, other, 1, now));
            seen.add(new Observation.Answered(B, target, other, Duration.ofMillis(5), now.plus(Duration.ofMillis(5))));
        }
        judge.judge(seen, now.plus(Duration.ofMillis(5)));
        now = now.plus(Duration.ofSeconds(1));
        return judge.judge(List.of(), now).of(A);
    }

    /** Until a path that has just begun is given up. */
    private PathVerdict rounds(String... said) {
        for (int i = 0; i < 5; i++) {
            round(said);
        }
        return round(said);
    }

    private List<String> said() {
        return judge.targets(A).stream().map(TargetState::said).toList();
    }

    @Test
    void whatCameInsteadOfAnswersIsInTheReasonEachTextOnce() {
        PathVerdict verdict = rounds("status 302", "", "status 302", "refused");

        assertThat(verdict.health()).isEqualTo(Health.DOWN);
        assertThat(verdict.reason().code()).isEqualTo(Reason.Code.PROBE_QUORUM);
        assertThat(verdict.reason().numbers()).containsEntry(Reason.SAID, "status 302; refused");
        assertThat(said()).containsExactly("status 302", "", "status 302", "refused");
    }

    @Test
    void ofManyTextsTheReasonHasTwo() {
        assertThat(rounds("one", "two", "three", "four").reason().numbers())
                .containsEntry(Reason.SAID, "one; two; ...");
    }

    @Test
    void whatComesLateIsKnownTooUnlessTheProbeMerelyGaveUp() {
        rounds("", "", "", "");
        judge.judge(List.of(new Observation.Asked(A, 0, 1000, 0, now), new Observation.Asked(A, 1, 1001, 0, now)), now);
        Moment almost = now.plus(RULES.timeout()).plus(Duration.ofMillis(-1));
        judge.judge(List.of(), almost);

        judge.judge(
                List.of(
                        new Observation.Unanswered(A, 0, 1000, "certificate expired", almost),
                        new Observation.Unanswered(A, 1, 1001, "no answer", now.plus(RULES.timeout()))),
                now.plus(RULES.timeout()));

        assertThat(said()).containsExactly("certificate expired", "", "", "");
    }

    @Test
    void whatIsSaidToAnOlderQuestionThanTheLastAnswerIsOld() {
        judge.judge(List.of(new Observation.Asked(A, 0, 1000, 0, now)), now);
        Moment late = now.plus(RULES.timeout()).plus(Duration.ofMillis(-2));
        judge.judge(List.of(new Observation.Asked(A, 0, 1001, 0, late)), late);
        Moment later = late.plus(Duration.ofMillis(1));

        judge.judge(
                List.of(
                        new Observation.Answered(A, 0, 1001, Duration.ofMillis(1), later),
                        new Observation.Unanswered(A, 0, 1000, "refused", later)),
                later);

        assertThat(said()).containsExactly("", "", "", "");
    }

    @Test
    void silenceSaysNothing() {
        PathVerdict verdict = rounds("", "", "", "");

        assertThat(verdict.health()).isEqualTo(Health.DOWN);
        assertThat(verdict.reason().numbers()).doesNotContainKey(Reason.SAID);
        assertThat(judge.targets(A)).allMatch(TargetState::silent);
        assertThat(judge.targets(B)).noneMatch(TargetState::silent);
        assertThat(judge.targets(A)).extracting(TargetState::name).containsExactlyElementsOf(ModelNetwork.TARGETS);
    }

    @Test
    void whatWasSaidIsForgottenWithTheNextAnswerTheNextSilenceAndWithoutCarrier() {
        rounds("refused", "refused", "refused", "refused");
        judge.judge(
                List.of(
                        new Observation.Asked(A, 0, 1000, 0, now),
                        new Observation.Answered(A, 0, 1000, Duration.ofMillis(1), now),
                        new Observation.Asked(A, 1, 1001, 0, now)),
                now);
        now = now.plus(RULES.timeout());
        judge.judge(List.of(), now);
        assertThat(said()).containsExactly("", "", "refused", "refused");
        assertThat(judge.targets(A).get(0).lastHeard()).isPresent();
        assertThat(judge.targets(A).get(1).lastHeard()).isEmpty();

        var cable = Optional.of(Reason.of(Reason.Code.NO_CARRIER));
        judge.judge(List.of(new Observation.Kernel(A, cable, "", 0, 0, now)), now);
        assertThat(said()).containsOnly("");
    }

    @Test
    void ofAPathThatIsNotJudgedNothingIsKnown() {
        assertThat(judge.targets(Given.id("c"))).isEmpty();
    }
}
