// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.Test;

class NetlinkBytesTest {
    private static final int ROUNDS = 20_000;
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void messagesOfOneReceiveAreToldApart() throws Exception {
        byte[] first = new NetlinkMessage(24, 5, 7, new byte[] {1, 2, 3}).encode();
        byte[] second = new NetlinkMessage(3, 2, 8, new byte[0]).encode();
        ByteBuffer both =
                ByteBuffer.allocate(36).put(first).position(20).put(second).flip();

        List<NetlinkMessage> messages = NetlinkMessage.parse(both);

        assertThat(messages).extracting(NetlinkMessage::type).containsExactly(24, 3);
        assertThat(messages).extracting(NetlinkMessage::sequence).containsExactly(7, 8);
        assertThat(messages.get(0).payload().remaining()).isEqualTo(3);
    }

    @Test
    void aLengthThatCannotBeIsRefused() {
        byte[] message = new NetlinkMessage(24, 0, 0, new byte[8]).encode();
        for (int wrong : new int[] {0, 15, 25, Integer.MAX_VALUE, -1}) {
            ByteBuffer bytes = ByteBuffer.wrap(message.clone()).order(ByteOrder.nativeOrder());
            bytes.putInt(0, wrong);

            assertThatThrownBy(() -> NetlinkMessage.parse(bytes)).isInstanceOf(NetlinkFormatException.class);
        }
    }

    @Test
    void nestedAttributesComeBack() throws Exception {
        var inner = new NetlinkWriter().attribute32(2, 0xffff_fffeL).attribute8(3, 200);
        byte[] payload = new NetlinkWriter().u32(0).attribute(0x8000 | 9, inner).toBytes();

        NetlinkAttributes outer = NetlinkAttributes.after(4, messageOf(payload).payload());
        NetlinkAttributes nested = NetlinkAttributes.parse(outer.bytes(9));

        assertThat(nested.u32(2, 0)).isEqualTo(0xffff_fffeL);
        assertThat(nested.s32(2, 0)).isEqualTo(-2);
        assertThat(nested.u8(3, 0)).isEqualTo(200);
        assertThatThrownBy(() -> nested.u32(3, 0)).isInstanceOf(NetlinkFormatException.class);
    }

    private static NetlinkMessage messageOf(byte[] payload) {
        return new NetlinkMessage(Rtnetlink.NEW_ROUTE, 0, 0, payload);
    }

    @Test
    void anAcknowledgementTellsErrorAndText() throws Exception {
        byte[] capped = new NetlinkWriter()
                .u32(-101)
                .bytes(new byte[16])
                .attribute(1, "Nexthop has invalid gateway\0".getBytes(StandardCharsets.US_ASCII))
                .toBytes();
        byte[] whole = new NetlinkWriter()
                .u32(-17)
                .u32(20)
                .bytes(new byte[16])
                .attribute(1, "no".getBytes(StandardCharsets.US_ASCII))
                .toBytes();

        assertThat(answer(NetlinkMessage.CAPPED | NetlinkMessage.ACK_ATTRIBUTES, capped))
                .isEqualTo(new NetlinkAnswer(101, "Nexthop has invalid gateway"));
        assertThat(answer(NetlinkMessage.ACK_ATTRIBUTES, whole)).isEqualTo(new NetlinkAnswer(17, "no"));
        assertThat(answer(0, new byte[20])).isEqualTo(new NetlinkAnswer(0, ""));
        assertThatThrownBy(() -> answer(0, new byte[3])).isInstanceOf(NetlinkFormatException.class);
    }

    private static NetlinkAnswer answer(int flags, byte[] payload) throws NetlinkFormatException {
        return NetlinkAnswer.of(new NetlinkMessage(NetlinkMessage.ERROR, flags, 0, payload));
    }

    @Test
    void anyRouteComesBackFromItsBytes() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            NetworkRoute route = someRoute();
            var message = new NetlinkMessage(Rtnetlink.NEW_ROUTE, 0, 0, route.encode());
            List<NetlinkMessage> read = NetlinkMessage.parse(ByteBuffer.wrap(message.encode()));

            assertThat(NetworkRoute.decode(read.get(0))).contains(route);
        }
    }

    @Test
    void anyRuleComesBackFromItsBytes() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            NetworkRule rule = someRule();
            var message = new NetlinkMessage(Rtnetlink.NEW_RULE, 0, 0, rule.encode());

            assertThat(NetworkRule.decode(message)).contains(rule);
        }
    }

    @Test
    void anUnknownAttributeMakesARouteNotPlain() throws Exception {
        NetworkRoute route = someRoute();
        byte[] more =
                new NetlinkWriter().bytes(route.encode()).attribute32(8, 1).toBytes();

        assertThat(NetworkRoute.decode(messageOf(more)).orElseThrow().plain()).isFalse();
    }

    @Test
    void anIpv4MappedAddressStaysOneOfIpv6() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        byte[] payload = new NetlinkWriter().attribute(1, mapped).toBytes();

        NetlinkAttributes attributes = NetlinkAttributes.parse(ByteBuffer.wrap(payload));

        assertThat(Family.of(attributes.address(1).orElseThrow())).isEqualTo(Family.IPV6);
    }

    /** Whatever the bytes: a value or the one declared exception. */
    @Test
    void damagedBytesNeverDoWorseThanBeRefused() {
        int understood = 0;
        for (int i = 0; i < 5 * ROUNDS; i++) {
            if (readAll(damaged())) {
                understood++;
            }
        }
        assertThat(understood).isPositive();
    }

    private byte[] damaged() {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        int[] types = {2, 3, 16, 20, 24, 32};
        byte[] payload =
                random.nextBoolean() ? someRoute().encode() : someRule().encode();
        byte[] bytes = new NetlinkMessage(
                        types[random.nextInt(types.length)], random.nextInt(0x400), random.nextInt(), payload)
                .encode();
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 40)) : bytes;
    }

    private static boolean readAll(byte[] bytes) {
        try {
            for (NetlinkMessage message : NetlinkMessage.parse(ByteBuffer.wrap(bytes))) {
                int refused = 0;
                for (Decoder decoder : DECODERS) {
                    refused += tryOne(decoder, message) ? 0 : 1;
                }
                if (refused == 0) {
                    return true;
                }
            }
            return false;
        } catch (NetlinkFormatException e) {
            return false;
        }
    }

    private interface Decoder {
        Object decode(NetlinkMessage message) throws NetlinkFormatException;
    }

    private static final List<Decoder> DECODERS = List.of(
            NetlinkAnswer::of,
            NetworkLink::decode,
            NetworkAddress::decode,
            NetworkRoute::decode,
            NetworkRule::decode,
            m -> NetworkWatch.Events.NONE.and(m));

    private static boolean tryOne(Decoder decoder, NetlinkMessage message) {
        try {
            assertThat(decoder.decode(message).toString()).isNotNull();
            return true;
        } catch (NetlinkFormatException e) {
            return false;
        }
    }

    private NetworkRoute someRoute() {
        Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
        boolean everywhere = random.nextBoolean();
        int type = random.nextInt(4) == 0 ? NetworkRoute.UNREACHABLE : NetworkRoute.UNICAST;
        var hops = new ArrayList<NetworkHop>();
        for (int i = type == NetworkRoute.UNICAST ? 1 + random.nextInt(4) : 0; i > 0; i--) {
            hops.add(someHop(family));
        }
        if (hops.size() == 1) {
            NetworkHop only = hops.remove(0);
            hops.add(new NetworkHop(only.link(), only.gateway(), 1, only.realm(), only.flags()));
        }
        return new NetworkRoute(
                family,
                everywhere ? Optional.empty() : Optional.of(someAddress(family)),
                everywhere ? 0 : 1 + random.nextInt(family.bits()),
                1 + random.nextInt(1 << random.nextInt(1, 31)),
                random.nextLong(0x1_0000_0000L),
                random.nextInt(256),
                type,
                random.nextBoolean() ? Optional.of(someAddress(family)) : Optional.empty(),
                hops,
                true);
    }

    private NetworkHop someHop(Family family) {
        Family other = random.nextInt(5) == 0 ? Family.IPV6 : family;
        return new NetworkHop(
                1 + random.nextInt(1000),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(someAddress(other)),
                1 + random.nextInt(256),
                random.nextInt(3) == 0 ? random.nextLong(0x1_0000_0000L) : 0,
                random.nextInt(32));
    }

    private NetworkRule someRule() {
        Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
        NetworkRule rule = random.nextInt(4) == 0
                ? NetworkRule.unreachable(family, random.nextLong(0x1_0000_0000L), random.nextInt(256))
                : NetworkRule.all(
                        family, random.nextLong(0x1_0000_0000L), 1 + random.nextInt(100_000), random.nextInt(256));
        rule = random.nextBoolean() ? rule.marked(random.nextInt(), 1 | random.nextInt()) : rule;
        rule = random.nextBoolean() ? rule.from(someAddress(family)) : rule;
        return random.nextBoolean() ? rule.suppressing(random.nextInt(129)) : rule;
    }

    private InetAddress someAddress(Family family) {
        byte[] bytes = new byte[family.bits() / 8];
        random.nextBytes(bytes);
        bytes[0] |= 0x20;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
