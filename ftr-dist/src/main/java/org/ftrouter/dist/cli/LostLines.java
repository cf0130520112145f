// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/** Counts the lines that a log file was too slow for, and says so in it once it takes lines again. */
final class LostLines {
    private final AtomicLong lost = new AtomicLong();
    private final LongFunction<String> words;

    /** Said is what this makes of their number; called by the thread that writes the file. */
    LostLines(LongFunction<String> words) {
        this.words = words;
    }

    private abstract static class Named extends AbstractAppender {
        Named(String name) {
            super(name, null, null, true, Property.EMPTY_ARRAY);
            start();
        }
    }

    /** Takes the lines that are lost. Any thread calls it. */
    Appender counter() {
        return new Named("lost") {
            @Override
            public void append(LogEvent event) {
                lost.incrementAndGet();
            }
        };
    }

    /** Takes all others to the file. One thread calls it. */
    Appender teller(Appender file) {
        return new Named("telling") {
            @Override
            public void append(LogEvent event) {
                file.append(event);
                long missing = lost.getAndSet(0);
                if (missing > 0) {
                    file.append(Log4jLogEvent.newBuilder()
                            .setLoggerName("ftr")
                            .setLevel(Level.WARN)
                            .setMessage(new SimpleMessage(words.apply(missing)))
                            .setTimeMillis(System.currentTimeMillis())
                            .build());
                }
            }
        };
    }
}
