// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ftrouter.notify.email.Mailers.SECRET;
import static org.ftrouter.notify.email.Mailers.mailer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail server can be as bad as it likes: it costs one attempt, ends in time, and learns or repeats no password. */
class HostileServerTest {
    private static final String LOGIN =
            Base64.getEncoder().encodeToString(("router\0router\0" + SECRET).getBytes(StandardCharsets.UTF_8));

    @Test
    void oneThatNeverGreetsIsLeftAtTheDeadline() throws Exception {
        assertThat(errorFrom(socket -> socket.getInputStream().read(), 1))
                .matches("127\\.0\\.0\\.1:[0-9]+ did not finish the greeting or login within 1 s");
    }

    @Test
    void oneThatSendsAByteNowAndThenIsLeftAtTheDeadline() throws Exception {
        assertThat(errorFrom(
                        socket -> {
                            for (int i = 0; i < 1000; i++) {
                                socket.getOutputStream().write('2');
                                pause(50);
                            }
                        },
                        1))
                .endsWith(" did not finish the greeting or login within 1 s");
    }

    @Test
    void oneThatTalksWithoutEndIsCutOffBeforeItFillsTheMemory() throws Exception {
        assertThat(errorFrom(
                        socket -> {
                            byte[] noise = "220-".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                            for (int i = 0; i < 1_000_000; i++) {
                                socket.getOutputStream().write(noise);
                            }
                        },
                        20))
                .contains("the server sent more than 256 KiB");
    }

    @Test
    void oneThatClosesAtOnceIsAnError() throws Exception {
        assertThat(errorFrom(socket -> socket.getOutputStream().flush(), 20)).contains("refused the greeting or login");
    }

    @Test
    void oneThatClosesAmidTheMailIsAnError() throws Exception {
        assertThat(errorFrom(
                        socket -> {
                            OutputStream out = socket.getOutputStream();
                            ScriptedSmtp.say(
                                    out,
                                    "220 hi\r\n250-test\r\n250 AUTH PLAIN\r\n235 in\r\n250 from\r\n250 to\r\n354 go");
                            socket.getInputStream().readNBytes(300);
                        },
                        20))
                .contains("refused the mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA", "."})
    void oneThatDiesInsteadOfAnAnswerGetsTheMailWhenItIsBack(String instead) throws Exception {
        var alive = new AtomicBoolean();
        var taken = new AtomicInteger();
        ScriptedSmtp.Script script = socket -> {
            BufferedReader in = ScriptedSmtp.reader(socket);
            OutputStream out = socket.getOutputStream();
            ScriptedSmtp.say(out, "220 hi");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(instead) && !alive.get()) {
                    return;
                }
                taken.addAndGet(line.equals(".") ? 1 : 0);
                if (line.equals("DATA")) {
                    ScriptedSmtp.say(out, "354 go on");
                } else if (line.matches("(EHLO|MAIL|RCPT|QUIT) .*|\\.")) {
                    ScriptedSmtp.say(out, "250 fine");
                }
            }
        };
        try (var server = ScriptedSmtp.hostile(script);
                var mailer = mailer(server.port(), "tls", "none")) {
            assertThat(catchThrowable(() -> mailer.send(Notices.down())))
                    .isInstanceOfSatisfying(
                            NotifyException.class,
                            e -> assertThat(e.isPermanent()).isFalse());

            alive.set(true);
            mailer.send(Notices.down());

            assertThat(taken).hasValue(1);
        }
    }

    @Test
    void oneThatHangsAfterTheMailIsLeftAtTheDeadline() throws Exception {
        assertThat(errorFrom(
                        socket -> {
                            OutputStream out = socket.getOutputStream();
                            ScriptedSmtp.say(
                                    out,
                                    "220 hi\r\n250-test\r\n250 AUTH PLAIN\r\n235 in\r\n250 from\r\n250 to\r\n354 go");
                            for (int i = 0; i < 1000; i++) {
                                pause(50);
                                ScriptedSmtp.say(out, "250-still thinking");
                            }
                        },
                        1))
                .endsWith(" did not finish the mail within 1 s");
    }

    @Test
    void oneThatHangsAtTheFarewellHasTakenTheMail() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("QUIT", "");
                var mailer = mailer(server.port(), "tls", "none")) {
            mailer.send(Notices.down());

            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void aRefusedLoginIsToldInTheServersWordsWithoutThePassword() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("AUTH", "535 5.7.8 no: " + LOGIN + " " + SECRET)) {
            assertThat(error(server, 20))
                    .startsWith("127.0.0.1:" + server.port() + " refused the greeting or login: ")
                    .contains("535 5.7.8 no: *** ***");
        }
    }

    @Test
    void aServerWithoutLoginIsNotTrustedToTakeTheMailAnyway() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("EHLO", "250 test")) {
            assertThat(error(server, 20)).contains("offers no login");
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void refusalsAtEachStepAreToldInTheServersWords() throws Exception {
        for (String step : new String[] {"MAIL", "RCPT", "DATA", "(mail)"}) {
            try (var server =
                    ScriptedSmtp.polite().answering(step, "451 4.3.0 at " + step + " " + SECRET + "\u001b[31m")) {
                assertThat(error(server, 20))
                        .contains("127.0.0.1:" + server.port() + " refused the mail: ", "451 4.3.0 at " + step);
            }
        }
    }

    private static String errorFrom(ScriptedSmtp.Script script, int seconds) throws Exception {
        try (var server = ScriptedSmtp.hostile(script)) {
            return error(server, seconds);
        }
    }

    /** Sends, and gives the error's text after looking for the password in everything about it. */
    private static String error(ScriptedSmtp server, int seconds) {
        var timeout = Duration.ofSeconds(seconds);
        long start = System.nanoTime();
        try (var mailer =
                mailer(server.port(), "tls", "none", "user", "router", "password", SECRET, "timeout", timeout)) {
            Throwable failure = catchThrowable(() -> mailer.send(Notices.down()));

            assertThat(failure).isInstanceOf(NotifyException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusSeconds(5));
            var everything = new StringWriter();
            failure.printStackTrace(new PrintWriter(everything, true));
            assertThat(everything + mailer.toString()).doesNotContain(SECRET, LOGIN, "\u001b");
            return failure.getMessage();
        }
    }

    private static void pause(int milliseconds) throws IOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
