// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;

/** Servers in the lab that probes of every kind can ask, and how a configuration asks them. */
final class Asked implements AutoCloseable {
    static final int WEB = 8088;
    static final int TLS = 8443;
    static final int DNS = 5300;
    static final int OTHER = 8089;

    /** Asks for what is as long as a page of the web, by what the daemon tells it. */
    private static final String SCRIPT = """
            #!/bin/sh
            exec ping -q -c 1 -s 1200 -W 20 -m "$((FWMARK))" -I "$DEVICE" "%s"
            """;

    private final List<Process> servers = new ArrayList<>();
    private final Lab lab;
    private final Path temp;

    /** With files of its own in a folder. */
    Asked(Lab lab, Path temp) {
        this.lab = lab;
        this.temp = temp;
    }

    /** Runs a server until this is closed; it says when it listens. */
    void serve(String log, Host host, Class<?> main, Object... arguments) throws Exception {
        servers.add(Router.java(
                host,
                log,
                main,
                List.of(arguments).stream().map(Object::toString).toArray(String[]::new)));
        Router.await(
                log,
                Router.LONG,
                () -> Files.readString(lab.folder().resolve(log)).contains("listening"));
    }

    /** Runs a name server in the internet. */
    void serveNames() throws Exception {
        servers.add(lab.internet()
                .start(
                        "dnsmasq.log",
                        "dnsmasq",
                        "--no-daemon",
                        "--conf-file=/dev/null",
                        "--user=root",
                        "--port=" + DNS,
                        "--pid-file=" + temp.resolve("dnsmasq.pid"),
                        "--no-resolv",
                        "--no-hosts",
                        "--host-record=www.example.org,192.0.2.80"));
    }

    static String dns(String host) {
        return "{ type = dns, target = \"" + host + ":" + DNS + "\", name = www.example.org, expect = [ 192.0.2.80 ] }";
    }

    /** Certificates of all targets: {@code good} and {@code expired}, and the authority that signed them. */
    Certificates certificates() throws Exception {
        String names = lab.families().stream()
                .flatMap(family -> Addresses.targets(family).stream())
                .map(address -> "ip:" + address)
                .collect(Collectors.joining(","));
        var certificates = new Certificates(temp);
        certificates.sign("good", names);
        certificates.sign("expired", names, "-startdate", "-10d", "-validity", "1");
        certificates.pem("ca");
        return certificates;
    }

    String tls(String host) {
        return "{ type = tls, target = \"" + host + ":" + TLS + "\", ca-file = \"" + temp.resolve("ca.pem") + "\" }";
    }

    String https(String host) {
        return "{ type = http, target = \"https://" + host + ":" + TLS + "/\", ca-file = \"" + temp.resolve("ca.pem")
                + "\" }";
    }

    /** Whose gateway is asked for on the wire. */
    static String gateway(String host) {
        return bare(host).equals(host) ? "\"arp:\"" : "\"ndp:\"";
    }

    static String http(String host) {
        return "\"http://" + host + ":" + WEB + "/\"";
    }

    static String tcp(String host) {
        return "\"tcp:" + host + ":" + WEB + "\"";
    }

    static String icmp(String host) {
        return "\"icmp:" + bare(host) + "\"";
    }

    /** By a script. */
    String exec(String host) {
        try {
            String address = bare(host);
            Path script = Files.writeString(temp.resolve("check-" + address), SCRIPT.formatted(address));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            return "{ type = exec, target = \"" + script + "\", families = [ "
                    + (address.equals(host) ? "ipv4" : "ipv6") + " ] }";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address as it stands before a port. */
    static String host(Family family, String address) {
        return family == Family.IPV4 ? address : "[" + address + "]";
    }

    private static String bare(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }

    /** The line that has each target asked in another of these ways, in each family. */
    @SafeVarargs
    final String targets(UnaryOperator<String>... kinds) {
        var targets = new ArrayList<String>();
        for (Family family : lab.families()) {
            for (int i = 0; i < kinds.length; i++) {
                targets.add(
                        kinds[i].apply(host(family, Addresses.targets(family).get(i))));
            }
        }
        return "targets = [ " + String.join(", ", targets) + " ]";
    }

    @Override
    public void close() throws InterruptedException {
        for (Process server : servers) {
            server.destroyForcibly();
            server.waitFor();
        }
    }
}
