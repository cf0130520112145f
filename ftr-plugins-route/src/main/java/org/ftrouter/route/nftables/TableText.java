// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.List;

/** Puts a table together as {@code nft} prints it. */
final class TableText {
    private final StringBuilder text;
    private boolean first = true;
    private boolean commented;

    TableText(String name) {
        text = new StringBuilder("table " + name + " {\n");
    }

    /** A remark on what follows. */
    void comment(String remark) {
        if (!commented) {
            gap();
        }
        commented = true;
        text.append("\t# ").append(remark).append('\n');
    }

    /** A set of interfaces; none at all is no set. */
    void set(String remark, String name, List<String> devices) {
        if (devices.isEmpty()) {
            return;
        }
        comment(remark);
        begin("set " + name);
        line("type ifname");
        line("elements = { \"" + String.join("\", \"", devices) + "\" }");
        end();
    }

    /** A set that rules fill. */
    void filledSet(String name, String type, int most) {
        begin("set " + name);
        line("type " + type);
        line("size " + most);
        line("flags dynamic,timeout");
        end();
    }

    /** A chain to jump to. */
    void chain(String name, List<String> rules) {
        begin("chain " + name);
        rules.forEach(this::line);
        end();
    }

    /** A chain that the kernel enters by itself. */
    void chain(String name, String type, String hook, String priority, List<String> rules) {
        begin("chain " + name);
        line("type " + type + " hook " + hook + " priority " + priority + ";");
        rules.forEach(this::line);
        end();
    }

    String finished() {
        return text + "}\n";
    }

    private void begin(String head) {
        if (!commented) {
            gap();
        }
        commented = false;
        text.append('\t').append(head).append(" {\n");
    }

    private void gap() {
        text.append(first ? "" : "\n");
        first = false;
    }

    private void line(String line) {
        text.append("\t\t").append(line).append('\n');
    }

    private void end() {
        text.append("\t}\n");
    }
}
