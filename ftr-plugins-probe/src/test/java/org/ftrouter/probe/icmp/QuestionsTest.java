// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.TestPath;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    @Test
    void everyWaitingQuestionIsFoundByItsNumberAlsoWhenNumbersWrap() {
        var random = new SplittableRandom(1);
        var questions = new Questions(65_000);
        var asked = new ArrayList<Question>();
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < 70_000; i++) {
            Question question = question();
            numbers.add(questions.nextSequence());
            asked.add(question);
            questions.add(question);
            if (i >= 1000) {
                int old = i - 1000 + random.nextInt(10);
                assertThat(questions.find(numbers.get(old))).isIn(asked.get(old), null);
                asked.get(i - 1000).settle(ProbeResult.noReply(""));
            }
        }

        assertThat(numbers.get(536)).isZero();
        assertThat(questions.waiting()).containsExactlyElementsOf(asked.subList(69_000, 70_000));
        for (int i = 69_000; i < 70_000; i++) {
            assertThat(questions.find(numbers.get(i))).isSameAs(asked.get(i));
        }
    }

    @Test
    void aSettledQuestionIsRememberedForAWhileOnly() {
        var questions = new Questions(0);
        for (int i = 0; i < 1000; i++) {
            Question question = question();
            questions.add(question);
            question.settle(ProbeResult.noReply(""));
        }

        assertThat(questions.find(999)).isNotNull();
        assertThat(questions.find(940)).isNotNull();
        assertThat(questions.find(900)).isNull();
        assertThat(questions.find(1000)).isNull();
    }

    @Test
    void allNumbersInUseIsFull() {
        var questions = new Questions(7);
        for (int i = 0; i < 65_536; i++) {
            assertThat(questions.full()).isFalse();
            questions.add(question());
        }

        assertThat(questions.full()).isTrue();
        assertThat(questions.waiting()).hasSize(65_536);
    }

    private static Question question() {
        var probe = new IcmpProbe(TestPath.address("192.0.2.1"), 24, new Pinger(new IcmpCounters()));
        return new Question(probe, TestPath.of("up0", "192.0.2.2", 0), Duration.ofSeconds(1), 0);
    }
}
