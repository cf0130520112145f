// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What firewalls of this network namespace have loaded, as their own tools print it. */
final class Firewalls {
    private static final List<String> SAVERS =
            List.of("iptables-legacy-save", "iptables-nft-save", "ip6tables-legacy-save", "ip6tables-nft-save");

    private Firewalls() {}

    /** The rules of both kinds of iptables, of both families. */
    static List<String> iptables() throws IOException, InterruptedException {
        var texts = new ArrayList<String>();
        for (String saver : SAVERS) {
            Machine.run("", saver).filter(Machine.Ended::well).ifPresent(e -> texts.add(e.output()));
        }
        return texts;
    }

    /** The rules of nftables, with those of iptables-nft. */
    static Optional<String> nftables() throws IOException, InterruptedException {
        return Machine.run("", "nft", "list", "ruleset")
                .filter(Machine.Ended::well)
                .map(Machine.Ended::output);
    }

    /** All of them. */
    static List<String> texts() throws IOException, InterruptedException {
        var texts = new ArrayList<>(iptables());
        nftables().ifPresent(texts::add);
        return texts;
    }
}
