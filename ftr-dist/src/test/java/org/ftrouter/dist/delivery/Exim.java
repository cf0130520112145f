// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ftrouter.api.testkit.Certificates;

/**
 * Exim, which takes mail only encrypted and after a login, and confirms it when it is in its spool and log; there it
 * stays. Killed are also its processes of connections. Needs root, and runs as Debian's user for it.
 */
final class Exim extends ProcessReceiver {
    static final String SECRET = "canary-exim";
    private final int port;
    private final Path authority;

    /** The folder and the one above it are opened to that user. */
    Exim(Path folder) throws Exception {
        super(folder);
        port = FreePort.tcp();
        var certificates = new Certificates(Files.createDirectory(folder.resolve("certificates")));
        // GnuTLS cannot read EC keys as Java writes them
        certificates.sign("good", "dns:localhost,ip:127.0.0.1", "-keyalg", "RSA");
        authority = certificates.pem("ca");
        Path certificate = Files.copy(certificates.pem("good"), folder.resolve("certificate"));
        Path key = Files.copy(certificates.key("good"), folder.resolve("key"));
        Path config = Files.writeString(folder.resolve("exim.conf"), config());
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        for (Path way : List.of(folder, folder.toAbsolutePath().getParent())) {
            Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwx--x--x"));
        }
        for (Path its : List.of(folder, certificate, key)) {
            Files.setOwner(
                    its, its.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("Debian-exim"));
        }
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
                queue_only = true
                deliver_drop_privilege = true
                rfc1413_query_timeout = 0s
                daemon_startup_sleep = 1s
                begin acl
                login:
                  require authenticated = *
                  accept
                begin authenticators
                plain:
                  driver = plaintext
                  public_name = PLAIN
                  server_set_id = $auth2
                  server_condition = ${if and{{eq{$auth2}{router}}{eq{$auth3}{%2$s}}}}
                """.formatted(folder, SECRET);
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of(
                "from",
                "gw@example.org",
                "to",
                List.of("noc@example.org"),
                "smtp",
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        port,
                        "ca-file",
                        authority.toString(),
                        "user",
                        "router",
                        "password",
                        SECRET));
    }

    @Override
    public void start() throws Exception {
        run(List.of(
                "/usr/sbin/exim4",
                "-C",
                folder.resolve("exim.conf").toString(),
                "-bdf",
                "-oX",
                "127.0.0.1:" + port,
                "-oP",
                folder.resolve("pid").toString()));
        await("exim starts", () -> answers(port));
    }

    /** What it has received and keeps, in no order: head and body of each, as it writes them down. */
    List<String> mails() throws Exception {
        var mails = new ArrayList<String>();
        Path input = folder.resolve("spool/input");
        if (!Files.exists(input)) {
            return mails; // the first mail makes it
        }
        try (Stream<Path> heads = Files.list(input)) {
            for (Path head : heads.filter(f -> f.toString().endsWith("-H")).toList()) {
                Path body = head.resolveSibling(head.getFileName().toString().replaceFirst("H$", "D"));
                mails.add(Files.readString(head, StandardCharsets.ISO_8859_1)
                        + Files.readString(body, StandardCharsets.UTF_8));
            }
        }
        return mails;
    }

    /** Of what is received, as {@code <=} in the log. */
    @Override
    public List<String> ids() throws Exception {
        Path log = folder.resolve("mainlog");
        return Files.exists(log)
                ? firstIdsIn(Files.readString(log, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(l -> l.contains(" <= ")))
                : List.of();
    }
}
