// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeFactoryTest {

    private static List<String> problems(Object... keysAndValues) {
        var settings = TestSettings.of(keysAndValues);
        new HttpProbeFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }

    @Test
    void aUrlNamesHostPortAndPage() {
        assertThat(HttpProbeFactory.page("http://www.example.org"))
                .contains(new Page(
                        "http://www.example.org",
                        false,
                        Endpoint.parse("www.example.org:80").orElseThrow(),
                        "www.example.org",
                        "/"));
        assertThat(HttpProbeFactory.page("https://[2620:fe::fe]:8443/a/b?c=d"))
                .contains(new Page(
                        "https://[2620:fe::fe]:8443/a/b?c=d",
                        true,
                        Endpoint.parse("[2620:fe::fe]:8443").orElseThrow(),
                        "[2620:fe::fe]:8443",
                        "/a/b?c=d"));
    }

    @Test
    void whatIsNotAsciiInAPageIsAskedForPercentEncoded() {
        assertThat(HttpProbeFactory.page("http://www.example.org/caff\u00e8/%C3%A9?d=\u20ac"))
                .map(Page::request)
                .contains("/caff%C3%A8/%C3%A9?d=%E2%82%AC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "www.example.org",
                "ftp://a.org/",
                "http:///x",
                "http://u:p@a.org/",
                "http://a.org/#x",
                "http://a b/",
                "http://a.org:0/",
                "http://a.org:99999/",
                "http://[fe80::1%25eth0]/",
                "http://a.org/\r\nX: y"
            })
    void anythingElseIsAProblem(String target) {
        assertThat(problems("target", target)).anySatisfy(p -> assertThat(p).contains("not a URL of this kind"));
    }

    @Test
    void withoutFurtherKeysOnlyAnEmptyPageIsRightAndWithThemAFullOne() {
        assertThat(Expectation.read(TestSettings.of()).status()).isEqualTo(204);
        assertThat(Expectation.read(TestSettings.of("body", "x")).status()).isEqualTo(200);
        assertThat(Expectation.read(TestSettings.of("header", "Server")).status())
                .isEqualTo(200);
        assertThat(Expectation.read(TestSettings.of("status", 301, "header", "Location: https://a.org/")))
                .isEqualTo(new Expectation(301, "", "Location", "https://a.org/"));
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed(@TempDir Path folder) throws Exception {
        Path none = Files.writeString(folder.resolve("none.pem"), "no certificate");
        assertThat(problems("target", "http://a.org/", "resolver", "dns.example"))
                .contains("resolver: is 'dns.example', not the numeric address of a DNS server");
        assertThat(problems("target", "http://9.9.9.9/", "resolver", "9.9.9.9"))
                .containsExactly("resolver: is not needed: 9.9.9.9 is an address");
        assertThat(problems("target", "http://a.org/", "resolver", List.of()))
                .containsExactly("resolver: is empty; name a DNS server, such as 9.9.9.9");
        assertThat(problems("target", "http://a.org/", "header", "a b: c"))
                .containsExactly("header: is 'a b', not the name of a header; write \"NAME: TEXT\"");
        assertThat(problems("target", "http://a.org/", "status", 200))
                .containsExactly("status: is 200, which a captive portal answers to everything; add body or header,"
                        + " or write https");
        assertThat(problems("target", "https://a.org/", "status", 200)).isEmpty();
        assertThat(problems("target", "http://a.org/", "body", ""))
                .containsExactly("body: is empty, which every page holds; write a part of the page, or leave it out");
        assertThat(problems("target", "https://a.org/", "ca-file", "/does/not/exist"))
                .singleElement()
                .asString()
                .startsWith("ca-file: is '/does/not/exist', which cannot be read");
        assertThat(problems("target", "https://a.org/", "ca-file", none.toString()))
                .singleElement()
                .asString()
                .startsWith("ca-file: ");
        assertThat(problems("target", "http://a.org/", "ca-file", none.toString()))
                .contains("ca-file: is of no use for http; write https");
    }

    @Test
    void aNameIsAskedInTheFamiliesOfItsResolversAndAnAddressInItsOwn() {
        var context = new TestContext(Path.of("unused"));
        Probe name = new HttpProbeFactory()
                .create(TestSettings.of("target", "http://a.org/", "resolver", "9.9.9.9"), context);
        Probe address = new HttpProbeFactory().create(TestSettings.of("target", "http://[2620:fe::fe]/"), context);
        Probe usual = new HttpProbeFactory().create(TestSettings.of("target", "http://a.org/"), context);

        assertThat(name.asks(Family.IPV4)).isTrue();
        assertThat(name.asks(Family.IPV6)).isFalse();
        assertThat(address.asks(Family.IPV4)).isFalse();
        assertThat(address.asks(Family.IPV6)).isTrue();
        assertThat(usual.asks(Family.IPV4) && usual.asks(Family.IPV6)).isTrue();
    }
}
