// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets as people write them, from the file to the built-in probes. */
class ProbeTargetsTest {
    @TempDir
    Path temp;

    private Run check(String probe) throws IOException {
        return check("address = 192.0.2.2, gateway = 192.0.2.1", probe);
    }

    private Run check(String addresses, String probe) throws IOException {
        Path config = Files.writeString(temp.resolve("ftr.conf"), """
                uplinks { fibre { interface = eth1, %s, priority = 1 } }
                probe { %s }
                route = [ { type = multipath } ]
                notify = []
                """.formatted(addresses, probe));
        return Run.ftr("check-config", config.toString());
    }

    @Test
    void everyTypeCanStandInOneList() throws IOException {
        Run run = check("""
                required = 2, targets = [
                  9.9.9.9, "icmp:8.8.8.8", "tcp:1.1.1.1:443", "dns:8.8.8.8", "dns:9.9.9.9:53"
                  "http://connectivity-check.ubuntu.com/", "https://192.0.2.80:8443/up?now"
                  "tls:www.example.org:443", "arp:", "exec:/bin/true"
                  { type = tcp, target = "192.0.2.9:22", refused = alive }
                  { type = dns, target = "192.0.2.53", name = www.example.org, expect = [ 192.0.2.80 ] }
                  { type = http, target = "http://detectportal.example/success.txt", body = success, resolver = [ 192.0.2.53 ] }
                  { type = exec, target = "/bin/sh", arguments = [ a ], families = [ ipv4 ] }
                ]""");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void aWrongTypeIsMarkedWhereItStands() throws IOException {
        Run run = check("required = 1, targets = [ { type = icpm, target = 9.9.9.9 } ]");

        List<String> lines = run.err().lines().toList();
        String marks = lines.stream().filter(l -> l.contains("^")).findFirst().orElseThrow();
        String source = lines.get(lines.indexOf(marks) - 1);
        assertThat(source.substring(marks.indexOf('^'), marks.lastIndexOf('^') + 1))
                .isEqualTo("icpm");
        assertThat(run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " "))
                .contains(".type' is 'icpm', and there is no such probe plugin", "did you mean 'icmp'?");
    }

    /** It may be put there later, so the configuration can be used. */
    @Test
    void aProgramThatIsNotThereIsWarnedOfWithItsPlaceValueAndRemedy() throws IOException {
        Run run = check("required = 1, targets = [ 9.9.9.9, \"exec:/etc/ftr/chekc\" ]");

        assertThat(run.code()).isZero();
        assertThat(run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " "))
                .contains(
                        "ftr.conf:2: warning: ",
                        "is '/etc/ftr/chekc', which is not there: put it there, or correct the path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp:1.1.1.1 | not ADDRESS:PORT",
                "dns: | not the numeric address of a DNS server",
                "dns:dns.google | not the numeric address of a DNS server",
                "http:www.example.org | not a URL of this kind",
                "https:www.example.org | there is no such probe plugin",
                "tls:www.example.org | not HOST:PORT",
                "arp:gateway | not an IPv4 address; leave it empty to ask the gateway",
                "exec:check | not the absolute path of a program",
                "icmp: | target",
            })
    void aWrongTargetIsShownWithItsPlace(String target, String text) throws IOException {
        Run run = check("required = 1, targets = [ \"" + target + "\" ]");

        assertThat(run.code()).isEqualTo(Exit.BAD_CONFIG);
        assertThat(run.err()).contains("ftr.conf:2: error:");
        assertThat(run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " "))
                .contains(text);
    }

    /** Of a line with IPv4, one with IPv6, and one with both. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "address = 192.0.2.2, gateway = 192.0.2.1 | 'arp:' | IPv4",
                "address = 192.0.2.2, gateway = 192.0.2.1 | 'arp:', 'ndp:' | IPv4",
                "address = '2001:db8::2', gateway = '2001:db8::1' | 'ndp:' | IPv6",
                "families = [ ipv4, ipv6 ] | 'arp:', 'ndp:' | IPv4",
                "families = [ ipv4, ipv6 ] | 'icmp:9.9.9.9', 'ndp:' | IPv6",
                "families = [ ipv4, ipv6 ] | 'icmp:2620:fe::fe', 'arp:' | IPv4",
            },
            quoteCharacter = '`')
    void theGatewayAloneIsNoProofOfALine(String addresses, String targets, String family) throws IOException {
        Run run = check(addresses.replace('\'', '"'), "required = 1, targets = [ " + targets.replace('\'', '"') + " ]");

        assertThat(run.code()).isEqualTo(Exit.BAD_CONFIG);
        assertThat(run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " "))
                .contains("ftr.conf:2: error: 'probe.targets.target' all targets that uplink fibre can ask over "
                        + family + " stand before its gateway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "address = 192.0.2.2, gateway = 192.0.2.1 | 'arp:', 'icmp:9.9.9.9' | IPv4",
                "address = '2001:db8::2', gateway = '2001:db8::1' | 'ndp:', 'icmp:2620:fe::fe' | IPv6",
            },
            quoteCharacter = '`')
    void theGatewayDoesNotCountForWhatIsRequired(String addresses, String targets, String family) throws IOException {
        Run run = check(addresses.replace('\'', '"'), "required = 2, targets = [ " + targets.replace('\'', '"') + " ]");

        assertThat(run.code()).isEqualTo(Exit.BAD_CONFIG);
        assertThat(run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " "))
                .contains("lie beyond its gateway over " + family + ": 1, but 2 are required");
    }
}
