// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.PrefixTranslation;

/** Reads an uplink's {@code nat}, and {@code npt} with its two prefixes. */
final class NatReader {
    private final HoconSettings uplink;
    private final Set<Family> families;

    /** A prefix as it is written. */
    private record Prefix(InetAddress address, int length) {}

    NatReader(HoconSettings uplink, Set<Family> families) {
        this.uplink = uplink;
        this.families = families;
    }

    /** What is written, checked against the uplink's addresses. */
    NatConfig read(List<InetAddress> own) {
        Nat kind = kind(own);
        Optional<PrefixTranslation> prefixes = prefixes(kind);
        boolean broken = kind == Nat.NPT && prefixes.isEmpty(); // which has been said
        return new NatConfig(broken ? Nat.AUTO : kind, prefixes);
    }

    private Nat kind(List<InetAddress> own) {
        Nat nat = uplink.choice("nat", Nat.class, Nat.AUTO);
        for (Family family : Family.values()) {
            if (nat == Nat.SNAT && families.contains(family) && own.stream().noneMatch(a -> Family.of(a) == family)) {
                String text = "'" + uplink.named("nat") + "' is 'snat', but 'address' has no " + family + " address";
                uplink.error("nat", "C417", text, "write the address, or masquerade");
            }
        }
        if (nat == Nat.NPT && !families.contains(Family.IPV6)) {
            String text = "'" + uplink.named("nat") + "' is 'npt', but '" + uplink.path() + "' has no IPv6";
            uplink.error("nat", "C417", text, "npt exchanges IPv6 prefixes");
        }
        return nat;
    }

    private Optional<PrefixTranslation> prefixes(Nat nat) {
        if (nat != Nat.NPT) {
            if (uplink.has("npt")) {
                uplink.error("npt", "C417", "'" + uplink.named("npt") + "' needs 'nat = npt'", "");
                uplink.section("npt").keys().forEach(uplink.section("npt")::has);
            }
            return Optional.empty();
        }
        HoconSettings npt = uplink.section("npt");
        Optional<Prefix> inside = prefix(npt, "inside");
        Optional<Prefix> outside = prefix(npt, "outside");
        if (inside.isEmpty() || outside.isEmpty()) {
            return Optional.empty();
        }
        if (inside.get().length() != outside.get().length()) {
            String text = "'" + npt.named("outside") + "' has /" + outside.get().length() + ", 'inside' /"
                    + inside.get().length();
            npt.error("outside", "C417", text, "both prefixes have the same length");
            return Optional.empty();
        }
        return Optional.of(new PrefixTranslation(
                inside.get().address(), outside.get().address(), inside.get().length()));
    }

    private static Optional<Prefix> prefix(HoconSettings npt, String key) {
        String text = npt.string(key);
        if (text.isEmpty()) {
            return Optional.empty(); // missing, which has been said
        }
        int slash = text.indexOf('/');
        Optional<InetAddress> address = slash < 0 ? Optional.empty() : Addresses.parse(text.substring(0, slash));
        long length = slash < 0 ? -1 : Numbers.parse(text.substring(slash + 1)).orElse(-1L);
        if (address.isEmpty() || Family.of(address.get()) != Family.IPV6 || length < 1 || length > 127) {
            npt.wrong(key, text, "allowed is an IPv6 prefix such as 2001:db8::/48", "C206", "");
            return Optional.empty();
        }
        if (!isFirst(address.get(), (int) length)) {
            npt.wrong(key, text, "which has bits behind the prefix", "C206", "");
            return Optional.empty();
        }
        return Optional.of(new Prefix(address.get(), (int) length));
    }

    private static boolean isFirst(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        int last = length / 8;
        boolean partly = length % 8 != 0 && (bytes[last] & (0xff >> (length % 8))) != 0;
        int from = length % 8 == 0 ? last : last + 1;
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        return !partly && Arrays.equals(rest, new byte[rest.length]);
    }
}
