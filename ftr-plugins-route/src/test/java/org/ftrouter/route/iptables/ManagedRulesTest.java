// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Completed;
import org.ftrouter.route.Lines;
import org.ftrouter.route.Plans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagedRulesTest {
    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre());
    private final Lines log = new Lines();
    private final List<String> calls = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "4, 'Another app is currently holding the xtables lock', FAILED, 'tried again by itself'",
        "4, 'Fatal: can''t open lock file /run/xtables.lock: Permission denied', PERMISSION, 'variant = nft'",
        "4, 'Could not fetch rule set generation id: Permission denied (you must be root)', PERMISSION, CAP_NET_ADMIN",
        "1, 'iptables-restore: line 7 failed: No chain/target/match by that name.', UNSUPPORTED, xt_CONNMARK",
        "3, 'can''t initialize iptables table `nat'': Table does not exist', UNSUPPORTED, xt_CONNMARK",
        "1, 'line 3 failed', FAILED, 'by hand'",
        "137, '', FAILED, '(no message)'",
    })
    void aRefusalTellsTheToolsWordsAndARemedy(int code, String words, Reason reason, String remedy) {
        ManagedRules rules = rules((command, stdin) -> new Completed(code, "", words + "\n"));

        assertThatThrownBy(() -> rules.install(plan))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("iptables-save -t mangle: exit code " + code)
                .hasMessageContaining(words)
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({"Segmentation fault", "'*mangle\n:PREROUTING ACCEPT [0:0]'", "'*mangle\n-A FTR_PRE -j ACCEPT\nCOMMIT'"})
    void garbageWritesNothing(String answer) {
        ManagedRules rules = rules((command, stdin) -> new Completed(0, answer, ""));

        assertThatThrownBy(() -> rules.install(plan))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("iptables-save -t mangle")
                .hasMessageContaining("Try it by hand");
        assertThat(calls).noneMatch(call -> call.contains("restore"));
    }

    @Test
    void aToolThatOnlyPretendsToWriteIsFound() {
        ManagedRules rules = rules((command, stdin) -> new Completed(0, "", ""));

        assertThatThrownBy(() -> rules.install(plan))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
                .hasMessageContaining("FTR_PRE")
                .hasMessageContaining("reads back with 0");
    }

    @Test
    void oneTableThatFailsDoesNotStopTheOther() {
        ManagedRules rules = rules((command, stdin) -> new Completed(command.contains("mangle") ? 1 : 0, "", ""));

        assertThatThrownBy(() -> rules.install(plan)).hasMessageContaining("mangle");
        assertThat(calls).contains("iptables-restore --noflush --wait=4");
    }

    @Test
    void theMarksOfBothFamiliesAreWrittenBeforeTheTranslationOfAny() {
        var steps = new ArrayList<String>();
        ManagedRules rules = rules((command, stdin) -> {
            if (!stdin.isEmpty()) {
                steps.add(command.get(0) + " " + stdin.lines().findFirst().orElse(""));
            }
            return new Completed(0, "", "");
        });
        RoutePlan both = Plans.plan(Plans.LAN, Plans.uplink(1, "fibre", "eth1", Set.of(Family.values())));

        assertThatThrownBy(() -> rules.install(both)).hasMessageContaining("reads back with 0");

        assertThat(steps)
                .containsExactly(
                        "iptables-restore *mangle",
                        "ip6tables-restore *mangle",
                        "iptables-restore *nat",
                        "ip6tables-restore *nat");
    }

    @Test
    void rulesThatTheToolSpellsOtherwiseAreNotWrittenAgain() throws Exception {
        var table = new StringBuilder();
        ManagedRules rules = rules((command, stdin) -> {
            if (command.get(0).startsWith("ip6")) {
                return new Completed(0, "", "");
            }
            if (command.contains("--noflush") && stdin.startsWith("*nat")) {
                String spelt = stdin.replace("-o eth1 -m addrtype", "-o eth1 -m addrtype --new-word");
                table.append(spelt.replaceFirst("\n", "\n:POSTROUTING ACCEPT [0:0]\n"));
            }
            return new Completed(0, command.contains("nat") ? table.toString() : mangle(), "");
        });

        rules.install(plan);
        rules.install(plan);

        assertThat(calls).filteredOn(call -> call.contains("--noflush")).hasSize(1);
    }

    @Test
    void removalWithoutToolsIsDone() throws Exception {
        ManagedRules rules = rules((command, stdin) -> {
            throw new RouteException(Reason.UNSUPPORTED, "not installed");
        });

        rules.remove();

        assertThat(calls).hasSize(4);
    }

    @Test
    void withoutManageMissingRulesAreToldOnceAndNeverFail() throws Exception {
        var check = new LoadedRulesCheck(tools((command, stdin) -> new Completed(0, "", "")), log);

        check.run(plan);
        check.run(plan);

        assertThat(log.texts()).singleElement().asString().contains("WARNING", "fibre", "manage = true");
        new LoadedRulesCheck(tools((command, stdin) -> new Completed(1, "", "no")), log).run(plan);
        assertThat(log.texts()).filteredOn(text -> text.contains("WARNING")).hasSize(1);
    }

    /** What the kernel would say if the mangle table were as wanted. */
    private String mangle() {
        var rules = new ChainRules(plan);
        var text = new StringBuilder("*mangle\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n");
        rules.wanted("mangle", org.ftrouter.api.Family.IPV4).forEach((own, texts) -> {
            text.append(":" + own.chain() + " - [0:0]\n-A " + own.builtIn() + " -j " + own.chain() + "\n");
            texts.forEach(rule -> text.append("-A " + own.chain() + " " + rule + "\n"));
        });
        return text + "COMMIT\n";
    }

    private ManagedRules rules(Commands commands) {
        return new ManagedRules(tools(commands), new PairSets(new FakeSets(), log), log);
    }

    private Tools tools(Commands commands) {
        Commands counted = (command, stdin) -> {
            calls.add(String.join(" ", command));
            return commands.run(command, stdin);
        };
        return new Tools(counted, Variant.SYSTEM);
    }
}
