// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusScreenTest {
    private static final int COLUMNS = 80;

    private static JsonObject status(List<JsonObject> uplinks) {
        JsonObject status = JsonParser.parseString("""
                {"host": "gw1", "version": "2.0.0", "overall": {"usable": 2, "configured": 3},
                 "kernel": {"in_sync": true, "problems": []}, "notifications": {"spooled": 1}}
                """).getAsJsonObject();
        var rows = new JsonArray();
        uplinks.forEach(rows::add);
        status.add("uplinks", rows);
        return status;
    }

    private static JsonObject up(String name, double share) {
        JsonObject uplink = JsonParser.parseString("""
                {"family": "IPv4", "health": "up", "role": "routing", "rtt_seconds": 0.0081, "loss_ratio": 0.0,
                 "usable": true, "for_seconds": 518400, "reason": {"code": "OK", "params": {}}}
                """).getAsJsonObject();
        uplink.addProperty("name", name);
        uplink.addProperty("share_ratio", share);
        return uplink;
    }

    private static JsonObject down(String name) {
        JsonObject uplink = up(name, 0);
        uplink.addProperty("health", "down");
        uplink.addProperty("usable", false);
        uplink.addProperty("role", "excluded");
        uplink.addProperty("for_seconds", 502);
        uplink.addProperty("loss_ratio", 1);
        uplink.add("rtt_seconds", JsonNull.INSTANCE);
        uplink.add("reason", JsonParser.parseString("""
                {"code": "PROBE_QUORUM", "params": {"answered": 0, "targets": 4, "required": 2, "tries": 6}}
                """));
        return uplink;
    }

    private static JsonObject drained(JsonObject uplink, String until, String reason) {
        uplink.addProperty("role", "drained");
        JsonObject drained =
                JsonParser.parseString("""
                {"since": "2026-04-29T12:00:00.5Z", "until": %s, "reason": "%s", "by": "eva"}
                """.formatted(until, reason)).getAsJsonObject();
        uplink.add("drained", drained);
        return uplink;
    }

    private static JsonObject six(JsonObject uplink) {
        uplink.addProperty("family", "IPv6");
        return uplink;
    }

    private static String print(String language, JsonObject status) {
        return new StatusScreen(Texts.in(language), false).print(status);
    }

    @ParameterizedTest
    @CsvSource({
        "en, o fibre           up         drained, DRAINED by eva since 2026-04-, until 'ftr undrain cable'",
        "it, o fibre           attivo     svuotato, SVUOTATO da eva dal 2026-04-, fino a 'ftr undrain cable'"
    })
    void aDrainedUplinkSaysByWhomUntilWhenAndWhyInLinesThatFit(String language, String row, String text, String open) {
        JsonObject fibre = drained(up("fibre", 0), "\"2026-05-01T12:00:00Z\"", "a new modem ".repeat(16));
        JsonObject cable = drained(up("cable", 0), "null", "");

        String screen = print(language, status(List.of(fibre, cable, up("dsl", 1))));

        assertThat(screen).contains(row, text, " 2026-05-0", ": a new modem", open);
        assertThat(screen.lines()).allMatch(l -> l.length() <= COLUMNS);
        assertThat(screen.lines().filter(l -> l.contains("eva"))).hasSize(2);
    }

    @Test
    void eachUplinkHasARowAndATroubledOneItsReason() {
        String screen = print("en", status(List.of(up("fibre", 0.75), up("cable", 0.25), down("dsl"))));

        assertThat(screen).isEqualTo("""
                gw1 - Fault Tolerant Router 2.0.0 - 2 of 3 uplinks usable
                New connections: fibre 75 %, cable 25 %
                Kernel in sync, 1 unsent notice

                  Uplink          Health     Role         Share  Latency    Loss         For
                * fibre           up         routing       75 %   8.1 ms     0 %     6 d 0 h
                * cable           up         routing       25 %   8.1 ms     0 %     6 d 0 h
                X dsl             down       excluded         -        -   100 %  8 min 22 s
                    0 of 4 targets answered, 2 needed
                """);
    }

    private static JsonObject asking(JsonObject uplink, String targets) {
        uplink.add("targets", JsonParser.parseString(targets));
        return uplink;
    }

    @Test
    void targetsThatFailHaveALineEachAndSilentOnesOnlyWhereSomethingAnswers() {
        String targets = """
                [{"name": "1.1.1.1", "silent": false, "said": "", "last_answer": "2026-05-01T12:00:00Z"},
                 {"name": "http://a/", "silent": true, "said": "http://a/ answered 302", "last_answer": null},
                 {"name": "dns:8.8.8.8", "silent": false, "said": "NXDOMAIN", "last_answer": null},
                 {"name": "9.9.9.9", "silent": true, "said": "", "last_answer": "2026-05-01T12:00:00Z"},
                 {"name": "8.8.4.4", "silent": true, "said": "", "last_answer": null}]
                """;

        String screen = print("en", status(List.of(asking(up("fibre", 1), targets), asking(down("dsl"), targets))));

        assertThat(screen.lines().skip(5))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("* fibre"),
                        line -> assertThat(line).isEqualTo("    http://a/ answered 302"),
                        line -> assertThat(line).isEqualTo("    dns:8.8.8.8: NXDOMAIN"),
                        line -> assertThat(line).startsWith("    9.9.9.9 does not answer, last answer 2026-05-01"),
                        line -> assertThat(line).isEqualTo("    8.8.4.4 has not answered yet"),
                        line -> assertThat(line).startsWith("X dsl"),
                        line -> assertThat(line).isEqualTo("    0 of 4 targets answered, 2 needed"),
                        line -> assertThat(line).isEqualTo("    http://a/ answered 302"),
                        line -> assertThat(line).isEqualTo("    dns:8.8.8.8: NXDOMAIN"));
    }

    @Test
    void twoFamiliesAreCountedSharedAndListedApart() {
        String screen = print(
                "en",
                status(List.of(
                        up("fibre", 0.75), six(down("fibre")), up("cable", 0.25), six(up("cable", 1)), down("dsl"))));

        assertThat(screen).isEqualTo("""
                gw1 - Fault Tolerant Router 2.0.0 - usable: IPv4 2 of 3, IPv6 1 of 2
                New IPv4 connections: fibre 75 %, cable 25 %
                New IPv6 connections: cable 100 %
                Kernel in sync, 1 unsent notice

                  Uplink         IP   Health     Role         Share  Latency    Loss         For
                * fibre          IPv4 up         routing       75 %   8.1 ms     0 %     6 d 0 h
                X fibre          IPv6 down       excluded         -        -   100 %  8 min 22 s
                    0 of 4 targets answered, 2 needed
                * cable          IPv4 up         routing       25 %   8.1 ms     0 %     6 d 0 h
                * cable          IPv6 up         routing      100 %   8.1 ms     0 %     6 d 0 h
                X dsl            IPv4 down       excluded         -        -   100 %  8 min 22 s
                    0 of 4 targets answered, 2 needed
                """);
    }

    @ParameterizedTest
    @CsvSource({"source, each source keeps its uplink for 10 min 0 s", "source-destination, uplink to a destination for"
    })
    void aStickyPinSaysWhoKeepsToWhat(String by, String text) {
        JsonObject status = status(List.of(up("fibre", 1)));
        status.add("pins", JsonParser.parseString("""
                [{"name": "shops", "family": "IPv4", "state": "pinned", "via": ["fibre"], "sticky": "%s", "sticky_seconds": 600,
                  "carried_by": [{"uplink": "fibre", "share_ratio": 1.0}]}]
                """.formatted(by)));

        assertThat(print("en", status)).contains("Pin shops: fibre 100 %;").contains(text);
    }

    @ParameterizedTest
    @CsvSource({"en, false", "en, true", "it, false", "it, true"})
    void longNamesManyUplinksAndLongRefusalsStayWithin80Columns(String language, boolean mixed) {
        List<JsonObject> uplinks = IntStream.rangeClosed(1, 60)
                .mapToObj(i -> i % 7 == 0 ? down("down-" + i) : up("provider-with-a-long-name-" + i, 1 / 60.0))
                .flatMap(u -> mixed ? Stream.of(u, six(u.deepCopy())) : Stream.of(u))
                .toList();
        JsonObject status = status(uplinks);
        status.getAsJsonObject("kernel").addProperty("in_sync", false);
        status.getAsJsonObject("kernel").getAsJsonArray("problems").add(JsonParser.parseString("""
                {"backend": "multipath", "text": "ip route replace default table 200 nexthop via 192.0.2.1 dev eth1:\
                 Nexthop has invalid gateway; the other hops were installed without it"}
                """));

        String screen = print(language, status);

        assertThat(screen.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
        assertThat(screen).contains("provider-with-a-long-name-60", "down-7", "invalid gateway");
    }
}
