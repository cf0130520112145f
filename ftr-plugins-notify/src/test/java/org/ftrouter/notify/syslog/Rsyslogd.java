// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.testkit.Certificates;

/** A real rsyslogd that listens on all its transports and writes down how it understands each message. */
final class Rsyslogd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    final int udp;
    final int tcp;
    final int tls;
    /** A socket for RFC 5424, and one as a system has it in {@code /dev/log}. */
    final Path standard;

    final Path usual;
    private final Path folder;
    private final Process process;

    /** With a certificate of the alias {@code good}. */
    Rsyslogd(Path folder, Certificates certificates) throws Exception {
        this.folder = folder;
        try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var third = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            tcp = first.getLocalPort();
            tls = second.getLocalPort();
            udp = third.getLocalPort();
        }
        standard = folder.resolve("standard");
        usual = folder.resolve("usual");
        Path config = Files.writeString(folder.resolve("rsyslog.conf"), config(certificates));
        process = new ProcessBuilder("/usr/sbin/rsyslogd", "-n", "-f", config.toString(), "-iNONE")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslogd.log").toFile())
                .start();
        await(() -> answers(tcp) && answers(tls) && Files.exists(standard) && Files.exists(usual));
    }

    private String config(Certificates certificates) throws Exception {
        return """
                global(workDirectory="%1$s" defaultNetstreamDriverCAFile="%2$s"
                    defaultNetstreamDriverCertFile="%3$s" defaultNetstreamDriverKeyFile="%4$s")
                module(load="imudp")
                module(load="imtcp" streamDriver.name="gtls" streamDriver.authMode="anon")
                module(load="imuxsock" sysSock.use="off")
                module(load="mmpstrucdata")
                template(name="understood" type="list" option.jsonf="on") {
                    property(name="pri" outname="pri" format="jsonf")
                    property(name="timereported" outname="time" dateFormat="rfc3339" format="jsonf")
                    property(name="hostname" outname="hostname" format="jsonf")
                    property(name="app-name" outname="app-name" format="jsonf")
                    property(name="procid" outname="procid" format="jsonf")
                    property(name="msgid" outname="msgid" format="jsonf")
                    property(name="$!rfc5424-sd" outname="structured-data" format="jsonf")
                    property(name="msg" outname="msg" format="jsonf")
                }
                input(type="imudp" address="127.0.0.1" port="%5$d")
                input(type="imtcp" address="127.0.0.1" port="%6$d" streamDriver.mode="0")
                input(type="imtcp" address="127.0.0.1" port="%7$d" streamDriver.mode="1")
                input(type="imuxsock" socket="%8$s" useSpecialParser="off")
                input(type="imuxsock" socket="%9$s")
                action(type="mmpstrucdata")
                action(type="omfile" file="%1$s/understood" template="understood")
                """.formatted(
                        folder,
                        certificates.pem("ca"),
                        certificates.pem("good"),
                        certificates.key("good"),
                        udp,
                        tcp,
                        tls,
                        standard,
                        usual);
    }

    /** The first messages, as many as are waited for, in the order in which they were written down. */
    List<JsonObject> understood(int number) throws Exception {
        await(() -> lines().size() >= number);
        return lines().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private List<String> lines() throws IOException {
        Path file = folder.resolve("understood");
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** A question with a clear answer. */
    private interface Question {
        boolean ask() throws Exception;
    }

    private void await(Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            boolean hopeful = System.nanoTime() < end && process.isAlive();
            if (!hopeful) {
                process.destroyForcibly(); // who waits in vain may not get to close it
            }
            assertThat(hopeful)
                    .as(() -> Stream.of("rsyslogd.log", "understood")
                            .map(folder::resolve)
                            .filter(Files::exists)
                            .map(Rsyslogd::text)
                            .toList()
                            .toString())
                    .isTrue();
            Thread.sleep(10);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
