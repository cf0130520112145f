// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.config.BudgetConfig;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.Leaving;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.config.OnReturn;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.ProbeConfig;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.linux.NetworkLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uplink a with 1,000 bytes a month from the 31st on, in Rome. */
class BudgetsTest {
    private static final ZoneId ROME = ZoneId.of("Europe/Rome");

    @TempDir
    Path folder;

    private Instant wall = Instant.parse("2026-04-29T12:00:00Z");
    private Moment now = Given.START;
    private long received = 500;
    private String boot = "boot1";

    private static List<UplinkConfig> uplinks(long monthly) {
        var leaving = new Leaving(
                new OnDown(OnDown.Action.KEEP, Duration.ZERO), new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));
        var probe = new ProbeConfig(
                List.of(),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofMillis(150),
                6,
                Duration.ofMillis(50),
                3,
                Duration.ofSeconds(10),
                QualityLimits.DEFAULT,
                FlapGuard.OFF,
                PassiveEvidence.DEFAULT);
        var budget = new BudgetConfig(monthly, 31, 3);
        return List.of(
                new UplinkConfig(Given.v4("a", 1, 1), probe, true, leaving, Optional.empty(), Optional.of(budget)),
                new UplinkConfig(Given.v4("b", 1, 2), probe, true, leaving, Optional.empty(), Optional.empty()));
    }

    private List<String> carry(Budgets budgets, long bytes) {
        received += bytes;
        now = now.plus(Duration.ofSeconds(1));
        return budgets
                .count(device -> Optional.of(new NetworkLink(device, 1, true, true, false, 0, 0, received, 0)), now)
                .stream()
                .map(UplinkEvent::kind)
                .toList();
    }

    @Test
    void fourFifthsAndTheEndAreToldOnceAndTheMonthsChangeRestores() {
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);

        assertThat(carry(budgets, 0)).isEmpty();
        assertThat(carry(budgets, 799)).isEmpty();
        assertThat(carry(budgets, 1)).containsExactly("uplink.budget-nearly-spent");
        assertThat(carry(budgets, 199)).isEmpty();
        assertThat(budgets.lowered()).isEmpty();
        assertThat(carry(budgets, 1)).containsExactly("uplink.budget-spent");
        assertThat(carry(budgets, 5000)).isEmpty();
        assertThat(budgets.lowered()).isEqualTo(Map.of("a", 3));
        assertThat(budgets.of("a"))
                .hasValue(new BudgetState(
                        6000, 1000, LocalDate.parse("2026-03-31"), LocalDate.parse("2026-04-30"), true));
        assertThat(budgets.of("b")).isEmpty();

        wall = Instant.parse("2026-04-29T21:59:59Z"); // in Rome it is two hours later
        assertThat(carry(budgets, 0)).isEmpty();
        wall = Instant.parse("2026-04-29T22:00:00Z");
        assertThat(carry(budgets, 0)).containsExactly("uplink.budget-renewed");
        assertThat(budgets.lowered()).isEmpty();
        assertThat(carry(budgets, 10)).isEmpty();
        assertThat(budgets.of("a").orElseThrow().used()).isEqualTo(10);
    }

    @Test
    void aMonthBegunInTheFutureIsThePresentOneOnceTheClockIsBelieved() {
        Instant right = wall;
        wall = Instant.parse("2038-01-19T03:14:07Z");
        Budgets wrong = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(wrong, 0);
        assertThat(carry(wrong, 1000)).containsExactly("uplink.budget-spent");

        wall = right;
        carry(wrong, 0);
        now = now.plus(Duration.ofHours(23));
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, wrong); // a reload
        assertThat(carry(budgets, 0)).isEmpty();
        assertThat(budgets.of("a").orElseThrow().begin()).isEqualTo("2037-12-31");
        now = now.plus(Duration.ofHours(1));
        assertThat(carry(budgets, 10)).isEmpty();

        assertThat(budgets.of("a"))
                .hasValue(new BudgetState(
                        1010, 1000, LocalDate.parse("2026-03-31"), LocalDate.parse("2026-04-30"), true));
        wall = Instant.parse("2026-04-29T22:00:00Z");
        assertThat(carry(budgets, 0)).containsExactly("uplink.budget-renewed");
    }

    @Test
    void aClockThatIsBehindForAWhileCostsNothing() {
        Instant right = wall;
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(budgets, 0);
        carry(budgets, 900);
        for (int i = 0; i < 3; i++) {
            wall = Instant.EPOCH;
            carry(budgets, 0);
            now = now.plus(Duration.ofHours(23));
            carry(budgets, 0);
            wall = right;
            carry(budgets, 0);
        }

        assertThat(budgets.of("a").orElseThrow().used()).isEqualTo(900);
    }

    @Test
    void fromNothingToTheEndAtOnceIsOneWord() {
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(budgets, 0);

        assertThat(carry(budgets, 2000)).containsExactly("uplink.budget-spent");
    }

    @Test
    void itIsCountedOnceASecond() {
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(budgets, 0);
        received += 5000;

        assertThat(budgets.count(device -> Optional.empty(), now.plus(Duration.ofMillis(999))))
                .isEmpty();
        assertThat(budgets.lowered()).isEmpty();
        assertThat(carry(budgets, 0)).hasSize(1);
    }

    @Test
    void anInterfaceThatIsNotThereCarriesNothing() {
        Budgets budgets = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(budgets, 0);
        carry(budgets, 300);
        now = now.plus(Duration.ofSeconds(1));

        budgets.count(device -> Optional.empty(), now);

        assertThat(budgets.of("a").orElseThrow().used()).isEqualTo(300);
        assertThat(carry(budgets, 1)).isEmpty();
        assertThat(budgets.of("a").orElseThrow().used()).isEqualTo(301);
    }

    @Test
    void whoIsKilledBeforeTheWordIsOutSaysItAgain() {
        try (var file = new BudgetFile(folder.resolve("budgets"))) {
            Budgets first = new Budgets(uplinks(1000), file, () -> wall, ROME, boot, null);
            carry(first, 0);
            assertThat(carry(first, 900)).containsExactly("uplink.budget-nearly-spent");
        }
        try (var file = new BudgetFile(folder.resolve("budgets"))) {
            Budgets second = new Budgets(uplinks(1000), file, () -> wall, ROME, boot, null);
            assertThat(carry(second, 0)).containsExactly("uplink.budget-nearly-spent");
            assertThat(second.of("a").orElseThrow().used()).isEqualTo(900);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "killed; what was carried meanwhile counts,  boot1, 700,   1600",
        "the machine was started anew,               boot2, -1300, 1000",
    })
    void aRestartForgetsNothingAndTellsNothingTwice(String claim, String later, long carried, long used) {
        try (var file = new BudgetFile(folder.resolve("budgets"))) {
            Budgets first = new Budgets(uplinks(1000), file, () -> wall, ROME, boot, null);
            carry(first, 0);
            assertThat(carry(first, 900)).containsExactly("uplink.budget-nearly-spent");
            carry(first, 0);
        }
        boot = later; // received is 1,400 now, and 100 after the machine's start

        try (var file = new BudgetFile(folder.resolve("budgets"))) {
            Budgets second = new Budgets(uplinks(2000), file, () -> wall, ROME, boot, null);
            assertThat(carry(second, carried))
                    .as("of 2,000 it is less than four fifths, or just as much")
                    .isEqualTo(used == 1600 ? List.of() : List.of("uplink.budget-renewed"));
            assertThat(second.of("a").orElseThrow().used()).as(claim).isEqualTo(used);
        }
    }

    @Test
    void aReloadCountsOnAndALargerLimitRestoresAtOnce() {
        Budgets first = new Budgets(uplinks(1000), null, () -> wall, ROME, boot, null);
        carry(first, 0);
        carry(first, 1200);

        Budgets second = new Budgets(uplinks(5000), null, () -> wall, ROME, boot, first);

        assertThat(carry(second, 1)).containsExactly("uplink.budget-renewed");
        assertThat(second.lowered()).isEmpty();
        assertThat(second.of("a").orElseThrow().used()).isEqualTo(1201);
    }

    @ParameterizedTest
    @CsvSource({"999, 999 B", "1000, 1.0 kB", "16260000000, 16.3 GB", "20000000000, 20.0 GB", "250000000, 250 MB"})
    void sizesForPeople(long bytes, String text) {
        assertThat(Budgets.size(bytes)).isEqualTo(text);
    }
}
