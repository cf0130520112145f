// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.ftrouter.api.testkit.TestPath;
import org.junit.jupiter.api.Test;

class NeighbourCodecTest {
    private static final InetAddress OWN = TestPath.address("192.0.2.2");
    private static final InetAddress GATEWAY = TestPath.address("192.0.2.1");
    private static final InetAddress GATEWAY6 = TestPath.address("fe80::1");
    private static final byte[] HARDWARE = {2, 0, 0, 0, 0, 1};
    private static final String REPLY = "0001080006040002020000000066c0000201020000000001c0000202";
    private static final String ADVERTISEMENT = "88001234e0000000fe8000000000000000000000000000010201020000000066";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void anArpRequestIsWrittenAsTheStandardSays() {
        ByteBuffer request = LibC.buffer(64);

        NeighbourCodec.encodeArpRequest(request, HARDWARE, OWN, GATEWAY);

        assertThat(hex(request)).isEqualTo("0001080006040001" + "020000000001c0000202" + "000000000000c0000201");
    }

    @Test
    void onlyAReplyOfThatAddressToOursIsAnAnswer() {
        assertThat(NeighbourCodec.isArpReply(bytes(REPLY), GATEWAY, OWN)).isTrue();

        assertThat(NeighbourCodec.isArpReply(bytes(REPLY), TestPath.address("192.0.2.3"), OWN))
                .isFalse();
        assertThat(NeighbourCodec.isArpReply(bytes(REPLY), GATEWAY, TestPath.address("192.0.2.9")))
                .isFalse();
        assertThat(NeighbourCodec.isArpReply(bytes(REPLY.replace("06040002", "06040001")), GATEWAY, OWN))
                .isFalse();
        assertThat(NeighbourCodec.isArpReply(bytes(REPLY.substring(2)), GATEWAY, OWN))
                .isFalse();
    }

    @Test
    void aSolicitationGoesToTheGroupOfTheAddressAndNamesTheSender() {
        ByteBuffer out = LibC.buffer(NeighbourCodec.SOLICITATION_SIZE);

        NeighbourCodec.encodeSolicitation(out, HARDWARE, GATEWAY6);

        assertThat(hex(out)).isEqualTo("8700000000000000" + "fe800000000000000000000000000001" + "0101020000000001");
        assertThat(NeighbourCodec.solicitedNode(TestPath.address("2001:db8::12:3456")))
                .isEqualTo(TestPath.address("ff02::1:ff12:3456"));
    }

    @Test
    void anAdvertisementThatARouterPassedOnIsNoAnswer() {
        assertThat(NeighbourCodec.isAdvertisement(bytes(ADVERTISEMENT), 255, GATEWAY6))
                .isTrue();

        assertThat(NeighbourCodec.isAdvertisement(bytes(ADVERTISEMENT), 254, GATEWAY6))
                .isFalse();
        assertThat(NeighbourCodec.isAdvertisement(bytes(ADVERTISEMENT), 255, TestPath.address("fe80::2")))
                .isFalse();
        assertThat(NeighbourCodec.isAdvertisement(bytes("87" + ADVERTISEMENT.substring(2)), 255, GATEWAY6))
                .isFalse();
    }

    @Test
    void bytesOfAnyKindAreNoAnswerAndNoException() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            ByteBuffer message = ByteBuffer.wrap(noise);

            assertThat(NeighbourCodec.isArpReply(message, GATEWAY, OWN)).isFalse();
            assertThat(NeighbourCodec.isAdvertisement(message, 255, GATEWAY6)).isFalse();
        }
    }
}
