// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.junit.jupiter.api.Test;

/**
 * What the engine relies on in every {@link Notifier}. A subclass runs the other side for real and reads back what it was
 * given with a parser of its own, so that a format broken by a hostile text shows.
 */
public abstract class NotifierContract {
    private static final Duration PROMPT = Duration.ofSeconds(15);

    /**
     * What arrived, parsed back.
     *
     * @param id the notice's id
     * @param kind the notice's kind
     * @param line word and title, as {@link Notice#line} has them
     */
    public record Delivery(String id, String kind, String line) {}

    /** A notifier whose other side works and takes everything. Given {@link #secret()}, if it can have one. */
    protected abstract Notifier working() throws Exception;

    /** One where nobody is on the other side. Fails within ten seconds by its settings. */
    protected abstract Notifier unreachable() throws Exception;

    /** One whose other side never answers, with a timeout of a minute; empty if the channel never waits for anybody. */
    protected abstract Optional<Notifier> stuck() throws Exception;

    /** All that has arrived at the working side so far. Waits for what is still on the way. */
    protected abstract List<Delivery> delivered() throws Exception;

    /** The password or token in the settings, {@code ""} if the channel has none. */
    protected abstract String secret();

    @Test
    void aNoticeArrivesOnce() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl: 0 of 4 targets answered"));
        }

        assertThat(delivered())
                .containsExactly(new Delivery("01A", "uplink.down", "DOWN dsl: 0 of 4 targets answered"));
    }

    @Test
    void noticesArriveInOrder() throws Exception {
        try (Notifier notifier = working()) {
            for (int i = 0; i < 5; i++) {
                notifier.send(notice("01A" + i, "uplink.up", "UP", "dsl: back"));
            }
        }

        assertThat(delivered()).extracting(Delivery::id).containsExactly("01A0", "01A1", "01A2", "01A3", "01A4");
    }

    @Test
    void anUnknownKindWithoutAnUplinkIsDeliveredLikeAnyOther() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(new Notice(
                    "01B",
                    "01A",
                    "future.kind",
                    "NEWS",
                    notifier.minSeverity(),
                    Instant.now(),
                    "gw1",
                    Optional.empty(),
                    Map.of(),
                    texts("of 2040")));
        }

        assertThat(delivered()).containsExactly(new Delivery("01B", "future.kind", "NEWS of 2040"));
    }

    @Test
    void hostileTextsStayTexts() throws Exception {
        String hostile =
                "a\r\nBcc: x@example.org\r\n\r\n.\r\nQUIT\u0000\u001b[31m\"q\" [x y=\"z\"] \\\" ] <13>1 \u0085\u2028"
                        + "\uD83D\uDE00 \u00e8 \u760d\u760a";

        try (Notifier notifier = working()) {
            notifier.send(notice("01C", "uplink.down", "DOWN", hostile));
            notifier.send(notice("01D", "uplink.up", "UP", "still there"));
        }

        List<Delivery> all = delivered();
        assertThat(all).extracting(Delivery::id).containsExactly("01C", "01D");
        assertThat(all.get(0).line().codePoints().filter(Character::isISOControl))
                .isEmpty();
        assertThat(visible(all.get(0).line())).isEqualTo(visible("DOWN " + hostile));
    }

    @Test
    void nobodyOnTheOtherSideIsAnErrorThatSaysWho() throws Exception {
        try (Notifier notifier = unreachable()) {
            long start = System.nanoTime();
            Throwable failure = catchThrowable(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")));

            assertThat(failure).isInstanceOf(NotifyException.class);
            assertThat(failure.getMessage()).hasSizeGreaterThan(15).doesNotContain("\n", "\r", "null");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
        }
    }

    @Test
    void anInterruptEndsAHangingDelivery() throws Exception {
        Optional<Notifier> stuck = stuck();
        if (stuck.isPresent()) {
            var failure = new AtomicReference<Throwable>();
            var thread = new Thread(() ->
                    failure.set(catchThrowable(() -> stuck.get().send(notice("01A", "uplink.down", "DOWN", "dsl")))));
            thread.start();
            thread.join(300); // long enough to hang, and right as well if it has not begun
            thread.interrupt();
            thread.join(PROMPT.toMillis());

            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
            stuck.get().close();
        }
    }

    @Test
    void theSecretIsInNoText() throws Exception {
        Notifier working = working();
        Notifier unreachable = unreachable();
        Throwable failure = catchThrowable(() -> unreachable.send(notice("01A", "uplink.down", "DOWN", "dsl")));

        var texts = new StringWriter();
        failure.printStackTrace(new PrintWriter(texts, true));
        texts.append(working.toString()).append(unreachable.toString());
        if (!secret().isEmpty()) {
            assertThat(texts.toString()).doesNotContain(secret());
        }
        working.close();
        unreachable.close();
    }

    @Test
    void closingTwiceIsHarmless() throws Exception {
        Notifier notifier = working();
        notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));

        notifier.close();
        notifier.close();

        Notifier unused = working();
        unused.close();
        unused.close();
    }

    @Test
    void theThreadIsNotLeftInterrupted() throws Exception {
        try (Notifier notifier = working()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> {
                        notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
                        Thread.sleep(0); // a channel that never blocks may deliver; the interrupt is kept
                    })
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /** A notice about uplink {@code dsl}, just happened, with hostile details. */
    protected static Notice notice(String id, String kind, String word, String title) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("reason", "PROBE_QUORUM");
        fields.put("odd = name]\"", "odd \"value\" \\ ] \r\n \u0000 \u00e8");
        return new Notice(
                id, id, kind, word, Severity.WARNING, Instant.now(), "gw1", Optional.of("dsl"), fields, texts(title));
    }

    private static Map<String, Notice.Text> texts(String title) {
        return Map.of(
                "en", new Notice.Text(title, "Body of " + title + "\n"),
                "it", new Notice.Text("(it) " + title, "Testo di " + title + "\n"));
    }

    /** The characters that leave ink. */
    private static String visible(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Z}\u0085]", "");
    }
}
