// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.ftrouter.engine.config.LogConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines go. To be set up before the first logger is made. A line break in a message, which could pretend to be
 * another line, is written as {@code \n}.
 */
final class Logging {
    private static final String FILE_LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %enc{%m}{CRLF}%n%xEx";
    private static final String TERMINAL_LINE = "%d{HH:mm:ss.SSS} %-5level %enc{%m}{CRLF}%n%xEx";
    /** The journal adds the time, and reads the priority from the beginning of the line. */
    private static final String JOURNAL_LINE =
            "%level{FATAL=<2>, ERROR=<3>, WARN=<4>, INFO=<6>, DEBUG=<7>, TRACE=<7>}%enc{%m}{CRLF}%n%xEx";

    private static @Nullable LoggerContext context;

    private Logging() {}

    /** The daemon's log: a rolling file if one is configured, else standard error. May be called again with another one. */
    static synchronized void start(LogConfig log, boolean debug) {
        BuiltConfiguration configuration = configuration(log, debug, System.getenv());
        if (context == null) {
            context = Configurator.initialize(configuration);
        } else {
            context.reconfigure(configuration);
        }
    }

    /** For commands: only errors, to standard error, without the weight of the daemon's logging. */
    static void withoutDaemon(boolean debug) {
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        System.setProperty("org.apache.logging.log4j.simplelog.level", debug ? "DEBUG" : "ERROR");
    }

    static BuiltConfiguration configuration(LogConfig log, boolean debug, Map<String, String> environment) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        AppenderComponentBuilder appender = log.file().isPresent()
                ? rollingFile(builder, log)
                : console(builder, environment.containsKey("JOURNAL_STREAM"));
        return builder.setStatusLevel(Level.ERROR)
                .setShutdownHook("disable")
                .add(appender)
                .add(builder.newRootLogger(debug ? Level.DEBUG : Level.INFO).add(builder.newAppenderRef("log")))
                .build(false);
    }

    private static AppenderComponentBuilder console(ConfigurationBuilder<?> builder, boolean journal) {
        return builder.newAppender("log", "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(layout(builder, journal ? JOURNAL_LINE : TERMINAL_LINE));
    }

    private static AppenderComponentBuilder rollingFile(ConfigurationBuilder<?> builder, LogConfig log) {
        String file = log.file().orElseThrow().toString();
        return builder.newAppender("log", "RollingFile")
                .addAttribute("fileName", file)
                .addAttribute("filePattern", file + ".%i")
                .add(layout(builder, FILE_LINE))
                .addComponent(builder.newComponent("Policies")
                        .addComponent(builder.newComponent("SizeBasedTriggeringPolicy")
                                .addAttribute("size", log.maxBytes() + " B")))
                .addComponent(builder.newComponent("DefaultRolloverStrategy").addAttribute("max", log.oldFiles()));
    }

    private static LayoutComponentBuilder layout(ConfigurationBuilder<?> builder, String pattern) {
        return builder.newLayout("PatternLayout").addAttribute("pattern", pattern);
    }
}
