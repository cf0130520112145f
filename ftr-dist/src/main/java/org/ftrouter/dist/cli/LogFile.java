// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.ftrouter.dist.cli.LogLine.Head;
import org.jspecify.annotations.Nullable;

/** Log4j's configuration with one rolling file, put together by hand: no file of Log4j's is read. */
final class LogFile extends AbstractConfiguration {
    private final String file;
    private final long maxBytes;
    private final int oldFiles;
    private final Level level;
    private final LostLines lost;

    /** Further lines are lost while the file takes none and too many wait; once it does again, it is said in it. */
    LogFile(@Nullable LoggerContext context, String file, long maxBytes, int oldFiles, Level level, LostLines lost) {
        super(context, ConfigurationSource.NULL_SOURCE);
        this.file = file;
        this.maxBytes = maxBytes;
        this.oldFiles = oldFiles;
        this.level = level;
        this.lost = lost;
        isShutdownHookEnabled = false; // the daemon's last lines are written while it shuts down
    }

    @Override
    public void initialize() {
        doConfigure();
        setState(State.INITIALIZED);
    }

    @Override
    protected void doConfigure() {
        setName("ftr");
        Appender appender = RollingFileAppender.newBuilder()
                .setName("log")
                .setFileName(file)
                .setFilePattern(file + ".%i")
                .setPolicy(SizeBasedTriggeringPolicy.createPolicy(maxBytes + " B"))
                .setStrategy(DefaultRolloverStrategy.newBuilder()
                        .setMax(Integer.toString(oldFiles))
                        .setConfig(this)
                        .build())
                .setLayout(new Layout())
                .setConfiguration(this)
                .build();
        appender.start();
        addAppender(appender);
        Appender teller = lost.teller(appender);
        addAppender(teller);
        Appender counter = lost.counter();
        addAppender(counter);
        Appender unblocked = AsyncAppender.newBuilder() // a disk that stalls costs lines, not a failover
                .setName("unblocked")
                .setAppenderRefs(new AppenderRef[] {AppenderRef.createAppenderRef(teller.getName(), null, null)})
                .setErrorRef(counter.getName())
                .setBlocking(false)
                .setBufferSize(Logging.MOST_WAITING)
                .setShutdownTimeout(Logging.LAST_LINES.toMillis())
                .setConfiguration(this)
                .build();
        unblocked.start();
        addAppender(unblocked);
        getRootLogger().addAppender(unblocked, null, null);
        getRootLogger().setLevel(level);
    }

    private static final class Layout extends AbstractStringLayout {
        private final LogLine line = new LogLine(Head.DATE);

        Layout() {
            super(StandardCharsets.UTF_8);
        }

        @Override
        public String toSerializable(LogEvent event) {
            Instant at = Instant.ofEpochMilli(event.getTimeMillis());
            return line.of(at, event.getLevel(), event.getMessage().getFormattedMessage(), event.getThrown());
        }
    }
}
