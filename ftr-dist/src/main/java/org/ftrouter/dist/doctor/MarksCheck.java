// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Uplink;

/**
 * Firewall rules of others that set or read bits of our mark mask. A rule that sets the mark of one of our uplinks, under
 * exactly our mask, is a pin and meant so.
 */
final class MarksCheck implements Check {
    private static final String NUMBER = "(0x[0-9a-fA-F]+|\\d+)";
    private static final Pattern IPTABLES =
            Pattern.compile("--(set-xmark|set-mark|mark|and-mark|or-mark|xor-mark) " + NUMBER + "(?:/" + NUMBER + ")?");
    private static final Pattern SAVED = Pattern.compile("--(?:save|restore)-mark(?: --nfmask " + NUMBER + ")?");
    /** {@code meta mark set 0x1}, {@code ct mark set ct mark & 0xffff00ff | 0x100}, and the older "and", "or". */
    private static final Pattern NFT = Pattern.compile("(?:meta|ct) mark set (?:(?:meta|ct) mark (?:&|and) " + NUMBER
            + "(?: (?:\\||\\^|or|xor) " + NUMBER + ")?|" + NUMBER + ")");

    private static final Pattern NFT_TABLE = Pattern.compile("^table (\\S+) (\\S+) \\{");
    /** Prefixes of chains, and whose they are. */
    private static final Map<String, String> OWNERS = owners();

    private static Map<String, String> owners() {
        var owners = new LinkedHashMap<String, String>();
        owners.put("ts-", "Tailscale");
        owners.put("mwan3", "mwan3");
        owners.put("KUBE-", "Kubernetes");
        owners.put("CILIUM", "Cilium");
        owners.put("cali-", "Calico");
        owners.put("DOCKER", "Docker");
        owners.put("WEAVE", "Weave");
        owners.put("nm-", "NetworkManager");
        return owners;
    }

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        look(Firewalls.iptables(), Firewalls.nftables().orElse(""), patient, found);
    }

    /** What firewalls have loaded. */
    static void look(List<String> iptables, String nftables, Patient patient, Consumer<Finding> found) {
        var told = new HashSet<String>();
        Consumer<String> clash = line -> {
            if (told.add(owner(line))) {
                found.accept(Finding.problem(
                        "mark.firewall",
                        "owner",
                        owner(line),
                        "rule",
                        line,
                        "mask",
                        "0x" + Integer.toHexString(patient.layout().markMask())));
            }
        };
        for (String rules : iptables) {
            rules.lines()
                    .filter(l -> l.startsWith("-A ") && !l.startsWith("-A FTR_"))
                    .filter(l -> touches(l, patient))
                    .forEach(clash);
        }
        nftables(nftables, patient, clash);
    }

    private static boolean touches(String rule, Patient patient) {
        int ours = patient.layout().markMask();
        Matcher saved = SAVED.matcher(rule);
        if (saved.find() && (saved.group(1) == null ? -1 : number(saved.group(1)) & ours) != 0) {
            return true;
        }
        Matcher mark = IPTABLES.matcher(rule);
        while (mark.find()) {
            int value = number(mark.group(2));
            int mask = mark.group(3) == null ? -1 : number(mark.group(3));
            int bits = switch (mark.group(1)) {
                case "and-mark" -> ~value;
                case "or-mark", "xor-mark" -> value;
                default -> mask;
            };
            if ((bits & ours) != 0 && !isPin(value, mask, patient)) {
                return true;
            }
        }
        return false;
    }

    /** Deliberately one of our marks; a number under another mask, such as that of mwan3, is alike by chance alone. */
    private static boolean isPin(int value, int mask, Patient patient) {
        Set<Integer> marks = new HashSet<>();
        marks.add(0); // "none of ours yet"
        for (Uplink uplink : patient.uplinks()) {
            marks.add(uplink.mark());
        }
        return mask == patient.layout().markMask() && marks.contains(value);
    }

    /** Tables that iptables-nft shows are left to it, and ours to us. */
    private static void nftables(String ruleset, Patient patient, Consumer<String> clash) {
        boolean skipped = false;
        String table = "";
        for (String line : ruleset.lines().toList()) {
            Matcher header = NFT_TABLE.matcher(line);
            if (line.startsWith("# Warning: table")) {
                skipped = true;
            } else if (header.find()) {
                table = header.group(1) + " " + header.group(2);
                skipped = skipped || table.equals("inet ftr");
            } else if (line.equals("}")) {
                skipped = false;
            } else if (!skipped && changes(line, patient)) {
                clash.accept("table " + table + ": " + line.strip());
            }
        }
    }

    private static boolean changes(String line, Patient patient) {
        Matcher mark = NFT.matcher(line);
        int bits = 0;
        boolean pin = false;
        while (mark.find()) {
            boolean whole = mark.group(1) == null;
            int value = number(whole ? mark.group(3) : mark.group(2) == null ? "0" : mark.group(2));
            int changed = whole ? -1 : ~number(mark.group(1)) | value;
            pin = isPin(value, changed, patient);
            bits |= pin ? 0 : changed;
        }
        return (bits & patient.layout().markMask()) != 0;
    }

    private static int number(String text) {
        return (int) Long.decode(text).longValue();
    }

    private static String owner(String rule) {
        for (var owner : OWNERS.entrySet()) {
            if (rule.contains(owner.getKey())) {
                return owner.getValue();
            }
        }
        return rule.startsWith("table ") ? rule.substring(0, rule.indexOf(':')) : "a firewall";
    }
}
