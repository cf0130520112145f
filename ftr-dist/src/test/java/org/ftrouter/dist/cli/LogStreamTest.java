// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LogStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final CountDownLatch reads = new CountDownLatch(1);
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final List<Long> dropped = new CopyOnWriteArrayList<>();

    /** Takes nothing until it reads. */
    private final OutputStream reader = new OutputStream() {
        @Override
        public void write(int one) {
            throw new AssertionError("a piece is written as a whole");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                assertThat(reads.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            read.write(bytes, offset, length);
        }
    };

    @Test
    void whoWritesIsNotKeptByAReaderThatStalls() throws Exception {
        try (var stream = new LogStream(reader, 10, dropped::add)) {
            for (int i = 0; i < 100; i++) {
                stream.write((i + "\n").getBytes(US_ASCII));
            }
            assertThat(read.size()).isZero();

            reads.countDown();
            stream.finish(LIMIT);
        }

        List<String> lines = read.toString(US_ASCII).lines().toList();
        assertThat(lines).startsWith("0", "1", "2").hasSizeBetween(10, 11); // one may have been under way
        assertThat(dropped).containsExactly(100L - lines.size());
    }

    @Test
    void theLastLinesAreWaitedForButNotForEver() throws Exception {
        try (var stream = new LogStream(reader, 10, dropped::add)) {
            stream.write("x\n".getBytes(US_ASCII));

            stream.finish(Duration.ofMillis(50));

            assertThat(read.size()).isZero();
        }
    }

    @Test
    void aReaderThatHasGoneIsNobodysProblem() throws Exception {
        var refusals = new CountDownLatch(2);
        var gone = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                refusals.countDown();
                throw new IOException("Broken pipe");
            }
        };
        try (var stream = new LogStream(gone, 10, dropped::add)) {
            stream.write("x".getBytes(US_ASCII));
            stream.write("y".getBytes(US_ASCII));

            assertThat(refusals.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
