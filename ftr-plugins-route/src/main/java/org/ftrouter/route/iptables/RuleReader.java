// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.route.CheckedPacket;
import org.ftrouter.route.CheckedRule;
import org.ftrouter.route.CheckedRule.Kind;
import org.ftrouter.route.CheckedRule.Step;
import org.ftrouter.route.CheckedRule.Truth;

/**
 * Reads one rule of iptables, as people write it and as iptables-save does. A match that it does not know may hold or not;
 * a target that it does not know does nothing.
 */
final class RuleReader {
    private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\S+");

    private final List<String> words;
    private final Set<String> chains;
    private final List<Function<CheckedPacket, Truth>> conditions = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private String module = "";
    private int next;

    RuleReader(List<String> words, Set<String> chains) {
        this.words = words;
        this.chains = chains;
    }

    /** The words of a line; quotes are taken away. */
    static List<String> words(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group();
            words.add(word.matches("(?s)\"(.*)\"|'(.*)'") ? word.substring(1, word.length() - 1) : word);
        }
        return words;
    }

    CheckedRule read(String text) {
        while (next < words.size()) {
            boolean not = words.get(next).equals("!");
            next += not ? 1 : 0;
            String option = take();
            if (option.equals("-j") || option.equals("--jump")) {
                target(take());
            } else if (option.equals("-g") || option.equals("--goto")) {
                steps.add(Step.to(Kind.GOTO, take()));
            } else {
                condition(option, not);
            }
        }
        return new CheckedRule(text, List.copyOf(conditions), List.copyOf(steps));
    }

    private String take() {
        return next < words.size() ? words.get(next++) : "";
    }

    private void condition(String option, boolean not) {
        switch (option) {
            case "-m", "--match" -> module = take();
            case "-i", "--in-interface" -> device(take(), not, packet -> packet.in);
            case "-o", "--out-interface" -> device(take(), not, packet -> packet.out);
            case "--ctstate", "--state" -> state(take(), not);
            case "--mark" -> mark(take(), not);
            case "--comment" -> take();
            case "--limit-iface-out" -> {}
            case "--src-type" -> { // what is asked about comes from our networks
                Truth holds = take().equals("LOCAL") ? Truth.NO : Truth.MAYBE;
                add(packet -> holds, not);
            }
            default -> {
                skipValues();
                add(packet -> Truth.MAYBE, not);
            }
        }
    }

    /** The values of an option that nobody here knows. */
    private void skipValues() {
        while (next < words.size()
                && !words.get(next).startsWith("-")
                && !words.get(next).equals("!")) {
            next++;
        }
    }

    private void add(Function<CheckedPacket, Truth> condition, boolean not) {
        conditions.add(not ? packet -> condition.apply(packet).not() : condition);
    }

    private void device(String name, boolean not, Function<CheckedPacket, String> which) {
        String start = name.endsWith("+") ? name.substring(0, name.length() - 1) : name;
        add(
                packet -> {
                    String device = which.apply(packet);
                    return Truth.of(name.endsWith("+") ? device.startsWith(start) : device.equals(name));
                },
                not);
    }

    private void state(String names, boolean not) {
        List<String> states = Arrays.asList(names.toUpperCase(Locale.ROOT).split(","));
        add(packet -> Truth.of(states.contains(packet.isNew ? "NEW" : "ESTABLISHED")), not);
    }

    private void mark(String text, boolean not) {
        int[] valueAndMask = valueAndMask(text);
        boolean connection = module.equals("connmark");
        add(
                packet -> Truth.of(
                        ((connection ? packet.connectionMark() : packet.mark()) & valueAndMask[1]) == valueAndMask[0]),
                not);
    }

    private void target(String name) {
        switch (name) {
            case "ACCEPT" -> steps.add(Step.end(false));
            case "DROP", "REJECT" -> steps.add(Step.end(true));
            case "RETURN" -> steps.add(Step.back());
            case "MASQUERADE" -> steps.add(Step.translate(""));
            case "SNAT" -> steps.add(Step.translate(address(value("--to-source"))));
            case "NETMAP" -> steps.add(Step.translate(""));
            case "MARK" -> mark(false);
            case "CONNMARK" -> mark(true);
            default -> {
                if (chains.contains(name)) {
                    steps.add(Step.to(Kind.JUMP, name));
                }
            }
        }
        next = words.size();
    }

    private void mark(boolean connection) {
        String action = take();
        if (action.equals("--restore-mark") || action.equals("--save-mark")) {
            String usual = words.contains("--mask") ? value("--mask") : "0xffffffff";
            int packetMask = number(words.contains("--nfmask") ? value("--nfmask") : usual);
            int connectionMask = number(words.contains("--ctmask") ? value("--ctmask") : usual);
            steps.add(Step.change(
                    action.equals("--restore-mark")
                            ? (packet, rule) -> packet.mark(
                                    (packet.mark() & ~packetMask) ^ (packet.connectionMark() & connectionMask), rule)
                            : (packet, rule) -> packet.connectionMark(
                                    (packet.connectionMark() & ~connectionMask) ^ (packet.mark() & packetMask), rule)));
            return;
        }
        int[] vm = valueAndMask(take());
        int keep = switch (action) {
            case "--set-mark" -> ~(vm[1] | vm[0]);
            case "--set-xmark" -> ~vm[1];
            case "--and-mark" -> vm[0];
            default -> -1; // --or-mark, --xor-mark
        };
        int value = action.equals("--and-mark") ? 0 : vm[0];
        boolean or = action.equals("--or-mark");
        steps.add(Step.change((packet, rule) -> {
            int old = connection ? packet.connectionMark() : packet.mark();
            int changed = or ? old | value : (old & keep) ^ value;
            if (connection) {
                packet.connectionMark(changed, rule);
            } else {
                packet.mark(changed, rule);
            }
        }));
    }

    private String value(String option) {
        int index = words.indexOf(option);
        return index >= 0 && index + 1 < words.size() ? words.get(index + 1) : "";
    }

    /** The first address of a range, without ports. */
    private static String address(String range) {
        String ipv4 = range.replaceFirst("[-:].*", "");
        return ipv4.contains(".") ? ipv4 : range.replaceFirst("-.*", "").replaceAll("^\\[|].*", "");
    }

    private static int[] valueAndMask(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new int[] {number(text), -1}
                : new int[] {number(text.substring(0, slash)), number(text.substring(slash + 1))};
    }

    private static int number(String text) {
        try {
            return (int) (long) Long.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no mark", e);
        }
    }
}
