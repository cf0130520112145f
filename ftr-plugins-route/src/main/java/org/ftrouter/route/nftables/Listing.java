// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings two spellings of a table into one form, so that what nft prints can be compared with what we wrote: without
 * comments, the order within braces, line breaks there, and the policy that is the usual one anyway.
 */
final class Listing {
    private static final Pattern BREAK = Pattern.compile(",\\s*\\n\\s*");
    private static final Pattern BRACES = Pattern.compile("\\{ ([^{}\\n]*) }");
    private static final Pattern BITS = Pattern.compile("& 0x([0-9a-f]{1,8}) \\| 0x([0-9a-f]{1,8})");

    private static final Pattern ENTRIES =
            Pattern.compile("(?m)(^\\s*set sticky(?:-pair)?/\\S+ \\{\\n(?:[^}\\n]*\\n)*?)\\s*elements = \\{[^}]*}\\n");

    private Listing() {}

    static String normal(String text) {
        String joined = BREAK.matcher(text.replaceAll("(?m)^\\s*#.*\\n", "")).replaceAll(", ");
        String sorted = BRACES.matcher(withoutEntries(joined)).replaceAll(Listing::sorted);
        String masked = BITS.matcher(sorted).replaceAll(Listing::masked);
        return masked.replace(" policy accept;", "")
                .replace("ipv6-icmp", "icmpv6")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** What the kernel has entered in sets of ours comes and goes. */
    private static String withoutEntries(String text) {
        return ENTRIES.matcher(text).replaceAll("$1");
    }

    private static String sorted(MatchResult found) {
        return Arrays.stream(found.group(1).split(", ")).sorted().collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** The kernel does not keep whether a bit that is set afterwards was cleared before. */
    private static String masked(MatchResult found) {
        int value = Integer.parseUnsignedInt(found.group(2), 16);
        int mask = Integer.parseUnsignedInt(found.group(1), 16) & ~value;
        return "& " + Marks.hex(mask) + " | " + Marks.hex(value);
    }
}
