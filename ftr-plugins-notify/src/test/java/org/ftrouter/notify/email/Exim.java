// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.testkit.Certificates;

/**
 * A real mail server with STARTTLS, and after that a login as {@code router}, that stores each mail in a file. Started
 * by root, it runs as Debian's user for it.
 */
final class Exim implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    final int port;
    private final Path folder;
    private final Process process;

    /** With the certificate of an alias, whose key is no EC key. */
    Exim(Path folder, Certificates certificates, String alias) throws Exception {
        this.folder = folder;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path certificate = Files.copy(certificates.pem(alias), folder.resolve("certificate"));
        Path key = Files.copy(certificates.key(alias), folder.resolve("key"));
        Path config = Files.writeString(folder.resolve("exim.conf"), config());
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        for (Path its : List.of(folder, certificate, key)) {
            Files.setOwner(
                    its, its.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("Debian-exim"));
        }
        process = new ProcessBuilder(
                        "/usr/sbin/exim4",
                        "-C",
                        config.toString(),
                        "-bdf",
                        "-oX",
                        "127.0.0.1:" + port,
                        "-oP",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        await(this::answers);
    }

    private String config() {
        return """
                keep_environment =
                spool_directory = %1$s/spool
                log_file_path = %1$s/%%slog
                primary_hostname = mx.example.org
                tls_certificate = %1$s/certificate
                tls_privatekey = %1$s/key
                tls_advertise_hosts = *
                auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
                acl_smtp_rcpt = login
                deliver_drop_privilege = true
                rfc1413_query_timeout = 0s
                begin acl
                login:
                  require authenticated = *
                  accept
                begin routers
                all:
                  driver = accept
                  transport = file
                begin transports
                file:
                  driver = appendfile
                  file = %1$s/mail-$message_exim_id
                  message_prefix =
                  message_suffix =
                  envelope_to_add
                begin authenticators
                plain:
                  driver = plaintext
                  public_name = PLAIN
                  server_set_id = $auth2
                  server_condition = ${if and{{eq{$auth2}{router}}{eq{$auth3}{%2$s}}}}
                """.formatted(folder, Mailers.SECRET);
    }

    /** What it has stored, once it is so many. */
    List<String> mails(int number) throws Exception {
        await(() -> log().lines().filter(l -> l.endsWith(" Completed")).count() >= number);
        var mails = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("mail-"))
                    .toList()) {
                mails.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return mails;
    }

    /** What it tells its own administrator. */
    String log() throws IOException {
        Path log = folder.resolve("mainlog");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    /** A question with a clear answer. */
    private interface Question {
        boolean ask() throws Exception;
    }

    private void await(Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            String said = log() + Files.readString(folder.resolve("output"));
            boolean hopeful = System.nanoTime() < end && process.isAlive();
            if (!hopeful) {
                process.destroyForcibly(); // who waits in vain may not get to close it
            }
            assertThat(hopeful).as(said).isTrue();
            Thread.sleep(20);
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
