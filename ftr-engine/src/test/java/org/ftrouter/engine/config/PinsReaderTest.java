// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.Sticky;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinsReaderTest {
    private static final String BEFORE = """
            downlinks { lan = [ eth0 ], dmz = [ eth3 ] }
            probe { targets = [ "9.9.9.9", "8.8.8.8", "2001:db8::1", "2001:db8::2" ], required = 2 }
            uplinks {
              fibre { interface = eth1, priority = 1, families = [ ipv4, ipv6 ] }
              cable { interface = eth2, priority = 1 }
            }
            """;

    @TempDir
    Path folder;

    private Loaded load(String pins, UplinkIds ids) throws IOException {
        Path file = Files.writeString(folder.resolve("ftr.conf"), BEFORE + "pins = [\n" + pins + "\n]\n");
        return new ConfigurationLoader(Map.of()).load(file, ids);
    }

    private List<Pin> pins(String pins) throws IOException {
        Loaded loaded = load(pins, UplinkIds.none());
        assertThat(loaded.problems().list()).isEmpty();
        return loaded.configuration().orElseThrow().pins();
    }

    private String problem(String pins) throws IOException {
        List<Problem> problems = load(pins, UplinkIds.none()).problems().list();
        assertThat(problems).hasSize(1);
        Problem problem = problems.get(0);
        return problem.line() + " " + problem.severity() + ": " + problem.text()
                + (problem.hint().isEmpty() ? "" : "; " + problem.hint());
    }

    @Test
    void everyConditionIsRead() throws IOException {
        Pin pin = pins("""
                { name = all, from = [ 10.9.0.0/24, "fd00::/8" ], to = "::/0", protocol = [ tcp, udp ],
                  from-ports = 1024-65535, to-ports = [ 25, 587 ], interface = eth3, dscp = af41, via = fibre }
                """).get(0);

        assertThat(pin.match().sources())
                .extracting(Object::toString)
                .containsExactly("10.9.0.0/24", "fd00:0:0:0:0:0:0:0/8");
        assertThat(pin.match().families()).isEqualTo(Set.of(Family.IPV6));
        assertThat(pin.match().protocols()).containsExactly(6, 17);
        assertThat(pin.match().sourcePorts()).containsExactly(new Ports(1024, 65535));
        assertThat(pin.match().destinationPorts()).containsExactly(new Ports(25, 25), new Ports(587, 587));
        assertThat(pin.match().device()).hasValue("eth3");
        assertThat(pin.match().dscp()).hasValue(34);
        assertThat(pin.match().ofThisMachine()).isFalse();
    }

    @Test
    void whatStandsTwiceIsSaidOnce() throws IOException {
        Pin pin =
                pins("{ name = a, to = [ 10.9.0.0/24, 10.0.0.0/8, 10.9.0.0/24 ], to-ports = [ 30-40, 25, 35-50, 51 ], via = cable }")
                        .get(0);

        assertThat(pin.match().destinations()).extracting(Object::toString).containsExactly("10.0.0.0/8");
        assertThat(pin.match().destinationPorts()).containsExactly(new Ports(25, 25), new Ports(30, 51));
    }

    @Test
    void viaIsOneUplinkAListOrShares() throws IOException {
        List<Pin> pins = pins("""
                { name = one, to-ports = 1, via = cable },
                { name = list, to-ports = 2, via = [ cable, fibre ], else = block },
                { name = shares, to-ports = 3, via { fibre = 3, cable = 1 } }
                """);

        assertThat(pins).extracting(Pin::shared).containsExactly(false, false, true);
        assertThat(pins).extracting(Pin::block).containsExactly(false, true, false);
        assertThat(pins.get(1).via()).containsExactly(new Pin.Via("cable", 1), new Pin.Via("fibre", 1));
        assertThat(pins.get(2).via()).containsExactly(new Pin.Via("fibre", 3), new Pin.Via("cable", 1));
    }

    @Test
    void usersAreKnownByNameAndNumber() throws IOException {
        List<Pin> pins = pins("""
                { name = name, user = root, via = cable }
                { name = number, user = 4711, via = cable }
                { name = group, cgroup = "/system.slice/backup.service", via = cable }
                """);

        assertThat(pins.get(0).match().user()).isEqualTo(OptionalLong.of(0));
        assertThat(pins.get(1).match().user()).isEqualTo(OptionalLong.of(4711));
        assertThat(pins.get(2).match().cgroup()).hasValue("system.slice/backup.service");
    }

    @Test
    void numbersAreOfThemselvesAndStayWhenAPinIsPutBeforeOthers() throws IOException {
        UplinkIds ids = UplinkIds.none();
        List<Pin> before = load("{ name = a, to-ports = 1, via = cable }\n{ name = b, to-ports = 2, via = cable }", ids)
                .configuration()
                .orElseThrow()
                .pins();
        Path saved = folder.resolve("ids");
        ids.save(saved);
        List<Pin> after = load(
                        "{ name = new, to-ports = 3, via = cable }\n{ name = b, to-ports = 2, via = cable }",
                        UplinkIds.read(saved))
                .configuration()
                .orElseThrow()
                .pins();

        assertThat(before).extracting(Pin::mark).containsExactly(0x7e00, 0x7d00);
        assertThat(before).extracting(Pin::table).containsExactly(326, 325);
        assertThat(after).extracting(Pin::mark).containsExactly(0x7c00, 0x7d00);
    }

    @Test
    void aStickyPinHasAWayForEachUplinkWithNumbersOfItsOwn() throws IOException {
        UplinkIds ids = UplinkIds.none();
        String pins = "{ name = a, via = [ cable, fibre ], sticky = source-destination, sticky-for = 1h }";
        Pin pin = load(pins, ids).configuration().orElseThrow().pins().get(0);
        Path saved = folder.resolve("ids");
        ids.save(saved);
        Pin after = load("{ name = b, to-ports = 1, via = cable, else = block }\n" + pins, UplinkIds.read(saved))
                .configuration()
                .orElseThrow()
                .pins()
                .get(1);

        assertThat(pin.sticky())
                .hasValue(new Sticky(
                        Sticky.By.SOURCE_DESTINATION,
                        Duration.ofHours(1),
                        List.of(new Sticky.Way("cable", 325, 0x7d00), new Sticky.Way("fibre", 324, 0x7c00))));
        assertThat(after).isEqualTo(pin);
    }

    @Test
    void tenMinutesAreUsualAndOnlyAStickyPinHasWays() throws IOException {
        List<Pin> pins = pins("""
                { name = a, to-ports = 1, via = [ cable, fibre ], sticky = source }
                { name = b, via = [ cable, fibre ] }
                """);

        assertThat(pins.get(0).sticky().orElseThrow().lasts()).hasMinutes(10);
        assertThat(pins.get(1).sticky()).isEmpty();
        assertThat(pins.get(1).mark()).isEqualTo(0x7b00);
    }

    @Test
    void withOneUplinkThereIsNothingToKeepTo() throws IOException {
        assertThat(problem("{ name = a, via = cable, sticky = source }"))
                .isEqualTo("8 WARNING: 'pins[1]' is sticky, but has one uplink only: its clients have no other;"
                        + " leave 'sticky' out, or name another uplink");
    }

    @Test
    void whenTheIdsAreUsedUpThePinIsNamed() throws IOException {
        var many = new StringBuilder();
        for (int i = 1; i <= 41; i++) {
            many.append("{ name = p").append(i).append(", to-ports = ").append(i);
            many.append(", via = [ cable, fibre ], sticky = source }\n");
        }

        assertThat(problem(many.toString()))
                .isEqualTo("48 ERROR: no id is left for pin 'p41'; widen 'routing.mark-mask'");
    }

    /** The text of each is in the documentation's words; those of the commonest mistakes are in bad-config, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ name = a, interface = eth1, via = cable } | 'pins[1].interface' is 'eth1', which is no downlink",
                "{ name = a, interface = eth0, user = root, via = cable } | an interface and for a program of this machine",
                "{ name = a, from = 10.0.0.1, to = 'fd00::1', via = fibre } | can match nothing",
                "{ name = a, to = 'fd00::1', via = cable } | is for IPv6, which none of its uplinks has",
                "{ name = a, protocol = icmp, to-ports = 1, via = cable } | has a protocol without ports",
                "{ name = a, protocol = tpc, via = cable } | did you mean 'tcp'?",
                "{ name = a, to-ports = 70000, via = cable } | allowed is a port from 1 to 65535",
                "{ name = a, to-ports = 20-10, via = cable } | allowed is a port from 1 to 65535",
                "{ name = a, dscp = 64, via = cable } | allowed is a number from 0 to 63",
                "{ name = a, user = nobody-of-that-name, via = cable } | which is no user of this machine",
                "{ name = a, cgroup = '../x', via = cable } | allowed is the path of a control group",
                "{ name = a, from = [], via = cable } | is empty; leave it out",
                "{ name = a, via = [] } | is empty; name an uplink",
                "{ name = a, via = [ cable, cable ] } | has 'cable' twice",
                "{ name = a, via { cable = 0 } } | allowed is a whole number from 1 to 256",
                "{ name = a, via { fibber = 1 } } | 'fibber' is no uplink; did you mean 'fibre'?",
                "{ name = a, via = cable, else = drop } | allowed: any, block",
                "{ via = cable } | lacks 'name'",
                "{ name = 'a b', via = cable } | cannot be the name of a pin",
                "{ name = a } | lacks 'via'",
                "{ name = a, via = [ cable, fibre ], sticky = yes } | allowed: source, source-destination",
                "{ name = a, via = [ cable, fibre ], sticky-for = 10m } | needs 'sticky'; write sticky = source",
                "{ name = a, via = [ cable, fibre ], sticky = source, sticky-for = 2d } | a time from 1s to 1d",
                "{ name = a, user = root, via = [ cable, fibre ], sticky = source } | which are one source together",
                "{ name = a, port = 25, via = cable } | unknown setting 'pins[1].port'",
            })
    void mistakesAreNamed(String pin, String text) throws IOException {
        assertThat(problem(pin.replace('\'', '"'))).startsWith("8 ERROR").contains(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to = 10.0.0.0/8 | to = 10.9.0.1 | true",
                "to = 10.0.0.0/8 | to = [ 10.9.0.1, 11.0.0.1 ] | false",
                "to-ports = 1-100 | to-ports = [ 25, 80-90 ], protocol = tcp | true",
                "to-ports = 1-100, protocol = udp | to-ports = 25, protocol = tcp | false",
                "interface = eth0 | to = 10.9.0.1 | false",
                "to = 10.9.0.1 | to = 10.9.0.1, interface = eth0 | true",
                "user = root | to = 10.9.0.1 | false",
                "cgroup = a.slice | cgroup = a.slice/b | true",
                "cgroup = a.slice | cgroup = a.slicer | false",
                "dscp = ef | dscp = 46 | true",
            })
    void aPinThatAnEarlierOneHidesIsNamed(String first, String second, boolean hidden) throws IOException {
        String pins = "{ name = a, " + first + ", via = cable }\n{ name = b, " + second + ", via = cable }";

        List<Problem> problems = load(pins, UplinkIds.none()).problems().list();

        assertThat(problems).hasSize(hidden ? 1 : 0);
        assertThat(problems)
                .allSatisfy(p -> assertThat(p.text())
                        .isEqualTo("pin 'b' is never reached: pin 'a' before it takes all that it matches"));
    }
}
