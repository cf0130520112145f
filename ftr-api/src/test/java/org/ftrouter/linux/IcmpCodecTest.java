// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.linux.IcmpMessage.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpCodecTest {
    private static final IcmpEcho ECHO = new IcmpEcho(0xbeef, 0xfffe, 0x8877665544332211L, 24);

    @Test
    void aRequestHasTheBytesOfRfc792() {
        var echo = new IcmpEcho(0x1234, 1, 0x0102030405060708L, 16);

        assertThat(hex(request(Family.IPV4, echo))).isEqualTo("08008966123400010102030405060708" + "1011121314151617");
        assertThat(hex(request(Family.IPV6, echo))).isEqualTo("80000000123400010102030405060708" + "1011121314151617");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 17, 24, 25, 1452})
    void whatWasAskedComesBackInTheReply(int size) {
        var echo = new IcmpEcho(0, 0xffff, -1, size);

        assertThat(IcmpCodec.decodePacket(packet(reply(Family.IPV4, echo))).echo())
                .contains(echo);
        assertThat(IcmpCodec.decodeMessage(reply(Family.IPV6, echo), Family.IPV6)
                        .echo())
                .contains(echo);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anErrorIsReadWithWhatItQuotes(Family family) {
        ByteBuffer quoted = family == Family.IPV4 ? packet(request(family, ECHO)) : ipv6Packet(request(family, ECHO));
        String target = family == Family.IPV4 ? "203.0.113.9" : "2001:db8::9";

        IcmpMessage message = decode(family, error(family, quoted));

        assertThat(message.kind()).isEqualTo(Kind.ERROR);
        assertThat(message.echo()).contains(ECHO);
        assertThat(message.target()).contains(TestPath.address(target));
        assertThat(message.text()).isEqualTo(family == Family.IPV4 ? "host unreachable" : "prohibited by a filter");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anErrorThatQuotesNoTokenProvesNothing(Family family) {
        int header = family == Family.IPV4 ? 20 : 40;
        ByteBuffer quoted = family == Family.IPV4 ? packet(request(family, ECHO)) : ipv6Packet(request(family, ECHO));

        for (int length = header + 1; length < header + 16; length++) {
            assertThat(decode(family, error(family, quoted.duplicate().limit(length)))
                            .kind())
                    .isEqualTo(Kind.UNPROVEN_ERROR);
        }
    }

    @Test
    void aRequestAQuotedReplyAndARedirectAreNoneOfOurBusiness() {
        ByteBuffer redirect = error(Family.IPV4, packet(request(Family.IPV4, ECHO)));
        seal(redirect.put(0, (byte) 5));

        assertThat(decode(Family.IPV4, redirect).kind()).isEqualTo(Kind.OTHER);
        assertThat(decode(Family.IPV4, request(Family.IPV4, ECHO)).kind()).isEqualTo(Kind.OTHER);
        assertThat(decode(Family.IPV4, error(Family.IPV4, packet(reply(Family.IPV4, ECHO))))
                        .kind())
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void everySingleWrongBitOfAnIpv4ReplyIsNoticed() {
        ByteBuffer sound = packet(reply(Family.IPV4, ECHO));
        for (int bit = 20 * 8; bit < sound.limit() * 8; bit++) {
            ByteBuffer broken = copy(sound, sound.limit());
            broken.put(bit / 8, (byte) (broken.get(bit / 8) ^ 1 << bit % 8));

            assertThat(IcmpCodec.decodePacket(broken).kind()).as("bit %d", bit).isEqualTo(Kind.MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyCutReplyIsNoticed(Family family) {
        ByteBuffer sound = family == Family.IPV4 ? packet(reply(family, ECHO)) : reply(family, ECHO);
        for (int length = 0; length < sound.limit(); length++) {
            IcmpMessage message = family == Family.IPV4
                    ? IcmpCodec.decodePacket(copy(sound, length))
                    : IcmpCodec.decodeMessage(copy(sound, length), family);

            assertThat(message.echo()).as("length %d", length).isNotEqualTo(Optional.of(ECHO));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noBytesThrowOrPassForTheReply(long seed) {
        var random = new SplittableRandom(seed);
        ByteBuffer[] sound = {
            packet(reply(Family.IPV4, ECHO)),
            packet(error(Family.IPV4, packet(request(Family.IPV4, ECHO)))),
            reply(Family.IPV6, ECHO),
            error(Family.IPV6, ipv6Packet(request(Family.IPV6, ECHO)))
        };
        for (int i = 0; i < 50_000; i++) {
            ByteBuffer bytes = mutated(sound[random.nextInt(sound.length)], random);
            IcmpCodec.decodeMessage(bytes, Family.IPV4);
            IcmpCodec.decodeMessage(bytes, Family.IPV6);
            IcmpMessage message = IcmpCodec.decodePacket(bytes);
            if (message.kind() == Kind.REPLY && message.echo().equals(Optional.of(ECHO))) {
                int header = 4 * (bytes.get(0) & 0xf);
                assertThat(hex(copy(bytes.slice(header, bytes.limit() - header), bytes.limit() - header)))
                        .isEqualTo(hex(reply(Family.IPV4, ECHO)));
            }
        }
    }

    private static ByteBuffer mutated(ByteBuffer sound, SplittableRandom random) {
        ByteBuffer bytes = copy(sound, random.nextInt(4) == 0 ? random.nextInt(sound.limit() + 1) : sound.limit());
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && bytes.limit() > 0; i++) {
            bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt(256));
        }
        return bytes;
    }

    private static IcmpMessage decode(Family family, ByteBuffer message) {
        return family == Family.IPV4
                ? IcmpCodec.decodePacket(packet(message))
                : IcmpCodec.decodeMessage(message, family);
    }

    static ByteBuffer request(Family family, IcmpEcho echo) {
        ByteBuffer out = ByteBuffer.allocate(2048);
        IcmpCodec.encodeRequest(out, family, echo);
        return copy(out, out.limit());
    }

    static ByteBuffer reply(Family family, IcmpEcho echo) {
        ByteBuffer reply = request(family, echo).put(0, (byte) IcmpType.reply(family));
        return family == Family.IPV4 ? seal(reply) : reply;
    }

    private static ByteBuffer error(Family family, ByteBuffer quoted) {
        ByteBuffer error = ByteBuffer.allocate(8 + quoted.limit());
        error.put(0, (byte) (family == Family.IPV4 ? 3 : 1)).put(1, (byte) 1).put(8, quoted, 0, quoted.limit());
        return family == Family.IPV4 ? seal(error) : error;
    }

    private static ByteBuffer seal(ByteBuffer message) {
        message.putShort(2, (short) 0);
        return message.putShort(2, (short) ~IcmpCodec.sum(message, 0));
    }

    private static ByteBuffer packet(ByteBuffer icmp) {
        ByteBuffer packet = ByteBuffer.allocate(20 + icmp.limit());
        packet.put(0, (byte) 0x45).putShort(2, (short) packet.limit()).put(9, (byte) 1);
        packet.put(16, TestPath.address("203.0.113.9").getAddress());
        return packet.put(20, icmp, 0, icmp.limit());
    }

    private static ByteBuffer ipv6Packet(ByteBuffer icmp) {
        ByteBuffer packet = ByteBuffer.allocate(40 + icmp.limit());
        packet.put(0, (byte) 0x60).put(6, (byte) 58);
        packet.put(24, TestPath.address("2001:db8::9").getAddress());
        return packet.put(40, icmp, 0, icmp.limit());
    }

    private static ByteBuffer copy(ByteBuffer bytes, int length) {
        byte[] array = new byte[length];
        bytes.get(0, array);
        return ByteBuffer.wrap(array);
    }

    private static String hex(ByteBuffer bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.limit(); i++) {
            text.append(String.format("%02x", bytes.get(i)));
        }
        return text.toString();
    }
}
