// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NamesTest {
    private static final String HOST = "smtp.example.org";

    @TempDir
    Path folder;

    private Names names(Names.Lookup lookup) {
        return new Names(() -> folder, lookup, Duration.ofSeconds(20));
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        var all = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            all[i] = InetAddress.getByName(texts[i]);
        }
        return all;
    }

    private static InetAddress[] dead(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    @Test
    void theLastGoodAddressesAreUsedWhenDnsIsDownAlsoAfterARestart() throws Exception {
        names(host -> addresses("192.0.2.9")).of(HOST);
        names(host -> addresses("192.0.2.25", "2001:db8::25")).of(HOST);

        InetAddress[] found = names(NamesTest::dead).of(HOST);

        assertThat(found).containsExactly(addresses("192.0.2.25", "2001:db8:0:0:0:0:0:25"));
        assertThat(found).allMatch(a -> a.getHostName().equals(HOST));
    }

    @Test
    void aNameThatNobodyEverKnewIsUnknown() {
        assertThatThrownBy(() -> names(NamesTest::dead).of(HOST))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no address is known for " + HOST);
    }

    @Test
    void aLookUpThatHangsIsNotWaitedForLongIfThereIsAnAddress() throws Exception {
        names(host -> addresses("192.0.2.25")).of(HOST);

        assertThat(withHangingDns(Duration.ofSeconds(20))).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(9));
    }

    @Test
    void aDeliveryThatHasLittleTimeGetsTheAddressWhileThereIsSome() throws Exception {
        names(host -> addresses("192.0.2.25")).of(HOST);

        assertThat(withHangingDns(Duration.ofSeconds(8))).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    /** How long it takes until the kept address is found. */
    private Duration withHangingDns(Duration delivery) throws Exception {
        var forEver = new CountDownLatch(1);
        var names = new Names(
                () -> folder,
                host -> {
                    try {
                        forEver.await();
                    } catch (InterruptedException e) {
                        throw new UnknownHostException(host);
                    }
                    return addresses();
                },
                delivery);

        long start = System.nanoTime();
        assertThat(names.of(HOST)).containsExactly(addresses("192.0.2.25"));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        forEver.countDown();
        return taken;
    }

    @Test
    void damageOnDiskIsNoAddress() throws Exception {
        names(host -> addresses("192.0.2.25")).of(HOST);
        try (var files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), "rm -rf /\n\u0000\nwww.example.org\n");
        }

        assertThatThrownBy(() -> names(NamesTest::dead).of(HOST)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void hostsHaveAFileOfTheirOwnWhateverTheyAreCalled() throws Exception {
        names(host -> addresses("192.0.2.1")).of("../a");
        names(host -> addresses("192.0.2.2")).of("b");

        assertThat(names(NamesTest::dead).of("../a")).containsExactly(addresses("192.0.2.1"));
        assertThat(names(NamesTest::dead).of("b")).containsExactly(addresses("192.0.2.2"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }
}
