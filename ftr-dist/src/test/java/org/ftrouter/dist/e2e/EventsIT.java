// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.dist.delivery.JournaldReceiver;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a daemon tells besides its uplinks' health, provoked one by one and read back where it arrives: by a program that
 * gets JSON, by a journald of our own, and by a mail server, for people, who are to be spared most of it.
 */
@Tag("paired")
class EventsIT {
    private static final String SERVER = "198.19.253.25";
    private static final String SECRET = "hunter2-token";

    private Lab lab;
    private Router router;
    private JournaldReceiver journald;
    private Process mails;
    private String config;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        journald = new JournaldReceiver(lab.folder());
        journald.start();
        mails = Router.java(lab.internet(), "mails.log", SmtpSink.class, "polite", "25");
        Router.await("the mail server listens", Router.LONG, () -> mails().contains("listening"));
        config = Files.readString(lab.config()).replaceAll("(?m)^notify = .*\n", "")
                + """
                notify = [
                  { type = exec, command = [ "/usr/bin/tee", "-a", "%s" ] }
                  { type = journald, socket = "%s" }
                  { type = email, from = "gw@example.org", to = [ "noc@example.org" ],
                    smtp { host = "%s", port = 25, tls = none, timeout = 5s } }
                ]
                """.formatted(told(), journald.settings().get("socket"), SERVER);
        lab.writeConfig(config);
        lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        mails.destroyForcibly().waitFor();
        lab.close();
        journald.close();
    }

    private Path told() {
        return lab.folder().resolve("told.json");
    }

    private String mails() throws Exception {
        Path log = lab.folder().resolve("mails.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private long mails(String subject) throws Exception {
        return mails().lines()
                .filter(l -> l.startsWith("Subject: ") && l.contains(subject))
                .count();
    }

    /** What the program got, of one kind, in order; what a reload cut off and was sent again, once. */
    private List<JsonObject> got(String kind) throws Exception {
        var byId = new LinkedHashMap<String, JsonObject>();
        String text = Files.exists(told()) ? Files.readString(told()) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1); // what is behind is being written
        for (String line : whole.lines().toList()) {
            JsonObject notice = JsonParser.parseString(line).getAsJsonObject();
            if (notice.get("event").getAsString().equals(kind)) {
                byId.putIfAbsent(notice.get("id").getAsString(), notice);
            }
        }
        return List.copyOf(byId.values());
    }

    private JsonObject await(String kind, int number) throws Exception {
        Router.await(number + " of " + kind, Router.LONG, () -> got(kind).size() >= number);
        return got(kind).get(number - 1);
    }

    private static String field(JsonObject notice, String name) {
        return notice.getAsJsonObject("fields").get(name).getAsString();
    }

    private void awaitRouting(String kind, int members) throws Exception {
        Router.await(members + " next hops", Router.LONG, () -> {
            List<JsonObject> all = got(kind);
            return !all.isEmpty() && field(all.get(all.size() - 1), "routing").split(",", -1).length == members;
        });
    }

    /** The journal's entry of a notice. */
    private JsonObject entry(JsonObject notice) throws Exception {
        String id = notice.get("id").getAsString();
        Router.await(
                "the journal has it",
                Router.LONG,
                () -> journald.entries().stream().anyMatch(e -> isOf(e, id)));
        return journald.entries().stream().filter(e -> isOf(e, id)).findFirst().orElseThrow();
    }

    private static boolean isOf(JsonObject entry, String id) {
        return entry.has("FTR_EVENT_ID")
                && entry.get("FTR_EVENT_ID").getAsString().equals(id);
    }

    private static void assertEntry(JsonObject entry, String messageId, String priority) {
        assertThat(entry.get("MESSAGE_ID").getAsString()).isEqualTo(messageId);
        assertThat(entry.get("PRIORITY").getAsString()).isEqualTo(priority);
    }

    @Test
    void configurationsInForceRejectedAndTakenBackAreToldWithPlaceAndWithoutSecrets() throws Exception {
        JsonObject first = await("config.loaded", 1);
        assertThat(field(first, "config_file")).isEqualTo(lab.config().toString());
        assertThat(field(first, "uplinks")).isEqualTo("fibre,cable,lte");
        assertThat(first.get("severity").getAsString()).isEqualTo("info");
        assertEntry(entry(first), "eab9d7649387439eb49ec325333726de", "6");

        int line = (int) config.lines().count() + 1;
        lab.writeConfig(config + "notify += { type = webhook, name = other, url = \"http://" + SERVER
                + "/x\", token = \"" + SECRET + "\", colour = red }\n");
        Completed refused = router.ftr("reload");
        JsonObject rejected = await("config.rejected", 1);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(field(rejected, "config_file")).isEqualTo(lab.config().toString());
        assertThat(field(rejected, "config_line")).isEqualTo(Integer.toString(line));
        assertThat(field(rejected, "error")).contains("colour");
        assertThat(rejected.get("severity").getAsString()).isEqualTo("warning");
        JsonObject entry = entry(rejected);
        assertEntry(entry, "ccdb8db811c4475d8e6d098b0ddd4c61", "4");
        assertThat(entry.get("FTR_CONFIG_FILE").getAsString())
                .isEqualTo(lab.config().toString());
        assertThat(entry.get("FTR_CONFIG_LINE").getAsString()).isEqualTo(Integer.toString(line));

        lab.writeConfig(config.replace("hold-up = 1s", "hold-up = 2s"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        JsonObject mended = await("config.loaded", 2);
        assertThat(field(mended, "changed")).isEqualTo("probe.hold-up");
        assertThat(mended.get("severity").getAsString()).isEqualTo("notice");
        assertThat(mended.get("incident")).isEqualTo(rejected.get("id"));

        lab.writeConfig(config);
        assertThat(router.ftr("reload", "--confirm", "1s").exitCode()).isZero();
        assertThat(field(await("config.loaded", 3), "trial_seconds")).isEqualTo("1");
        assertEntry(entry(await("config.rolled-back", 1)), "cea895d158964d29a6c0b3e218369cf2", "4");

        Router.await("the mails of it", Router.LONG, () -> mails("CONFIG") >= 3);
        assertThat(mails("CONFIG rejected")).isOne();
        assertThat(mails("CONFIG")).isEqualTo(3); // rejected, in force after that, taken back
        assertThat(mails() + Files.readString(told()) + journald.entries()).doesNotContain(SECRET);
    }

    @Test
    void theDefaultRoutesNextHopsAreToldOncePerChangeAndOnlyToPrograms() throws Exception {
        awaitRouting("routing.changed", 6);
        int before = got("routing.changed").size();
        LabUplink fibre = lab.uplink("fibre");
        lab.fault(fibre, Fault.BLACKHOLE);
        JsonObject down = await("uplink.down", 2); // of both families
        awaitRouting("routing.changed", 4);

        assertThat(field(down, "tier")).isEqualTo("1");
        assertThat(entry(down).get("FTR_TIER").getAsString()).isEqualTo("1");
        List<JsonObject> all = got("routing.changed");
        assertThat(all).hasSize(before + 1);
        JsonObject changed = all.get(before);
        assertThat(changed.get("severity").getAsString()).isEqualTo("info");
        assertThat(field(changed, "nexthops_ipv4"))
                .contains("cable via " + lab.uplink("cable").gateway() + " dev wan2 weight ")
                .doesNotContain("fibre");
        assertThat(field(changed, "nexthops_ipv6")).contains("cable via ").doesNotContain("fibre");
        assertThat(field(changed, "nexthops_ipv4_before")).contains("fibre via " + fibre.gateway() + " dev wan1");
        assertEntry(entry(changed), "cbd464011b4547d98ffa845351c89aa2", "5");
        Router.await("the mail of DOWN", Router.LONG, () -> mails("DOWN fibre") >= 2);
        assertThat(mails("CHANGED")).isZero();
        theJournalHasEachFieldOfAnUplinkThatIsDown();
        lab.heal(fibre);
        theJournalHasWhatWasMeasuredOfOneThatIsUp(entry(await("uplink.up", 1)));
        assertThat(got("routing.drift-repaired")).isEmpty();
    }

    private void theJournalHasEachFieldOfAnUplinkThatIsDown() throws Exception {
        JsonObject down = got("uplink.down").stream()
                .filter(n -> field(n, "family").equals("IPv4"))
                .findFirst()
                .orElseThrow();
        String id = down.get("id").getAsString();
        Map<String, String> fields = strings(entry(down));
        assertThat(fields.remove("FTR_DURATION_SECONDS")).matches("\\d{1,3}");
        assertThat(fields.remove("FTR_DELAYED_SECONDS")).matches("\\d{1,2}");
        assertThat(fields.remove("FTR_TRIES")).matches("\\d{1,2}");
        assertThat(fields.remove("FTR_USABLE")).matches("[45]"); // of the other family, perhaps not yet
        assertThat(Instant.parse(fields.remove("FTR_TIME")))
                .isCloseTo(Instant.now(), within(Router.LONG.toSeconds(), ChronoUnit.SECONDS));
        assertThat(fields)
                .isEqualTo(Map.ofEntries(
                        Map.entry("MESSAGE", "DOWN fibre: 0 of 4 targets answered, 2 needed"),
                        Map.entry("MESSAGE_ID", "0699b4c4aab7485ca38d30173361845e"),
                        Map.entry("PRIORITY", "4"),
                        Map.entry("SYSLOG_IDENTIFIER", "ftr"),
                        Map.entry("FTR_EVENT", "uplink.down"),
                        Map.entry("FTR_EVENT_ID", id),
                        Map.entry("FTR_INCIDENT_ID", id),
                        Map.entry("FTR_WORD", "DOWN"),
                        Map.entry("FTR_UPLINK", "fibre"),
                        Map.entry("FTR_FAMILY", "IPv4"),
                        Map.entry("FTR_INTERFACE", "wan1"),
                        Map.entry("FTR_TIER", "1"),
                        Map.entry("FTR_HEALTH", "down"),
                        Map.entry("FTR_PREVIOUS_HEALTH", "up"),
                        Map.entry("FTR_ROLE", "excluded"),
                        Map.entry("FTR_REASON", "PROBE_QUORUM"),
                        Map.entry("FTR_ANSWERED", "0"),
                        Map.entry("FTR_TARGETS", "4"),
                        Map.entry("FTR_REQUIRED", "2"),
                        Map.entry("FTR_LOSS_RATIO", "1.0"),
                        Map.entry("FTR_ROUTING", "cable,lte"),
                        Map.entry("FTR_CONFIGURED", "6")));
        assertThat(journald.explained(
                        "FTR_EVENT_ID=" + id,
                        Path.of("target/ftr/systemd/catalog").toAbsolutePath()))
                .contains(" ftr[", "]: DOWN fibre: 0 of 4 targets answered, 2 needed\n", """
                        -- Subject: Internet uplink fibre is down
                        -- Defined-By: Fault Tolerant Router
                        --\s
                        -- Uplink fibre (interface wan1, IPv4) no longer works.
                        -- The rule that decided is PROBE_QUORUM.
                        --\s
                        -- New connections now use: cable,lte. Connections that were established on
                        -- fibre are kept for a while, in case it comes back.
                        """.replace(
                                "-- ", "\u2591\u2591 "));
    }

    private static void theJournalHasWhatWasMeasuredOfOneThatIsUp(JsonObject entry) {
        assertEntry(entry, "09a74d54956b44a7abbf0ec2d338d7bc", "5");
        Map<String, String> fields = strings(entry);
        assertThat(fields)
                .containsEntry("FTR_HEALTH", "up")
                .containsEntry("FTR_PREVIOUS_HEALTH", "down")
                .containsEntry("FTR_ROLE", "routing")
                .containsEntry("FTR_REASON", "OK");
        assertThat(fields.get("FTR_LOSS_RATIO")).matches("0\\.[0-9]{1,9}");
        assertThat(fields.get("FTR_RTT_SECONDS")).matches("0\\.[0-9]{3,9}");
    }

    /** Those that we sent: journald's own begin with {@code _}. */
    private static Map<String, String> strings(JsonObject entry) {
        var strings = new HashMap<String, String>();
        entry.entrySet().stream()
                .filter(e -> !e.getKey().startsWith("_"))
                .forEach(e -> strings.put(e.getKey(), e.getValue().getAsString()));
        return strings;
    }

    @Test
    void whatOthersDeleteIsToldAsRepairedAndWhatGoesWithALinkIsNot() throws Exception {
        awaitRouting("routing.changed", 6);
        lab.router().ip(List.of("link set wan1 down"));
        Router.live(Duration.ofMillis(300));
        lab.router().ip(List.of("link set wan1 up"));
        router.awaitAllUp();
        Router.live(Duration.ofSeconds(3));
        assertThat(got("routing.drift-repaired")).isEmpty();

        lab.router().ip(List.of("rule del priority 31900", "route flush table 200"));
        JsonObject repaired = await("routing.drift-repaired", 1);

        assertThat(field(repaired, "backend")).isEqualTo("multipath");
        assertThat(field(repaired, "repaired"))
                .contains("rule 31900 (IPv4)", "default route of table 200 (IPv4)")
                .doesNotContain("IPv6");
        assertEntry(entry(repaired), "90cf955a82634877b8f35ba532bda658", "5");
        Router.await("the mail of it", Router.LONG, () -> mails("DRIFT-REPAIRED") == 1);

        for (int i = 0; i < 20; i++) { // a tug of war
            lab.router().ip(List.of("rule del priority 31900"));
            Router.await(
                    "it is back",
                    Router.LONG,
                    () -> lab.router().exec("ip", "rule").contains("31900:"));
        }
        Router.live(Duration.ofSeconds(3));
        assertThat(got("routing.drift-repaired")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aHundredReloadsAreNoMail() throws Exception {
        await("config.loaded", 1);
        Router.live(Duration.ofSeconds(1));
        long before = mails("");
        for (int i = 0; i < 100; i++) {
            assertThat(ControlClient.ask(lab.socket(), "reload")).contains("\"reloaded\":true");
        }
        await("config.loaded", 101);

        assertThat(mails("")).isEqualTo(before);
        assertThat(got("config.loaded")).hasSize(101);
        assertThat(got("routing.drift-repaired")).isEmpty();
    }
}
