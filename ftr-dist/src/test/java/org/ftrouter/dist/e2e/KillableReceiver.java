// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ftrouter.dist.delivery.JournaldReceiver;
import org.ftrouter.dist.delivery.Mosquitto;
import org.ftrouter.dist.delivery.Receiver;
import org.ftrouter.dist.delivery.SnmpTrapd;
import org.ftrouter.dist.lab.Lab;
import org.jspecify.annotations.Nullable;

/** A receiver of notices that is killed with SIGKILL, and started again in the same place; it writes down what it takes. */
abstract class KillableReceiver implements AutoCloseable {
    static final int WEB_PORT = 8080;
    static final int MAIL_PORT = 25;

    private final Path taken;
    private final Pattern id;

    private KillableReceiver(Path taken, String id) {
        this.taken = taken;
        this.id = Pattern.compile(id);
    }

    /** Makes a notice. */
    interface Saying {
        void say() throws Exception;
    }

    abstract void start() throws Exception;

    /** Kills it; then there is a notice that it has not taken in good order. */
    abstract void kill(Saying saying) throws Exception;

    /** The ids of what it has taken, in order. */
    List<String> ids() throws Exception {
        return Files.exists(taken)
                ? Files.readAllLines(taken).stream()
                        .flatMap(line -> id.matcher(line).results().limit(1))
                        .map((MatchResult found) -> found.group(1))
                        .toList()
                : List.of();
    }

    /** An HTTP server in the lab's internet. */
    static KillableReceiver web(Lab lab) {
        String[] dns = {"208.67.220.220", "1.0.0.1"};
        return sink(lab, "notices.log", "^web from .*?\"id\":\"([^\"]+)\"", NoticeSink.class, dns);
    }

    /** A mail server there. Taken is what has come to its last line. */
    static KillableReceiver mail(Lab lab) {
        return sink(lab, "mails.log", "^Event +(\\S+) ", SmtpSink.class, "polite", Integer.toString(MAIL_PORT));
    }

    private static KillableReceiver sink(Lab lab, String file, String id, Class<?> main, String... arguments) {
        Path log = lab.folder().resolve(file);
        return new Server(log, id) {
            @Override
            Process begin() throws Exception {
                return Router.java(lab.internet(), file, main, arguments);
            }

            @Override
            boolean listens() throws IOException {
                return Files.exists(log) && Files.readString(log).split("listening", -1).length > starts();
            }
        };
    }

    /** The journal, whose daemon writes it down. */
    static KillableReceiver journal(JournaldReceiver journald) {
        return new Program(journald) {
            @Override
            List<String> ids() throws IOException {
                return journald.entries().stream()
                        .filter(entry -> entry.has("FTR_EVENT_ID"))
                        .map(entry -> entry.get("FTR_EVENT_ID").getAsString())
                        .toList();
            }
        };
    }

    /** Mosquitto in the lab's internet, with a subscriber. */
    static KillableReceiver broker(Lab lab, Path folder) throws Exception {
        return new Program(Mosquitto.within(internet(lab), folder));
    }

    /** Net-SNMP there. */
    static KillableReceiver station(Lab lab, Path folder) throws IOException {
        return new Program(SnmpTrapd.within(internet(lab), folder));
    }

    private static List<String> internet(Lab lab) {
        return List.of("ip", "netns", "exec", lab.internet().namespace());
    }

    /** Rsyslog in the lab's internet, which writes each message down before it reads the next one. */
    static KillableReceiver syslog(Lab lab, Path folder) throws IOException {
        Path data = folder.resolve("data");
        Path config = Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%s")
                main_queue(queue.type="Direct")
                module(load="imtcp")
                template(name="data" type="string" string="%%msgid%% %%structured-data%%\\n")
                input(type="imtcp" port="601" supportOctetCountedFraming="on")
                if $app-name == "ftr" then action(type="omfile" file="%s" template="data")
                """.formatted(folder, data));
        return new Server(data, " id=\"([^\"]+)\"") {
            @Override
            Process begin() throws Exception {
                // ahead of others: syslog confirms nothing, so what it has not read when it is killed would be lost
                return lab.internet()
                        .start(
                                "rsyslog.log",
                                "nice",
                                "-n",
                                "-20",
                                "/usr/sbin/rsyslogd",
                                "-n",
                                "-f",
                                config.toString(),
                                "-i",
                                "NONE");
            }

            @Override
            boolean listens() throws Exception {
                return lab.internet().exec("ss", "-ltn").contains(":601 ");
            }
        };
    }

    /** A program that is started for each notice; killed are the processes that it becomes, before or after they took it. */
    static KillableReceiver hook(Path program) throws IOException {
        Files.writeString(program, """
                hold() {
                    if [ "$(cat %1$s.hold 2>/dev/null)" = "$1" ]; then
                        echo $$ > %1$s.part
                        mv %1$s.part %1$s.held
                        kill -STOP $$
                    fi
                }
                notice=$(cat)
                hold before
                printf '%%s\\n' "$notice" >> %1$s.taken
                hold after
                """.formatted(program));
        return new Hook(program);
    }

    /** A process. */
    private abstract static class Server extends KillableReceiver {
        private @Nullable Process process;
        private int starts;

        Server(Path taken, String id) {
            super(taken, id);
        }

        abstract Process begin() throws Exception;

        abstract boolean listens() throws Exception;

        int starts() {
            return starts;
        }

        @Override
        void start() throws Exception {
            starts++;
            process = begin();
            Router.await("the receiver listens", Router.LONG, this::listens);
        }

        @Override
        void kill(Saying saying) throws Exception {
            close();
            saying.say();
        }

        @Override
        public void close() throws InterruptedException {
            Process mine = process;
            if (mine != null) {
                mine.destroyForcibly().waitFor();
            }
        }
    }

    /** One that a lone outbox delivers to elsewhere. */
    private static class Program extends KillableReceiver {
        private final Receiver receiver;

        Program(Receiver receiver) {
            super(Path.of("none"), "");
            this.receiver = receiver;
        }

        @Override
        void start() throws Exception {
            receiver.start();
        }

        @Override
        void kill(Saying saying) throws Exception {
            receiver.kill();
            saying.say();
        }

        @Override
        List<String> ids() throws Exception {
            return receiver.ids();
        }

        @Override
        public void close() throws Exception {
            receiver.close();
        }
    }

    private static final class Hook extends KillableReceiver {
        private final Path hold;
        private final Path held;
        private int kills;

        Hook(Path program) {
            super(program.resolveSibling(program.getFileName() + ".taken"), "\"id\":\"([^\"]+)\"");
            hold = program.resolveSibling(program.getFileName() + ".hold");
            held = program.resolveSibling(program.getFileName() + ".held");
        }

        @Override
        void start() throws IOException {
            Files.deleteIfExists(hold);
            killHeld();
        }

        @Override
        void kill(Saying saying) throws Exception {
            Files.writeString(hold, kills % 2 == 0 ? "before" : "after");
            kills++;
            saying.say();
            Router.await("the program is started", Router.LONG, () -> Files.exists(held));
            killHeld();
        }

        private void killHeld() throws IOException {
            if (Files.exists(held)) {
                long number = Long.parseLong(Files.readString(held).strip());
                Files.delete(held);
                ProcessHandle.of(number).ifPresent(ProcessHandle::destroyForcibly);
            }
        }

        @Override
        public void close() throws IOException {
            start();
        }
    }
}
