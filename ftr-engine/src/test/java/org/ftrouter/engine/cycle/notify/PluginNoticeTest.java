// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.plugin.PluginKind;
import org.junit.jupiter.api.Test;

class PluginNoticeTest {
    private static Notice notice(Optional<PluginKind> kind, String type, PluginInfo.State state, String why) {
        Path jar = Path.of("/opt/ftr/plugins", type.endsWith(".jar") ? type : type + ".jar");
        return PluginNotice.of(
                new PluginInfo(kind, type, Optional.empty(), state, why, Optional.of(jar)),
                "gw1",
                Instant.parse("2026-07-01T12:00:00Z"));
    }

    @Test
    void aRefusedJarIsNamedWithReasonAndRemedy() {
        Notice notice = notice(Optional.empty(), "torn.jar", PluginInfo.State.REFUSED, "is not a whole jar");

        assertThat(notice.kind()).isEqualTo("plugin.refused");
        assertThat(notice.severity()).isEqualTo(Severity.WARNING);
        assertThat(notice.fields())
                .containsEntry("jar", "/opt/ftr/plugins/torn.jar")
                .containsEntry("reason", "is not a whole jar");
        assertThat(notice.line("en")).isEqualTo("REFUSED plugin torn.jar is refused");
        assertThat(notice.line("it")).isEqualTo("REFUSED il plugin torn.jar è rifiutato");
        assertThat(notice.text("en").body())
                .contains("The jar /opt/ftr/plugins/torn.jar is refused", "is not a whole jar", "\"ftr reload\"");
        assertThat(notice.text("it").body()).contains("Il jar /opt/ftr/plugins/torn.jar è rifiutato");
    }

    @Test
    void aPluginInQuarantineIsAnotherMatter() {
        Notice notice = notice(Optional.of(PluginKind.PROBE), "dowser", PluginInfo.State.QUARANTINED, "it broke");

        assertThat(notice.kind()).isEqualTo("plugin.quarantined");
        assertThat(notice.line("en")).isEqualTo("QUARANTINED probe plugin dowser is left alone for a while");
    }

    @Test
    void aPluginThatLeavesThreadsBehindIsNamedWithItsJarAndWhatToDo() {
        Notice notice = notice(
                Optional.of(PluginKind.NOTIFIER),
                "pager",
                PluginInfo.State.LEAKING,
                "threads that it began go on, 1 of them: 'poll'");

        assertThat(notice.kind()).isEqualTo("plugin.leaking");
        assertThat(notice.severity()).isEqualTo(Severity.WARNING);
        assertThat(notice.fields())
                .containsEntry("plugin", "pager")
                .containsEntry("kind", "notify")
                .containsEntry("jar", "/opt/ftr/plugins/pager.jar")
                .containsEntry("reason", "threads that it began go on, 1 of them: 'poll'");
        assertThat(notice.line("en")).isEqualTo("LEAKING notify plugin pager leaves threads or memory behind");
        assertThat(notice.line("it")).isEqualTo("LEAKING il plugin pager (notify) lascia indietro thread o memoria");
        assertThat(unwrapped(notice, "en"))
                .contains(
                        "1 of them: 'poll'",
                        "Tell the author of /opt/ftr/plugins/pager.jar, and restart ftr when it suits you");
        assertThat(unwrapped(notice, "it"))
                .contains(
                        "1 of them: 'poll'",
                        "Dirlo all'autore di /opt/ftr/plugins/pager.jar, e riavviare ftr quando fa comodo");
    }

    private static String unwrapped(Notice notice, String language) {
        return notice.text(language).body().replaceAll("\\s+", " ");
    }

    @Test
    void aPluginThatComesIntoUseIsForTheRecord() {
        var info = new PluginInfo(
                Optional.of(PluginKind.PROBE),
                "dowser",
                Optional.of("1.2"),
                PluginInfo.State.ACTIVE,
                "",
                Optional.of(Path.of("/opt/ftr/plugins/dowser.jar")));

        Notice notice = PluginNotice.started(info, "gw1", Instant.parse("2026-07-01T12:00:00Z"));

        assertThat(notice.kind()).isEqualTo("plugin.started");
        assertThat(notice.severity()).isEqualTo(Severity.INFO);
        assertThat(notice.line("en")).isEqualTo("STARTED probe plugin dowser is in use");
        assertThat(notice.fields()).containsEntry("version", "1.2").containsEntry("plugin", "dowser");
    }

    @Test
    void theNameOfARefusedJarCannotForgeALine() {
        Notice notice = notice(Optional.empty(), "x\nUP fibre.jar", PluginInfo.State.REFUSED, "others may write");

        assertThat(notice.line("en")).isEqualTo("REFUSED plugin x?UP fibre.jar is refused");
        assertThat(notice.fields().get("jar")).isEqualTo("/opt/ftr/plugins/x?UP fibre.jar");
        assertThat(notice.text("en").body()).doesNotContain("\nUP fibre");
    }
}
