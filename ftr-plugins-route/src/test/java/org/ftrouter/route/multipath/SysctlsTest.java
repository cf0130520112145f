// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.multipath.SysctlPlan.Hash;
import org.ftrouter.route.multipath.SysctlPlan.Sysctl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a folder instead of {@code /proc/sys}. */
class SysctlsTest {
    private static final System.Logger LOG = System.getLogger("test");
    private static final Sysctl FORWARD = new Sysctl(SysctlPlan.FORWARD_IPV4, 1, "");
    private static final Sysctl FILTER = new Sysctl("net/ipv4/conf/up1/rp_filter", 2, "up1");

    @TempDir
    Path folder;

    private Path root;
    private Path state;
    private Sysctls sysctls;

    @BeforeEach
    void aTree() throws IOException {
        root = folder.resolve("sys");
        state = folder.resolve("state");
        sysctls = new Sysctls(root);
        put("net/ipv4/ip_forward", "0");
        put("net/ipv4/conf/all/accept_redirects", "1");
        put("net/ipv4/conf/up1/forwarding", "1");
        put("net/ipv4/conf/up1/rp_filter", "1");
    }

    private void put(String key, String value) throws IOException {
        Files.createDirectories(root.resolve(key).getParent());
        Files.writeString(root.resolve(key), value + "\n");
    }

    private String value(String key) throws IOException {
        return Files.readString(root.resolve(key)).strip();
    }

    private OwnershipRecord record() {
        return OwnershipRecord.load(state, state.resolve("former"), LOG);
    }

    @Test
    void formerValuesAreOnTheDiskAndNoLaterRunOverwritesThem() throws Exception {
        assertThat(sysctls.set(List.of(FORWARD, FILTER), record())).isEmpty();
        put("net/ipv4/conf/up1/rp_filter", "0");
        assertThat(sysctls.set(List.of(FORWARD, FILTER), record())).isEmpty();

        assertThat(value("net/ipv4/conf/up1/rp_filter")).isEqualTo("2");
        assertThat(record().originals())
                .containsEntry("net/ipv4/ip_forward", "0")
                .containsEntry("net/ipv4/conf/all/accept_redirects", "1")
                .containsEntry("net/ipv4/conf/up1/forwarding", "1")
                .containsEntry("net/ipv4/conf/up1/rp_filter", "1");
        assertThat(sysctls.restoreAll(record())).isEmpty();
        assertThat(value("net/ipv4/conf/up1/rp_filter")).isEqualTo("1");
        assertThat(value("net/ipv4/ip_forward")).isEqualTo("0");
    }

    @Test
    void whatIsRightAlreadyIsNeitherWrittenNorRecorded() throws Exception {
        put("net/ipv4/ip_forward", "1");
        put("net/ipv4/conf/up1/rp_filter", "2");

        assertThat(sysctls.set(List.of(FORWARD, FILTER), record())).isEmpty();

        assertThat(sysctls.writes()).isZero();
        assertThat(state).doesNotExist();
    }

    @Test
    void aValueOfSeveralDigitsIsPutBackWhole() throws Exception {
        put("net/ipv4/conf/up1/rp_filter", "21");

        assertThat(sysctls.set(List.of(FILTER), record())).isEmpty();

        put("net/ipv4/conf/up1/rp_filter", "2"); // a file, unlike a sysctl, keeps what is not written over
        assertThat(sysctls.restoreAll(record())).isEmpty();
        assertThat(value("net/ipv4/conf/up1/rp_filter")).isEqualTo("21");
    }

    @Test
    void nothingIsWrittenThatCannotBeRecorded() throws Exception {
        Files.writeString(state, "a file where the folder ought to be");

        assertThat(sysctls.set(List.of(FORWARD), record()))
                .singleElement()
                .asString()
                .contains("cannot be recorded");
        assertThat(value("net/ipv4/ip_forward")).isEqualTo("0");
    }

    @Test
    void routerAdvertisementsThatAreOffStayOff() throws Exception {
        put("net/ipv6/conf/up1/accept_ra", "0");

        sysctls.set(List.of(new Sysctl("net/ipv6/conf/up1/accept_ra", 2, "up1")), record());

        assertThat(value("net/ipv6/conf/up1/accept_ra")).isEqualTo("0");
    }

    @Test
    void anUplinkThatLeavesGetsItsValuesBack() throws Exception {
        OwnershipRecord record = record();
        sysctls.set(List.of(FORWARD, FILTER), record);

        sysctls.release(TestUplinks.plan(Bench.uplinks(1)), record);
        assertThat(value("net/ipv4/conf/up1/rp_filter")).isEqualTo("2");
        sysctls.release(TestUplinks.plan(List.of(TestUplinks.uplink(2))), record);

        assertThat(value("net/ipv4/conf/up1/rp_filter")).isEqualTo("1");
        assertThat(value("net/ipv4/ip_forward")).isEqualTo("1");
    }

    @Test
    void aDamagedRecordLosesTheDamagedLinesOnly() throws Exception {
        Files.createDirectories(state);
        String lines = """
                \0\377 garbage
                protocol 1234567
                protocol 300
                protocol 199
                sysctl net/ipv4/ip_forward 0
                sysctl net/ipv4/conf/../../../etc/passwd 0
                sysctl net/ipv4/conf/up1/rp_filter 1; x
                sysctl kernel/panic 1
                sysctl net/ipv4/conf/eth0.100/rp_filter 1
                sysctl net/ip""";
        Files.writeString(state.resolve("owned"), lines, StandardCharsets.ISO_8859_1);

        OwnershipRecord record = record();

        assertThat(record.protocols()).containsExactly(199);
        assertThat(record.originals()).containsOnlyKeys("net/ipv4/ip_forward", "net/ipv4/conf/eth0.100/rp_filter");
    }

    @Test
    void ipv6IsForwardedOnlyIfAnUplinkHasItNow() {
        List<Sysctl> four = SysctlPlan.of(TestUplinks.plan(Bench.uplinks(2, Family.IPV4)), Hash.L3, true);
        List<Sysctl> both = SysctlPlan.of(TestUplinks.plan(Bench.uplinks(2)), Hash.L4, true);

        assertThat(four).extracting(Sysctl::key).noneMatch(k -> k.contains("ipv6"));
        assertThat(four).contains(new Sysctl("net/ipv4/fib_multipath_hash_policy", 0, ""));
        assertThat(both).extracting(Sysctl::key).startsWith("net/ipv6/conf/up1/accept_ra");
        assertThat(both).extracting(Sysctl::key).endsWith("net/ipv6/conf/all/forwarding");
    }

    /** The kernel's own hash of addresses has the flow label in it, which differs with each connection. */
    @Test
    void byAddressesIpv6GoesByTheseAloneWhereTheKernelCanBeToldSo() {
        RoutePlan plan = TestUplinks.plan(Bench.uplinks(2));

        assertThat(SysctlPlan.of(plan, Hash.L3, true))
                .containsSubsequence(
                        new Sysctl("net/ipv6/fib_multipath_hash_fields", 3, ""),
                        new Sysctl("net/ipv6/fib_multipath_hash_policy", 3, ""));
        assertThat(SysctlPlan.of(plan, Hash.L3, false))
                .contains(new Sysctl("net/ipv6/fib_multipath_hash_policy", 0, ""))
                .noneMatch(s -> s.key().contains("fields"));
        assertThat(SysctlPlan.of(plan, Hash.L4, true)).noneMatch(s -> s.key().contains("fields"));
    }
}
