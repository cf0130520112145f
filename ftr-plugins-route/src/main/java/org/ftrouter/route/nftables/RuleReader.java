// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.route.CheckedPacket;
import org.ftrouter.route.CheckedRule;
import org.ftrouter.route.CheckedRule.Kind;
import org.ftrouter.route.CheckedRule.Step;
import org.ftrouter.route.CheckedRule.Truth;

/**
 * Reads one rule as nft lists it. A match that it does not know may hold or not; a statement that it does not know does
 * nothing. A verdict map becomes a rule for each of its elements.
 */
final class RuleReader {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\S+");

    private final List<String> words;
    private final String table;
    private final Map<String, List<String>> sets;
    private final List<Function<CheckedPacket, Truth>> conditions = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<CheckedRule> alternatives = new ArrayList<>();
    private int next;

    /**
     * A reader of a rule.
     *
     * @param table before the names of chains and sets
     * @param sets the elements of sets
     */
    RuleReader(String rule, String table, Map<String, List<String>> sets) {
        this.words = WORD.matcher(rule).results().map(MatchResult::group).toList();
        this.table = table;
        this.sets = sets;
    }

    List<CheckedRule> read(String text) {
        while (next < words.size()) {
            word(take(), text);
        }
        if (alternatives.isEmpty()) {
            alternatives.add(new CheckedRule(text, List.copyOf(conditions), List.copyOf(steps)));
        }
        return alternatives;
    }

    private String take() {
        return next < words.size() ? words.get(next++) : "";
    }

    private boolean take(String... expected) {
        if (next < words.size() && List.of(expected).contains(words.get(next))) {
            next++;
            return true;
        }
        return false;
    }

    private void word(String word, String text) {
        switch (word) {
            case "iifname", "iif" -> device(packet -> packet.in, text);
            case "oifname", "oif" -> device(packet -> packet.out, text);
            case "meta" -> meta(text);
            case "ct" -> connection(text);
            case "ip" -> ip();
            case "ip6" -> header(Family.IPV6);
            case "fib" -> fib();
            case "rt" -> route();
            case "counter" -> skipCounts();
            case "comment" -> take();
            case "accept" -> steps.add(Step.end(false));
            case "drop", "reject" -> last(Step.end(true));
            case "return" -> steps.add(Step.back());
            case "jump" -> steps.add(Step.to(Kind.JUMP, table + take()));
            case "goto" -> steps.add(Step.to(Kind.GOTO, table + take()));
            case "masquerade" -> last(Step.translate(""));
            case "snat" -> snat();
            case "dnat", "redirect" -> next = words.size();
            case "log" -> skipLog();
            case "update", "add", "delete" -> next += 2; // a set and what is entered there
            default -> conditions.add(packet -> Truth.MAYBE);
        }
    }

    private void last(Step step) {
        steps.add(step);
        next = words.size();
    }

    private void skipCounts() {
        if (take("packets")) {
            next += 3;
        }
    }

    private void skipLog() {
        while (take("prefix", "level", "flags", "group", "snaplen", "queue-threshold")) {
            next++;
        }
    }

    private void header(Family family) {
        conditions.add(packet -> packet.family == family ? Truth.MAYBE : Truth.NO);
    }

    private void ip() {
        if (!take("daddr")) {
            header(Family.IPV4);
            return;
        }
        boolean not = take("!=");
        List<String> addresses = elements(take());
        conditions.add(packet -> {
            if (packet.family != Family.IPV4) {
                return Truth.NO;
            }
            boolean certain =
                    !packet.destination.isEmpty() && addresses.stream().allMatch(RuleReader::isAddress);
            return certain ? Truth.of(addresses.contains(packet.destination) != not) : Truth.MAYBE;
        });
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9.]+");
    }

    private void route() {
        if (take("classid")) {
            realm();
        } else {
            conditions.add(packet -> Truth.MAYBE);
        }
    }

    private void realm() {
        int bits = take("&", "and") ? number(take()) : -1;
        boolean not = take("!=");
        take("==");
        List<Integer> realms = elements(take()).stream().map(RuleReader::number).toList();
        conditions.add(
                packet -> packet.realm == 0 ? Truth.MAYBE : Truth.of(realms.contains(packet.realm & bits) != not));
    }

    private void meta(String text) {
        if (take("rtclassid")) {
            realm();
        } else if (take("mark")) {
            mark(CheckedPacket::mark, CheckedPacket::mark, text);
        } else if (take("nfproto")) {
            boolean ipv4 = take().equals("ipv4");
            conditions.add(packet -> Truth.of(ipv4 == (packet.family == Family.IPV4)));
        } else {
            conditions.add(packet -> Truth.MAYBE);
        }
    }

    private void connection(String text) {
        if (take("mark")) {
            mark(CheckedPacket::connectionMark, CheckedPacket::connectionMark, text);
        } else if (take("state")) {
            if (take("vmap")) {
                map(state -> packet -> Truth.of(state.equals(packet.isNew ? "new" : "established")), text);
                return;
            }
            boolean not = take("!=");
            List<String> states = elements(take());
            conditions.add(packet -> Truth.of(states.contains(packet.isNew ? "new" : "established") != not));
        } else {
            conditions.add(packet -> Truth.MAYBE);
        }
    }

    /** {@code fib saddr . oif type local}: what is asked about comes from our networks. */
    private void fib() {
        boolean source = take("saddr");
        while (take(".", "oif", "iif", "mark", "daddr", "type")) {}
        boolean not = take("!=");
        Truth local = source && take().equals("local") ? Truth.of(not) : Truth.MAYBE;
        conditions.add(packet -> local);
    }

    private void snat() {
        take("ip", "ip6");
        take("prefix");
        take("to");
        String target = take();
        String address = target.startsWith("[") ? target.replaceAll("^\\[|].*", "") : target.replaceFirst("-.*", "");
        boolean ipv4 = address.contains(".");
        boolean plain = address.matches("[0-9a-f.:]+");
        last(Step.translate(plain ? (ipv4 ? address.replaceFirst(":.*", "") : address) : ""));
    }

    private void device(Function<CheckedPacket, String> which, String text) {
        if (take("vmap")) {
            map(
                    element -> {
                        String name = unquoted(element);
                        return packet -> Truth.of(which.apply(packet).equals(name));
                    },
                    text);
            return;
        }
        boolean not = take("!=");
        take("==");
        List<String> names = elements(take());
        conditions.add(packet -> Truth.of(names.stream().anyMatch(name -> matches(name, which.apply(packet))) != not));
    }

    private static boolean matches(String name, String device) {
        return name.endsWith("*") ? device.startsWith(name.substring(0, name.length() - 1)) : device.equals(name);
    }

    private interface Setter {
        void set(CheckedPacket packet, int value, String rule);
    }

    private void mark(ToIntFunction<CheckedPacket> get, Setter set, String text) {
        if (take("set")) {
            ToIntFunction<CheckedPacket> value = expression();
            steps.add(Step.change((packet, rule) -> set.set(packet, value.applyAsInt(packet), rule)));
            return;
        }
        int bits = take("&", "and") ? number(take()) : -1;
        ToIntFunction<CheckedPacket> value = packet -> get.applyAsInt(packet) & bits;
        if (take("vmap")) {
            map(element -> packet -> Truth.of(value.applyAsInt(packet) == number(element)), text);
            return;
        }
        boolean not = take("!=");
        take("==");
        List<String> numbers = elements(take());
        conditions.add(packet ->
                Truth.of(numbers.stream().anyMatch(number -> number(number) == value.applyAsInt(packet)) != not));
    }

    /** A number, or a mark with operations on it. */
    private ToIntFunction<CheckedPacket> expression() {
        ToIntFunction<CheckedPacket> value;
        String first = take();
        if (first.equals("meta") && take("mark")) {
            value = CheckedPacket::mark;
        } else if (first.equals("ct") && take("mark")) {
            value = CheckedPacket::connectionMark;
        } else {
            int number = number(first);
            value = packet -> number;
        }
        while (true) {
            ToIntFunction<CheckedPacket> left = value;
            if (take("&", "and")) {
                int right = number(take());
                value = packet -> left.applyAsInt(packet) & right;
            } else if (take("|", "or")) {
                int right = number(take());
                value = packet -> left.applyAsInt(packet) | right;
            } else if (take("^", "xor")) {
                int right = number(take());
                value = packet -> left.applyAsInt(packet) ^ right;
            } else {
                return value;
            }
        }
    }

    private void map(Function<String, Function<CheckedPacket, Truth>> key, String text) {
        for (String element : elements(take())) {
            String[] parts = element.split(" : ", 2);
            var alternative = new RuleReader(parts.length > 1 ? parts[1] : "", table, sets);
            alternative.conditions.addAll(conditions);
            alternative.conditions.add(key.apply(parts[0]));
            alternatives.addAll(alternative.read(text));
        }
    }

    /** The elements of a set, named or not, or the one value. */
    private List<String> elements(String value) {
        if (value.startsWith("@")) {
            return sets.getOrDefault(table + value.substring(1), List.of());
        }
        return split(value);
    }

    /** The elements between braces, or the one value, without quotes; {@code a,b} too. */
    static List<String> split(String value) {
        String inner = value.startsWith("{") ? value.substring(1, value.length() - 1) : value;
        return Arrays.stream(inner.split(","))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .map(RuleReader::unquoted)
                .toList();
    }

    private static String unquoted(String word) {
        return word.matches("\"[^\"]*\"") ? word.substring(1, word.length() - 1) : word;
    }

    /** A number; what is none, such as the name of a mark, equals no mark of ours. */
    private static int number(String text) {
        try {
            return (int) (long) Long.decode(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
