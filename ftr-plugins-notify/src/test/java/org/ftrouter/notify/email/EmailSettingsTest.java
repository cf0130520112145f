// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailSettingsTest {
    @TempDir
    Path folder;

    @Test
    void everyProblemIsToldAtOnce() {
        assertThat(problems(Map.of("smtp", Map.of("user", "router"))))
                .containsExactly(
                        "from: is missing",
                        "to: names nobody to write to: name at least one address, as in to = [ \"noc@example.org\" ]",
                        "host: is missing",
                        "user: is 'router', but there is no password: add password-file, or remove user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noc",
                "noc@",
                "@example.org",
                "a@example.org, b@example.org",
                "a@example.org\r\nRCPT TO:<b@example.org>",
                "a\u760d\u760a@example.org",
                "a@ex\u00e4mple.org",
                "N\u0000 <a@example.org>",
                "a b@example.org"
            })
    void whatIsNoAddressIsRefused(String address) {
        assertThat(problems(Map.of("from", "a@x.org", "to", address, "smtp", Map.of("host", "h"))))
                .singleElement()
                .asString()
                .startsWith("address: '" + address + "' is not a mail address, such as noc@example.org");
    }

    @Test
    void thePortFollowsTheEncryption() {
        assertThat(mailer(Map.of("host", "h"))).hasToString("email to 1 recipients through h:587");
        assertThat(mailer(Map.of("host", "h", "tls", "tls"))).hasToString("email to 1 recipients through h:465");
        assertThat(mailer(Map.of("host", "2001:db8::1", "tls", "none")))
                .hasToString("email to 1 recipients through [2001:db8::1]:25");
    }

    @Test
    void aCaFileThatIsNoneIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path text = Files.writeString(folder.resolve("text.pem"), "not a certificate");

        for (Path file : List.of(empty, text, folder.resolve("missing.pem"))) {
            assertThat(problems(Map.of(
                            "from",
                            "a@x.org",
                            "to",
                            "b@x.org",
                            "smtp",
                            Map.of("host", "h", "ca-file", file.toString()))))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "ca-file: '" + file + "' cannot be used, it must be a readable file of PEM certificates: ");
        }
    }

    @Test
    void aPasswordWithoutAUserIsAProblem() {
        assertThat(problems(Map.of("from", "a@x.org", "to", "b@x.org", "smtp", Map.of("host", "h", "password", "p"))))
                .containsExactly("user: is missing: there is a password, but no name to log in with");
    }

    @Test
    void aPasswordThatTravelsUnencryptedIsWarnedOf() {
        var context = new TestContext(Path.of("unused"));

        Mailers.mailerTo(
                context,
                List.of("b@x.org"),
                25,
                "tls",
                "none",
                "user",
                "router",
                "password",
                "p",
                "host",
                "smtp.x.org");
        Mailers.mailerTo(context, List.of("b@x.org"), 25, "tls", "none", "user", "router", "password", "p");

        assertThat(context.logged())
                .containsExactly(
                        "WARNING test.conf:1: the password for smtp.x.org travels unencrypted, because smtp.tls = none");
    }

    private static Object mailer(Map<String, Object> smtp) {
        var settings = TestSettings.of("from", "a@x.org", "to", List.of("b@x.org"), "smtp", smtp);
        return new EmailNotifierFactory().create(settings, new TestContext(Path.of("unused")));
    }

    private static List<String> problems(Map<String, Object> values) {
        var settings = TestSettings.of(values.entrySet().stream()
                .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
                .toArray());
        new EmailNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }
}
