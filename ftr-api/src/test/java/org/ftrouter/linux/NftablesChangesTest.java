// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.linux.NftablesWatch.Author;
import org.junit.jupiter.api.Test;

/** With messages as Linux 6.18 sent them on a little-endian machine. */
class NftablesChangesTest {
    /** Process 18384: {@code nft delete table inet ftr}, that had one chain. */
    private static final List<String> NFT_DELETES = List.of(
            "30000000050a000001000000d047000001000003080001006674720006000300630000000c0002000000000000000001",
            "30000000020a000001000000d047000001000003080001006674720008000300000000000c0004000000000000000001",
            "2c0000000f0a000001000000d047000000000003080001000000000308000200000047d0080003006e667400");

    /** Process 18383: {@code nft add table inet ftr}, and a chain in it. */
    private static final List<String> NFT_ADDS = List.of(
            "38000000000a000001000000cf47000001000002080001006674720008000300000000010c00040000000000000000010800020000"
                    + "000000",
            "38000000030a000402000000cf47000001000002080001006674720006000300630000000c00020000000000000000010800060000"
                    + "000000",
            "2c0000000f0a000001000000cf47000000000002080001000000000208000200000047cf080003006e667400");

    /** Process 18387: {@code iptables-nft -t mangle -F}, of one rule. */
    private static final List<String> IPTABLES_FLUSHES = List.of(
            "a0000000080a000002000000d3470000020000050b0001006d616e676c6500000f000200505245524f5554494e4700000c00030000"
                    + "00000000000002640004002c0001000c000100636f756e746572001c0002000c00010000000000000000000c00"
                    + "02000000000000000000340001000b000100746172676574000024000200090001004d41524b00000000080002"
                    + "00000000020c00030001000000ffffffff",
            "380000000f0a000002000000d347000000000005080001000000000508000200000047d31100030069707461626c65732d6e667400"
                    + "000000");

    private final List<Long> own = new ArrayList<>();
    private final NftablesChanges changes = new NftablesChanges(Set.of("ftr", "mangle"), own::contains);

    private static NetlinkMessage message(String hex) throws NetlinkFormatException {
        return NetlinkMessage.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))
                .get(0);
    }

    /** Whether each concerns us. */
    private List<Boolean> seen(List<String> messages) throws NetlinkFormatException {
        var concerned = new ArrayList<Boolean>();
        for (String hex : messages) {
            concerned.add(changes.saw(message(hex)));
        }
        return concerned;
    }

    private void lost() {
        assertThat(changes.saw(new NetlinkMessage(NetlinkMessage.OVERRUN, 0, 0, new byte[0])))
                .isTrue();
    }

    @Test
    void theEndOfATransactionSaysWhoMadeIt() throws Exception {
        assertThat(seen(NFT_DELETES)).containsExactly(true, true, false);

        assertThat(changes.author()).contains(new Author("nft", 18384));
        assertThat(changes.author()).as("asked again").isEmpty();
        assertThat(seen(IPTABLES_FLUSHES)).containsExactly(true, false);
        assertThat(changes.author())
                .hasValueSatisfying(author -> assertThat(author).hasToString("iptables-nft (process 18387)"));
    }

    @Test
    void beforeItsEndNobodyIsNamed() throws Exception {
        seen(NFT_DELETES.subList(0, 2));

        assertThat(changes.author()).isEmpty();
        seen(NFT_DELETES.subList(2, 3));
        assertThat(changes.author()).contains(new Author("nft", 18384));
    }

    @Test
    void whoeverChangesOtherTablesIsNotNamed() throws Exception {
        var others = new NftablesChanges(Set.of("mangle"), process -> false);

        for (String hex : NFT_DELETES) {
            assertThat(others.saw(message(hex))).isFalse();
        }
        assertThat(others.author()).isEmpty();
    }

    @Test
    void whoeverDeletesIsNamedBeforeWhoeverAddsAndOfEachTheLast() throws Exception {
        seen(NFT_DELETES);
        seen(NFT_ADDS);
        assertThat(changes.author()).contains(new Author("nft", 18384));

        seen(NFT_ADDS);
        assertThat(changes.author()).contains(new Author("nft", 18383));

        seen(NFT_DELETES);
        seen(IPTABLES_FLUSHES);
        assertThat(changes.author()).contains(new Author("iptables-nft", 18387));
    }

    @Test
    void oursAreNotNamedNorDoTheyHideOthers() throws Exception {
        own.add(18387L);

        seen(IPTABLES_FLUSHES);
        assertThat(changes.author()).isEmpty();
        seen(NFT_DELETES);
        seen(IPTABLES_FLUSHES);
        assertThat(changes.author()).contains(new Author("nft", 18384));
    }

    @Test
    void inAContainerOursAreKnownByThePortOfTheirSocket() throws Exception {
        String port = "d0470000";
        String inside = NFT_DELETES.get(2).replace(port, "07000000"); // process 7 there, 18384 outside
        own.add(7L);

        seen(NFT_DELETES.subList(0, 2));
        assertThat(changes.saw(message(inside))).isFalse();

        assertThat(changes.author()).isEmpty();
    }

    @Test
    void afterALossNobodyIsNamed() throws Exception {
        seen(NFT_DELETES);
        lost();
        assertThat(changes.author()).isEmpty();

        seen(NFT_DELETES.subList(0, 2));
        lost();
        seen(NFT_DELETES.subList(2, 3)); // perhaps the end of another transaction
        assertThat(changes.author()).isEmpty();
    }

    @Test
    void anOldOrBrokenEndNamesNobodyAndConcernsNobody() throws Exception {
        seen(NFT_DELETES.subList(0, 2));
        var old = new NetlinkWriter().u32(0).attribute32(1, 5); // the number of the generation alone
        assertThat(changes.saw(new NetlinkMessage(0xa0f, 0, 0, old.toBytes()))).isFalse();
        assertThat(changes.author()).isEmpty();

        seen(NFT_DELETES.subList(0, 2));
        var cut = new NetlinkWriter().u32(0).attribute8(2, 1);
        assertThat(changes.saw(new NetlinkMessage(0xa0f, 0, 0, cut.toBytes()))).isFalse();
        assertThat(changes.author()).isEmpty();
        assertThat(changes.saw(new NetlinkMessage(0xa02, 0, 0, new byte[2])))
                .as("a deletion that cannot be read")
                .isTrue();
    }

    @Test
    void aNameCannotWriteIntoTheLog() throws Exception {
        seen(NFT_DELETES.subList(0, 2));
        changes.saw(message(NFT_DELETES.get(2).replace("6e667400", "6e1b0a00")));

        assertThat(changes.author().map(Author::program)).isEqualTo(Optional.of("n??"));
    }
}
