// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;
import org.ftrouter.api.route.Shortcoming.Need;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an administrator's file lacks, as nft itself reads the file. */
@Timeout(60)
class CheckedRulesetIT {
    /** The same as ours, as people write it, among rules of their own. */
    private static final String OWN_WORDS = """
            #!/usr/sbin/nft -f
            flush ruleset
            define fibre = eth1
            define wan = { eth1, eth2 }

            table inet filter {
            	chain input {
            		type filter hook input priority 0; policy drop;
            		ct state vmap { established : accept, related : accept, invalid : drop }
            		iifname "eth0" counter accept comment "the office"
            		log prefix "in: " drop
            	}
            }
            table inet own {
            	map ways {
            		type ifname : verdict
            		elements = { $fibre : jump fibre }
            	}
            	chain pre {
            		type filter hook prerouting priority -150; policy accept;
            		tcp dport 22 counter packets 7 bytes 700 ip dscp set cs6
            		ct state new iifname vmap { "eth1" : jump fibre, "eth2" : goto cable }
            		iifname != $wan ct mark & 0xff00 != 0 jump restore
            		iifname "eth0" ip saddr 192.168.0.10 ct state new meta mark set mark and 0xffff00ff or 0x200
            	}
            	chain restore {
            		ct mark & 0xff00 == 0x100 meta mark set meta mark & 0xffff00ff | 0x100
            		ct mark & 0xff00 == 0x200 meta mark set ct mark
            	}
            	chain fibre {
            		ct mark set ct mark and 0xffff00ff xor 0x100
            	}
            	chain cable {
            		ct mark set 0x200
            	}
            	chain post {
            		type filter hook postrouting priority mangle;
            		oifname $wan ct state { new } meta mark & 0x8000 == 0 jump out
            	}
            	chain out {
            		oifname "eth1" jump fibre
            		oifname "eth2" jump cable
            	}
            }
            table ip nat {
            	chain post {
            		type nat hook postrouting priority srcnat;
            		ip daddr 10.8.0.0/24 accept
            		oifname "eth1" ip saddr 192.168.0.0/24 snat to 192.0.2.2
            		oifname "eth2" masquerade
            	}
            }
            """;

    /** Translation on one wire, which has a test of its own: without one rule the next is wrong. */
    private static final Pattern NOT_ASKED =
            Pattern.compile("rtclassid & 65535 == \\d+ snat|oifname \"eth1\" masquerade");

    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());

    @TempDir
    Path temp;

    static Stream<RoutePlan> plans() {
        return Stream.of(
                Plans.plan(Plans.LAN, Plans.fibre()),
                Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.cable(), Plans.lte()),
                Plans.plan(Plans.NONE, Plans.fibre(), Plans.cable()),
                Plans.oneWire(),
                Plans.plan(Plans.LAN, Plans.fibre(), Plans.dual()));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theGeneratedFileLacksNothing(RoutePlan any) throws Exception {
        assertThat(check(any, new RulesetFile(any, true).text())).isEmpty();
    }

    @Test
    void theGeneratedFileWithPinsLacksNothing() throws Exception {
        for (RoutePlan pinned : List.of(PlansWithPins.everyKind(), PlansWithPins.sticky())) {
            assertThat(check(pinned, new RulesetFile(pinned, true).text())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void eachRuleThatIsTakenAwayIsMissedAndTheLineToAddBringsItBack(RoutePlan any) throws Exception {
        List<String> lines = new RulesetFile(any, false).text().lines().toList();
        List<String> ours = lines.stream()
                .filter(line -> line.matches("\t\t(.* |)(mark set|iifname|masquerade|snat).*"))
                .filter(line -> !NOT_ASKED.matcher(line).find())
                .toList();
        assertThat(ours).hasSizeGreaterThan(4);
        for (String taken : ours) {
            String rest = String.join(
                            "\n",
                            lines.stream().filter(line -> !line.equals(taken)).toList()) + "\n";

            List<Shortcoming> found = check(any, rest);

            assertThat(found).as(taken).isNotEmpty().noneMatch(Shortcoming::contradicts);
            var mended = new StringBuilder(rest);
            int number = 0;
            for (Shortcoming each : found) { // each line in a chain of its own, as it says
                String[] parts = each.line().split(": ", 2);
                mended.append("table inet own")
                        .append(number++)
                        .append(" {\n\tchain c {\n\t\t")
                        .append(parts[0]);
                mended.append(";\n\t\t").append(parts[1]).append("\n\t}\n}\n");
            }
            assertThat(check(any, mended.toString()))
                    .as(taken)
                    .filteredOn(each -> each.need() != Need.RESTORE) // told for one uplink at a time
                    .isEmpty();
        }
    }

    @Test
    void otherWordsOrderAndRulesOfTheirOwnAreFine() throws Exception {
        assertThat(check(plan, OWN_WORDS)).isEmpty();
    }

    @Test
    void debiansEmptyFileLacksEverything() throws Exception {
        assertThat(
                        check(
                                plan,
                                "flush ruleset\ntable inet filter {\n chain input {\n type filter hook input priority 0;\n}\n}\n"))
                .extracting(found -> found.need() + " " + found.subject())
                .containsExactly(
                        "RESTORE eth0",
                        "INCOMING fibre",
                        "INCOMING cable",
                        "OUTGOING fibre",
                        "OUTGOING cable",
                        "TRANSLATION fibre",
                        "TRANSLATION cable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ct state vmap { established : accept, related : accept, invalid : drop } | iif lo accept | ANSWERS | drop
            ct mark & 0xff00 == 0x200 meta mark set ct mark | meta mark set 1 | RESTORE | meta mark set 0x00000001
            ct mark set ct mark and 0xffff00ff xor 0x100 | ct mark set 0x200 | INCOMING | ct mark set 0x00000200
            oifname "eth2" masquerade | oifname "eth2" snat to 198.51.100.9 | TRANSLATION | snat to 198.51.100.9
            oifname $wan ct state { new } meta mark & 0x8000 == 0 jump out | oifname $wan ct state { new } jump out | PROBE | ct mark set
            """)
    void aRuleThatContradictsIsNamedWithTheLineThatWouldBeRight(String right, String wrong, Need need, String named)
            throws Exception {
        assertThat(OWN_WORDS).contains(right);

        List<Shortcoming> found = check(plan, OWN_WORDS.replace(right, wrong));

        assertThat(found)
                .filteredOn(each -> each.need() == need)
                .as("%s", found)
                .isNotEmpty()
                .allMatch(each -> each.found().contains(named) && !each.line().isBlank());
    }

    @Test
    void masqueradingTellsNotOneUplinkFromAnotherOnOneWire() throws Exception {
        RoutePlan wire = Plans.oneWireOfIpv4();
        String text = new RulesetFile(wire, false).text().replaceAll("(?m)^.* == 129 snat .*\n", "");

        List<Shortcoming> found = check(wire, text);

        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.need()).isEqualTo(Need.TRANSLATION);
            assertThat(one.subject()).isEqualTo("fibre");
            assertThat(one.found()).contains("masquerade");
            assertThat(one.line()).endsWith("meta rtclassid & 65535 == 129 snat ip to 192.0.2.2");
        });
    }

    @Test
    void aControlGroupThatIsNotThereIsSaidToBeMissing() {
        RoutePlan pinned = plan.with(
                PlansWithPins.plan(PlansWithPins.ofGroup("ftr-no-such.slice")).pins());

        assertThatThrownBy(() -> check(pinned, new RulesetFile(pinned, false).text()))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("ftr-no-such.slice")
                .hasMessageContaining("There is no such control group")
                .hasMessageNotContaining("kernel lacks");
    }

    @Test
    void aFileThatNftRefusesIsRefusedWithItsWords() {
        assertThatThrownBy(() -> check(plan, "table inet x { chain }\n"))
                .isInstanceOf(RouteException.class)
                .hasMessageStartingWith("nft does not understand " + temp.resolve("own.nft"))
                .hasMessageContaining("syntax error")
                .hasMessageContaining("own.nft:1")
                .hasMessageNotContaining("0.9.8");
    }

    private List<Shortcoming> check(RoutePlan wanted, String text) throws Exception {
        Path file = Files.writeString(temp.resolve("own.nft"), text);
        try (var backend = new NftablesBackendFactory().create(TestSettings.of(), new TestContext(temp))) {
            return backend.check(wanted, file);
        }
    }
}
